"""Where two values differ, things that have names compared by their names."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What things in a list are called by, in the order in which it is tried
# [CloudFormation resource reference: Tag, EnvironmentVariable, Policy, Rule,
# Target, TriggerConfig, StageDeclaration].
_NAMES = ("Name", "Key", "PolicyName", "TriggerName", "Sid", "Id", "ID")


@dataclass(frozen=True)
class Difference:
    """One place and what is there before and after (None: nothing)."""

    path: str
    before: str | None
    after: str | None


Documents = Callable[[Any, Any, str], Iterator[Difference]]


def differences(
    before: Any, after: Any, path: str, documents: Documents
) -> Iterator[Difference]:
    """Every difference; `documents` compares policy documents."""
    if before == after:
        return
    if _has_document(before, after):
        before, after = before or {}, after or {}
    if is_document(before) or is_document(after):
        yield from documents(before, after, path)
        return
    key = name_key(before, after)
    if key:
        yield from _by_name(before or [], after or [], key, path, documents)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            yield from differences(
                before.get(name), after.get(name), f"{path}/{name}", documents
            )
    else:
        yield Difference(path, _shown(before), _shown(after))


def is_document(value: Any) -> bool:
    """Is it a policy document?"""
    return isinstance(value, Mapping) and "Statement" in value


def _has_document(before: Any, after: Any) -> bool:
    """Is a policy there on one side only, whose statements are to be told?"""
    there = before if after is None else after if before is None else None
    return is_document(there) or (
        isinstance(there, Mapping) and any(map(is_document, there.values()))
    )


def name_key(before: Any, after: Any) -> str:
    """The key by which the things in two lists are called, or nothing."""
    sides = [side for side in (before, after) if side]
    if not sides or not all(isinstance(side, list) for side in sides):
        return ""
    return next((key for key in _NAMES if all(_names(s, key) for s in sides)), "")


def as_text(value: Any) -> str:
    """A value on one line."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _names(things: Sequence[Any], key: str) -> bool:
    """Does this key name each of them, differently?"""
    names = [one.get(key) if isinstance(one, Mapping) else None for one in things]
    return all(isinstance(name, str) for name in names) and len(set(names)) == len(
        names
    )


def _by_name(
    before: Sequence[Any],
    after: Sequence[Any],
    key: str,
    path: str,
    documents: Documents,
) -> Iterator[Difference]:
    old = {one[key]: _rest(one, key) for one in before}
    new = {one[key]: _rest(one, key) for one in after}
    found = [
        difference
        for name in dict.fromkeys([*old, *new])
        for difference in differences(
            old.get(name), new.get(name), f"{path}/{name}", documents
        )
    ]
    # The same things in another order.
    yield from found or [Difference(f"{path} (order)", None, None)]


def _rest(thing: Mapping[str, Any], key: str) -> Any:
    """What a thing says besides its name; a lone `Value` is all of it."""
    rest = {name: value for name, value in thing.items() if name != key}
    return rest["Value"] if list(rest) == ["Value"] else rest


def _shown(value: Any) -> str | None:
    return None if value is None else as_text(value)
