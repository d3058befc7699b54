"""What the names in a template mean to the one who evaluates it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.cloudformation.document import Template, is_list

# How a change set writes a value that only the deployment will know
# (aws-cloudformation/cloudformation-coverage-roadmap, issue 2113).
UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"


class _NoValue:
    """What AWS::NoValue stands for: the member or item is left out."""

    def __repr__(self) -> str:
        return "AWS::NoValue"


NO_VALUE = _NoValue()

# `attribute` is None for `Ref`.
Resource = Callable[[str, str | None], Any]


def _unknown(*_: Any) -> Any:
    return UNKNOWN


@dataclass(frozen=True)
class Scope:
    """What the names in a template mean while it is evaluated.

    `values` are parameters (see `parameter_values`) and pseudo parameters;
    `resource` answers `Ref` and `Fn::GetAtt` of a resource, `imported`
    `Fn::ImportValue`, `zones` `Fn::GetAZs` of a region. Each may answer
    `UNKNOWN`, which is what they do by themselves.
    """

    template: Template
    values: Mapping[str, Any] = field(default_factory=dict)
    resource: Resource = _unknown
    imported: Callable[[str], Any] = _unknown
    zones: Callable[[str], Any] = _unknown


def parameter_values(template: Template, given: Mapping[str, str]) -> dict[str, Any]:
    """What `Ref` of each parameter gives: the given value, else the default.

    Lists are taken apart at their commas. A parameter without a value, or one
    that is kept in Systems Manager, is `UNKNOWN`.
    """
    values: dict[str, Any] = {}
    for name, declared in template.parameters.items():
        text = given.get(name, template.default(name))
        kind = str(declared.get("Type"))
        if text is None or kind.startswith("AWS::SSM::Parameter::Value"):
            values[name] = UNKNOWN
        elif is_list(kind):
            values[name] = [item.strip() for item in text.split(",")]
        else:
            values[name] = text
    return values


def is_known(value: Any) -> bool:
    """Is nothing in the value left for the deployment to say?"""
    if isinstance(value, str):
        return UNKNOWN not in value
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    return all(map(is_known, value)) if isinstance(value, list) else True
