"""What a template shows for a requirement, read at the place that shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.conditions import Branch, Way, elements
from generator.cloudformation.document import Template
from generator.review.conditions import any_of, way_to
from generator.review.expressions import say
from generator.review.markdown import code, prose


@dataclass(frozen=True)
class Claim:
    """A sentence that is true of resources with something at a path.

    `path` is property names with dots between; `*` is every element of a list,
    and a name the element that is called so. What is there must equal or contain
    a text, if one is given; a resource with anything at a path of `without` shows
    nothing. `{}` in the sentence is the value that was found.
    """

    text: str
    type: str
    path: str
    equals: str | None = None
    contains: str = ""
    without: tuple[str, ...] = ()


def shown(claim: Claim, template: Template) -> Iterator[str]:
    """The claim with the resources it is true of, and when it is."""
    rows: dict[tuple[str, str], list[str]] = {}
    for name, resource in template.resources.items():
        for value, ways in _values(claim, resource, template).items():
            text = prose(claim.text).replace("{}", code(value))
            rows.setdefault((text, any_of(ways, template)), []).append(code(name))
    for (text, condition), names in rows.items():
        only = f", when {condition}" if condition else ""
        yield f"{text} ({', '.join(names)}){only}"


def found(claim: Claim, template: Template) -> str:
    """The claim in plain words with the values that show it, "" if it is not true."""
    values = sorted(
        {
            value
            for resource in template.resources.values()
            for value in _values(claim, resource, template)
        }
    )
    return claim.text.replace("{}", ", ".join(values)) if values else ""


def _values(
    claim: Claim, resource: Mapping[str, Any], template: Template
) -> dict[str, list[Way]]:
    """The values that show it, and the ways on which each is there."""
    properties = Branch(resource.get("Properties"), way_to(resource))
    if resource["Type"] != claim.type or any(
        _at(properties, path.split(".")) for path in claim.without
    ):
        return {}
    found: dict[str, list[Way]] = {}
    for branch in _at(properties, claim.path.split(".")):
        value = say(branch.value, template)
        if claim.equals in (None, value) and claim.contains in value:
            shows = value if "{}" in claim.text else ""
            found.setdefault(shows, []).append(branch.way)
    return found


def _at(branch: Branch, keys: Sequence[str]) -> list[Branch]:
    """Every value at a path, whatever decides that it is there."""
    found = list(elements(branch.value, branch.way))
    if not keys:
        return found
    key, *rest = keys
    ends: list[Branch] = []
    for each in found:
        if key == "*":
            ends += _at(each, rest)
        elif isinstance(each.value, Mapping) and key in each.value:
            ends += _at(Branch(each.value[key], each.way), rest)
        elif isinstance(each.value, Mapping) and each.value.get("Name") == key:
            ends += _at(each, rest)
    return ends
