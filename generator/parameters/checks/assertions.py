"""What the template itself refuses: its Rules, and partitions it has no data for."""

from collections.abc import Collection, Iterator
from typing import Any

from generator.cloudformation.assertions import broken_assertions
from generator.cloudformation.document import Template, TemplateError
from generator.cloudformation.references import among, expressions, function
from generator.findings import Finding
from generator.parameters.expressions import stack_scope
from generator.parameters.model import ParameterFile, Place

_PARTITION = {"Ref": "AWS::Partition"}


def assertions(
    file: ParameterFile, template: Template, wrong: Collection[tuple[str, int]]
) -> Iterator[Finding]:
    """Rules of the template that the file's values break.

    A rule is left out if one of its parameters is among what is `wrong` (file
    and line) already: the check that said so has the better words.
    """
    try:
        broken = list(broken_assertions(stack_scope(file, template)))
    except TemplateError:
        return  # cfn-lint reports what is malformed
    for one in broken:
        rule = template.body["Rules"][one.rule]
        places = _places(file, template, rule)
        nearer = _places(file, template, one.expression) or places
        if not any((place.file, place.line) in wrong for place in places):
            yield (nearer[-1] if nearer else file.place).finding(
                "rule", one.description or f"rule {one.rule} of the template refuses it"
            )


def _places(file: ParameterFile, template: Template, expression: Any) -> list[Place]:
    """Where the file says a parameter that stands in it."""
    named = among(expression, template.parameters)
    return [file.place_of(name) for name in named if name in file.parameters]


def partitions(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """A partition that a mapping of the template says nothing about."""
    partition = file.environment.partition
    asked = {
        name
        for _, expression in expressions(template.resources)
        for name in _mappings_by_partition(expression)
    }
    for name in sorted(asked):
        known = template.mappings.get(name) or {}
        if known and partition not in known:
            yield file.place.finding(
                "partition",
                f"{template.path} does not support {file.environment.region}: it has "
                f"no {name} for the partition {partition}",
                f"It supports {', '.join(known)}.",
            )


def _mappings_by_partition(value: Any) -> Iterator[str]:
    match function(value):
        case "Fn::FindInMap", [str(name), key, *_] if key == _PARTITION:
            yield name
        case _, argument:
            yield from _mappings_by_partition(argument)
        case None if isinstance(value, list):
            for item in value:
                yield from _mappings_by_partition(item)
        case None if isinstance(value, dict):
            for item in value.values():
                yield from _mappings_by_partition(item)
