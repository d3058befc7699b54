"""The properties that a change touches: what CloudFormation lists, told by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from generator.deploy.mask import Mask
from generator.deploy.plan.difference import as_text, differences, is_document, name_key
from generator.deploy.plan.statements import statement_differences
from generator.deploy.target import MASK
from generator.deploy.unknown import has_unknown, is_unknown

# Enough to judge a value; the change set in the console has the rest.
_SHOWN = 300
_STRICTNESS = ("", "Never", "Conditionally", "Always")


@dataclass(frozen=True)
class PropertyChange:
    """One property of one resource, before and after (None: not there)."""

    path: str
    before: str | None
    after: str | None
    # CloudFormation's word: Never, Conditionally, Always.
    recreation: str
    # Where a dynamic evaluation may still show that nothing changes.
    certain: bool
    drifted: bool


def read_properties(
    name: str,
    details: Iterable[Mapping[str, Any]],
    after: Mapping[str, Any],
    mask: Mask,
) -> list[PropertyChange]:
    """One entry per property, in the order of their paths.

    `after` are the resource's new properties, with origins where they are open.

    CloudFormation lists a property once per cause: the static evaluation is
    the certain one, and the strictest need of recreation counts.
    """
    found: dict[str, PropertyChange] = {}
    for detail in details:
        changed = _property(name, detail, after, mask)
        known = found.get(changed.path)
        found[changed.path] = _merged(known, changed) if known else changed
    return [found[path] for path in sorted(found)]


def read_new(
    name: str, paths: Iterable[str], properties: Mapping[str, Any], mask: Mask
) -> list[PropertyChange]:
    """Those of a new resource's properties at these paths that it has."""
    return [
        PropertyChange(
            place,
            *_pair(name, place, (None, text), mask, hidden=False),
            "",
            not is_unknown(text),
            False,
        )
        for path in paths
        for place, text in _texts(f"/Properties/{path}", properties)
    ]


def _texts(path: str, properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is at a path; a list of rules one by one, so that none is cut off."""
    value = _at(properties, path)
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        yield from ((f"{path}/{at}", as_text(one)) for at, one in enumerate(value))
    elif value is not None:
        yield path, as_text(value)


def by_name(
    name: str,
    found: Iterable[PropertyChange],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    mask: Mask,
) -> Iterator[PropertyChange]:
    """The same, but members of lists by their names and policies by statements.

    CloudFormation counts: a variable that comes first moves all the others.
    `before` and `after` are the resource's properties.
    """
    groups: dict[tuple[str, ...], list[PropertyChange]] = {}
    for changed in found:
        place = _place(changed.path, before, after)
        if place:
            groups.setdefault(place, []).append(changed)
        else:
            yield changed
    for place, members in groups.items():
        yield from _named(name, place, members, before, after, mask)


def _property(
    name: str, detail: Mapping[str, Any], properties: Mapping[str, Any], mask: Mask
) -> PropertyChange:
    target = detail.get("Target") or {}
    named = (target.get("Attribute"), target.get("Name"))
    path = target.get("Path") or "".join(f"/{part}" for part in named if part)
    hidden = detail.get("CausingEntity") in mask.parameters
    after = target.get("AfterValue")
    if has_unknown(after):
        found = _at(properties, path)
        after = (None if found is None else as_text(found)) or after
    return PropertyChange(
        path,
        *_pair(name, path, (target.get("BeforeValue"), after), mask, hidden=hidden),
        target.get("RequiresRecreation") or "",
        detail.get("Evaluation") != "Dynamic" and not is_unknown(after),
        bool(target.get("Drift")),
    )


def _at(properties: Any, path: str) -> Any:
    """The value at a path of CloudFormation's, or None."""
    for step in path.removeprefix("/Properties/").split("/"):
        if isinstance(properties, Mapping):
            properties = properties.get(step)
        elif isinstance(properties, list) and step.isdigit():
            properties = dict(enumerate(properties)).get(int(step))
        else:
            return None
    return properties


def _merged(one: PropertyChange, other: PropertyChange) -> PropertyChange:
    return PropertyChange(
        one.path,
        other.before if one.before is None else one.before,
        other.after if one.after is None else one.after,
        _strictest([one, other]),
        one.certain or other.certain,
        one.drifted or other.drifted,
    )


def _strictest(found: Sequence[PropertyChange]) -> str:
    """The strictest need of recreation; a word that is new stays."""
    words = [changed.recreation for changed in found]
    new = next((word for word in words if word not in _STRICTNESS), "")
    return new or max(words, key=_STRICTNESS.index)


def _place(
    path: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, ...]:
    """The way to the first list of named things, or policy, on a path."""
    top, *steps = path.removeprefix("/").split("/")
    sides: list[Any] = [before, after]
    for count, step in enumerate(steps if top == "Properties" else (), 1):
        sides = [
            side.get(step) if isinstance(side, Mapping) else None for side in sides
        ]
        if any(map(is_document, sides)) or name_key(*sides):
            return tuple(steps[:count])
    return ()


def _named(
    name: str,
    place: tuple[str, ...],
    members: Sequence[PropertyChange],
    before: Any,
    after: Any,
    mask: Mask,
) -> Iterator[PropertyChange]:
    for step in place:
        before, after = (before or {}).get(step), (after or {}).get(step)
    path = "/Properties/" + "/".join(place)
    # Their places differ from those in the template, so one secret hides all.
    hidden = mask.feeds(name, path) or any(
        MASK in (one.before, one.after) for one in members
    )
    for found in differences(before, after, path, statement_differences):
        values = (found.before, found.after)
        yield PropertyChange(
            found.path,
            *_pair(name, found.path, values, mask, hidden=hidden),
            _strictest(members),
            not has_unknown(found.after),
            any(one.drifted for one in members),
        )


Pair = tuple[str | None, str | None]


def _pair(name: str, path: str, values: Pair, mask: Mask, *, hidden: bool) -> Pair:
    """The values before and after as they may be shown; of texts, what differs."""
    before, after = (_masked(name, path, v, mask, hidden=hidden) for v in values)
    if before and after and "\n" in before and "\n" in after:
        before, after = _lines_that_differ(before, after)
    return _short(before), _short(after)


def _lines_that_differ(before: str, after: str) -> tuple[str, str]:
    """A buildspec's change is a line or two, and the rest hides it."""
    found = list(unified_diff(before.splitlines(), after.splitlines(), n=0))[2:]
    gone, come = (
        "\n".join(line[1:].strip() for line in found if line.startswith(sign))
        for sign in "-+"
    )
    return gone, come


def _masked(
    name: str, path: str, value: str | None, mask: Mask, *, hidden: bool
) -> str | None:
    if hidden and value is not None:
        return MASK
    shown = mask.property(name, path, value)
    return None if shown is None else mask.text(shown)


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= _SHOWN:
        return text
    return f"{text[:_SHOWN]}… ({len(text)})"
