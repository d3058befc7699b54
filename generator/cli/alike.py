"""Many of a kind are told once: the first, and how many more there are."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
# Of this many equal ones each is told.
_FEW = 3


def alike(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[list[Item]]:
    """The items, many with the same key as one group, in the order of their first."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    together = []
    for group in groups.values():
        together += [group] if len(group) > _FEW else [[one] for one in group]
    return together


def more_like_this(group: list[Item]) -> str:
    """`28 more like this`, or nothing for one alone."""
    return f"{len(group) - 1} more like this" if len(group) > 1 else ""
