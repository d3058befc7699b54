"""What a lint of one stack depends on, and what its result says of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.conditions import Truths, specialise, truths
from generator.cloudformation.document import Template
from generator.cloudformation.references import among
from generator.findings import Finding, Severity
from generator.parameters.checks.references import is_reference
from generator.parameters.expressions import stack_scope
from generator.parameters.model import ParameterFile, Place

# cfn-lint's rules that judge what a function resolves to: Ref, Sub, Join,
# Split, FindInMap, Select. Warnings in a template, where the value is a guess;
# here it is the value that AWS will refuse.
RESOLVED = ("W1030", "W1031", "W1032", "W1033", "W1034", "W1035")
# Whether the values fit the declared parameters; `checks` says it better.
PARAMETERS_RULE = "E2900"


@dataclass(frozen=True)
class LintInput:
    """Everything that the lint of one stack is made from, and nothing else.

    Two stacks with equal inputs share one lint. That is sound because the
    linter is given this and no more: the conditions decide what is left of
    the template, and of the values only those are passed on which what is
    left names. So files that differ in a parameter that no rule can see (a
    subnet in a stack without a VPC) or only in account, tags or file name
    have equal inputs. Any other difference may matter to some rule and is
    linted.
    """

    template: str
    region: str
    conditions: tuple[tuple[str, bool], ...]
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Broken:
    """One finding of cfn-lint in a template with values.

    `severity` is what it counts for a value; `line` is the template's;
    `parameters` are those that the property names.
    """

    rule: str
    severity: Severity
    message: str
    line: int
    where: str
    parameters: tuple[str, ...]


class Inputs:
    """Makes the inputs of many stacks; what stacks share is computed once."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, tuple[tuple[str, bool], ...]], set[str]] = {}

    def of(self, file: ParameterFile, template: Template) -> LintInput:
        """The input of one file."""
        known = truths(stack_scope(file, template))
        conditions = tuple(sorted(known.items()))
        key = (str(template.path), conditions)
        if key not in self._named:
            self._named[key] = _named(template, known)
        values = {**_defaults(template), **file.parameters}
        return LintInput(
            str(template.path),
            file.environment.region,
            conditions,
            tuple(
                (name, values[name])
                for name in sorted(self._named[key] & values.keys())
                if _is_known(template.parameters[name], values[name])
            ),
        )


def _named(template: Template, conditions: Truths) -> set[str]:
    left = specialise(template.body, conditions)
    left.pop("Parameters", None)
    return set(among(left, template.parameters))


def _defaults(template: Template) -> dict[str, str]:
    defaults = {name: template.default(name) for name in template.parameters}
    return {name: value for name, value in defaults.items() if value is not None}


def _is_known(declared: Mapping[str, Any], value: str) -> bool:
    # A Systems Manager path and a dynamic reference are not the value itself.
    in_store = str(declared.get("Type")).startswith("AWS::SSM::Parameter::Value")
    return not in_store and not is_reference(value)


def findings(
    file: ParameterFile, template: Template, broken: list[Broken]
) -> Iterator[Finding]:
    """cfn-lint's findings, where the value stands that breaks the property.

    One that names no parameter is the template's own, shown at its line.
    """
    for one in broken:
        named = [name for name in one.parameters if name in file.parameters]
        own = [n for n in named if file.place_of(n).file == str(file.path)]
        value = f"{', '.join(named)}: " if named else ""
        at = f" (at {one.where}, {template.path}:{one.line})" if one.parameters else ""
        place = file.place if one.parameters else Place(str(template.path), one.line)
        if named:
            place = file.place_of((own or named)[0])
        yield place.finding(
            one.rule, f"{value}{one.message}{at}", severity=one.severity
        )
