"""What a plan changes in the parameters and tags of a stack that stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.deploy.mask import mask_for
from generator.deploy.target import Target


@dataclass(frozen=True)
class InputChange:
    """A parameter, or a tag of the stack, before and after (None: not there)."""

    name: str
    before: str | None
    after: str | None


def input_changes(target: Target, stack: Mapping[str, Any]) -> tuple[InputChange, ...]:
    """What differs from the stack as DescribeStacks answers it; nothing for a new one.

    A parameter that is not given has the template's default. CloudFormation does
    not show NoEcho values, so nobody can say whether they change.
    """
    if "Parameters" not in stack and "Tags" not in stack:
        return ()
    mask = mask_for(target)
    found = [*_parameters(target, stack), *_tags(target, stack)]
    return tuple(
        InputChange(
            name,
            None if before is None else mask.text(before),
            None if after is None else mask.text(after),
        )
        for name, before, after in found
        if before != after
    )


Pair = tuple[str, str | None, str | None]


def _parameters(target: Target, stack: Mapping[str, Any]) -> Iterator[Pair]:
    template = target.template
    before = {
        one["ParameterKey"]: one.get("ParameterValue")
        for one in stack.get("Parameters") or ()
    }
    after = {
        name: target.file.parameters.get(name, template.default(name))
        for name in template.parameters
    }
    for name in dict.fromkeys([*after, *before]):
        if name not in template.no_echo:
            yield name, before.get(name), after.get(name)


def _tags(target: Target, stack: Mapping[str, Any]) -> Iterator[Pair]:
    before = {tag["Key"]: tag["Value"] for tag in stack.get("Tags") or ()}
    after = dict(target.file.tags)
    for key in dict.fromkeys([*after, *before]):
        yield f"tag {key}", before.get(key), after.get(key)
