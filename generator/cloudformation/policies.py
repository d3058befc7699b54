"""Policy documents taken apart: what each statement says, branch by branch."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.cloudformation.conditions import (
    Branch,
    Possible,
    Way,
    anything,
    elements,
    every,
)
from generator.cloudformation.references import Path, function


@dataclass(frozen=True)
class Principal:
    """Whom a statement speaks of.

    `kind` is AWS, Service, Federated or CanonicalUser, and empty for `*`.
    """

    kind: str
    who: Branch


@dataclass(frozen=True)
class Comparison:
    """One comparison of a statement's `Condition`: operator, key, one value.

    `whole` has all the values of this operator and key, of which one must fit.
    """

    operator: str
    key: str
    value: Branch
    whole: Branch


@dataclass(frozen=True)
class Statement:
    """One statement in one branch of the template's conditions.

    `way` and `path` lead to the statement, and those of its elements begin with
    them.
    """

    raw: Mapping[str, Any]
    way: Way
    path: Path
    possible: Possible = field(default=anything, repr=False, compare=False)

    @property
    def sid(self) -> str:
        """Its name, or nothing."""
        return str(self.raw.get("Sid", ""))

    @property
    def effect(self) -> Any:
        """`Allow`, `Deny`, or an expression."""
        return self.raw.get("Effect")

    @property
    def allows(self) -> bool:
        """Does it allow something, in any branch of its effect?"""
        return "Allow" in every(self.effect)

    @property
    def denies(self) -> bool:
        """Does it deny something, in any branch of its effect?"""
        return "Deny" in every(self.effect)

    @property
    def all_but(self) -> frozenset[str]:
        """The elements that are written as their opposite (`NotAction`)."""
        names = ("Action", "Resource", "Principal")
        return frozenset(name for name in names if f"Not{name}" in self.raw)

    @property
    def actions(self) -> tuple[Branch, ...]:
        """The elements of Action, or of NotAction."""
        return self._of("Action")

    @property
    def resources(self) -> tuple[Branch, ...]:
        """The elements of Resource, or of NotResource."""
        return self._of("Resource")

    @property
    def principals(self) -> tuple[Principal, ...]:
        """The elements of Principal, or of NotPrincipal."""
        found = []
        for branch in self._of("Principal"):
            if not isinstance(branch.value, Mapping) or function(branch.value):
                found.append(Principal("", branch))
                continue
            for kind, members in branch.value.items():
                path = (*branch.path, kind)
                inner = elements(members, branch.way, path, self.possible)
                found += [Principal(str(kind), who) for who in inner]
        return tuple(found)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What its Condition compares, a value each."""
        whole = Branch(
            self.raw.get("Condition", []), self.way, (*self.path, "Condition")
        )
        return tuple(
            Comparison(operator, key, value, values)
            for operator, keys in self._members(whole)
            for key, values in self._members(keys)
            for value in elements(values.value, values.way, values.path, self.possible)
        )

    def _members(self, branch: Branch) -> Iterator[tuple[str, Branch]]:
        """The members of a mapping, in each branch in which it is one."""
        for found in elements(branch.value, branch.way, branch.path, self.possible):
            if isinstance(found.value, Mapping) and not function(found.value):
                for key, value in found.value.items():
                    yield str(key), Branch(value, found.way, (*found.path, key))

    def _key(self, name: str) -> str:
        return f"Not{name}" if name in self.all_but else name

    def _of(self, name: str) -> tuple[Branch, ...]:
        key = self._key(name)
        path = (*self.path, key)
        return tuple(elements(self.raw.get(key, []), self.way, path, self.possible))


def statements(
    document: Any, way: Way = (), path: Path = (), possible: Possible = anything
) -> Iterator[Statement]:
    """The statements of a policy document, in their order.

    The document may be an expression, or JSON in a string.
    """
    for found in elements(document, way, path, possible):
        whole = _decoded(found.value)
        if not isinstance(whole, Mapping) or function(whole):
            continue
        listed = whole.get("Statement", [])
        inner = (*found.path, "Statement")
        for raw in elements(listed, found.way, inner, possible):
            if isinstance(raw.value, Mapping) and not function(raw.value):
                yield Statement(raw.value, raw.way, raw.path, possible)


def documents(value: Any, way: Way = (), path: Path = ()) -> Iterator[Branch]:
    """Every policy document below a value: whatever has a `Statement`."""
    for branch in elements(value, way, path):
        inner = _decoded(branch.value)
        if not isinstance(inner, Mapping) or function(inner):
            continue
        if "Statement" in inner:
            yield Branch(inner, branch.way, branch.path)
            continue
        for key, member in inner.items():
            yield from documents(member, branch.way, (*branch.path, key))


def _decoded(value: Any) -> Any:
    """A document that is written as JSON in a string, read; else the value."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
