"""What the other templates make: which types, under which names."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from awacs.aws import Action

from generator.cloudformation import conditions
from generator.cloudformation.references import (
    among,
    function,
    substitute,
    substitution,
)
from generator.errors import GeneratorError
from generator.templates.account.kinds import KINDS, Kind
from generator.templates.policy import arn

ROLE = "AWS::IAM::Role"
_SUFFIX = "EnvironmentSuffix"
# A policy cannot know what a stack's parameters say: every name fits but for the
# environment, which this stack has, too.
_ANY = "*"


@dataclass(frozen=True)
class Made:
    """A resource of another template: its kind and the pattern of its name.

    `roles` are the patterns of the names of the template's roles that it names.
    """

    type: str
    kind: Kind
    name: str
    roles: tuple[str, ...] = ()

    @property
    def arns(self) -> list[str]:
        """Patterns of its ARNs, without `arn:<partition>:`."""
        return [each.replace("{name}", self.name) for each in self.kind.arns]


def made(templates: Mapping[str, Mapping[str, Any]]) -> list[Made]:
    """Everything that stacks of these templates may have, by template name.

    Raises:
        GeneratorError: a type about which nothing is known here.
    """
    found: dict[Made, None] = {}
    for template, body in templates.items():
        for logical_id in body["Resources"]:
            for one in _of(logical_id, template, body):
                found[one] = None
    return sorted(found, key=lambda one: (one.type, one.name))


def _of(logical_id: str, template: str, body: Mapping[str, Any]) -> Iterator[Made]:
    resource = body["Resources"][logical_id]
    kind = KINDS.get(resource["Type"])
    if kind is None:
        raise GeneratorError(
            f"The template {template} has an {resource['Type']}, and "
            "generator/templates/account/kinds.py does not say what CloudFormation "
            "needs to make one.",
            "Write its actions there, from the handlers of its resource schema.",
        )
    properties = resource.get("Properties") or {}
    value = properties.get(kind.name)
    roles = tuple(_roles(properties, template, body)) if kind.passes else ()
    if value is None:
        for pattern in kind.unnamed:
            name = pattern.format(logical_id=logical_id, template=template)
            yield Made(resource["Type"], kind, name, roles)
    for name in _names(value, template, body):
        yield Made(resource["Type"], kind, name, roles)


def _roles(
    properties: Mapping[str, Any], template: str, body: Mapping[str, Any]
) -> Iterator[str]:
    for name in among(properties, body["Resources"]):
        if body["Resources"][name]["Type"] == ROLE:
            yield from (role.name for role in _of(name, template, body))


def _names(value: Any, template: str, body: Mapping[str, Any]) -> Iterator[str]:
    """Patterns of the names that a property may give."""
    for one in conditions.every(value):
        called = function(one)
        match called:
            case "Fn::Sub", argument:
                text, _ = substitution(argument)
                yield substitute(text, _variable)
            case "Ref", str(target) if target in body["Resources"]:
                # The policy of a bucket is on that bucket.
                yield from (found.name for found in _of(target, template, body))
            case None if isinstance(one, str):
                yield one
            case _ if one is not None:
                yield _ANY


def _variable(name: str) -> str:
    return f"${{{name}}}" if name == _SUFFIX or name.startswith("AWS::") else _ANY


def places(made: Sequence[Made]) -> list[Any]:
    """The ARN patterns of these resources in order, without what others cover."""
    every = {a for one in made for a in one.arns}
    return [arn(each) for each in sorted(every) if not _covered(each, every - {each})]


def _covered(pattern: str, by: Collection[str]) -> bool:
    """Whether another pattern fits whatever this one does; * is their one wildcard."""
    return any(fnmatchcase(pattern, other) for other in by)


def every_place(made: Sequence[Made]) -> list[Any]:
    """The ARN patterns of what else calls are about, under any name."""
    every = {
        each.replace("{name}", _ANY)
        for one in made
        if one.kind.lists
        for each in one.kind.listed_on or one.kind.arns
    }
    return [arn(each) for each in sorted(every)]


def actions(*texts: str) -> list[Action]:
    """The actions that the texts name, each once and in order."""
    return [Action(*one.split(":")) for one in sorted({*" ".join(texts).split()})]


def is_reading(action: Action) -> bool:
    """Does it only look? So AWS names what does."""
    name: str = action.JSONrepr().partition(":")[2]
    return name.startswith(("Describe", "List"))
