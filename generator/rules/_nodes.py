"""Walk a template through every branch of its conditions.

A `Node` is a value together with where it stands and under which conditions
it holds. Rules ask for properties by name and get one node a branch, so that
both sides of an `Fn::If` are judged and branches that exclude each other are
never combined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.cloudformation.conditions import Branch, Way, branches, elements
from generator.cloudformation.references import Path
from generator.rules._combinations import combinations
from generator.rules._expressions import is_expression, written


@dataclass(frozen=True)
class Node:
    """A value of a template, or None where the property is absent.

    `path` leads to the value from the root of the template; `when` holds the
    condition names, true or false, under which the template has this value.
    """

    value: Any
    path: Path
    when: Mapping[str, bool]
    template: Any = field(repr=False, compare=False)

    @property
    def is_absent(self) -> bool:
        """The property is not there, or is AWS::NoValue, in this branch."""
        return self.value is None

    @property
    def is_known(self) -> bool:
        """The value stands in the template (no parameter, no function)."""
        return not self.is_absent and not is_expression(self.value)

    @property
    def text(self) -> str:
        """The value written as one `Fn::Sub` string; empty where it is absent."""
        return "" if self.is_absent else written(self.value)

    def possible(self, way: Way) -> bool:
        """Whether these conditions can fall so at the same time."""
        return _possible(self.template, dict(way))

    def branches(self) -> Iterator[Node]:
        """What this value may be: itself, or each side of its `Fn::If`."""
        way = tuple(self.when.items())
        return map(self._of, branches(self.value, way, self.path, self.possible))

    def get(self, *keys: str) -> Iterator[Node]:
        """The property under `keys`, in each branch; absent ones included.

        Below an expression (a transform, an unknown function) nothing can be
        known: the expression itself is given back, and its `is_known` is false.
        """
        for node in self.branches():
            if not keys or node.is_absent or is_expression(node.value):
                yield node
            elif not isinstance(node.value, dict):
                continue
            elif keys[0] not in node.value:
                yield Node(None, node.path, node.when, node.template)
            else:
                yield from node._child(keys[0]).get(*keys[1:])

    def items(self) -> Iterator[Node]:
        """The elements of a list, or the single value written without one."""
        way = tuple(self.when.items())
        for element in elements(self.value, way, self.path, self.possible):
            if element.value is not None:
                yield self._of(element)

    def fields(self) -> Iterator[tuple[str, Node]]:
        """The keys of a mapping with their values, in each branch."""
        for node in self.branches():
            if isinstance(node.value, dict) and not is_expression(node.value):
                for key in node.value:
                    for child in node._child(key).branches():
                        yield str(key), child

    def leaves(self, path: str) -> Iterator[Node]:
        """The values at the end of `Outer.Inner`, through lists on the way."""
        key, _, rest = path.partition(".")
        for child in self.get(key):
            for element in child.items():
                if rest:
                    yield from element.leaves(rest)
                else:
                    yield element

    def _of(self, branch: Branch) -> Node:
        value = None if branch.is_absent else branch.value
        return Node(value, branch.path, dict(branch.way), self.template)

    def _child(self, key: str | int) -> Node:
        return Node(self.value[key], (*self.path, key), self.when, self.template)


@dataclass(frozen=True)
class Resource:
    """A resource of the template: its logical ID, type and properties."""

    name: str
    type: str
    properties: Node

    def get(self, *keys: str) -> Iterator[Node]:
        """The property under `keys`, in each branch."""
        return self.properties.get(*keys)


def resources(template: Any, *types: str) -> Iterator[Resource]:
    """The resources of these types; of every type if none is named."""
    for name, resource in template.get_resources().items():
        kind = resource.get("Type")
        if not isinstance(kind, str) or (types and kind not in types):
            continue
        condition = resource.get("Condition")
        when = {condition: True} if isinstance(condition, str) else {}
        path: Path = ("Resources", name)
        properties = resource.get("Properties")
        if isinstance(properties, dict):
            path = (*path, "Properties")
        else:
            properties = {}
        yield Resource(name, kind, Node(properties, path, when, template))


def uncovered(
    template: Any, when: Mapping[str, bool], covers: Sequence[Mapping[str, bool]]
) -> Mapping[str, bool] | None:
    """A case in which `when` holds and none of `covers` does, or None.

    Silent (None) where cfn-lint cannot work the conditions out.
    """
    if any(cover.items() <= when.items() for cover in covers):
        return None
    names = {name for cover in covers for name in cover}
    if not names:
        return when
    wanted: dict[str, bool | None] = dict.fromkeys(sorted(names)) | dict(when)
    for scenario in combinations(template, tuple(wanted.items())):
        if not any(cover.items() <= scenario.items() for cover in covers):
            return dict(scenario)
    return None


def together(template: Any, *cases: Mapping[str, bool]) -> Mapping[str, bool] | None:
    """The conditions of all cases in one, or None if they exclude each other."""
    joined: dict[str, bool] = {}
    for case in cases:
        if any(joined.get(name, holds) is not holds for name, holds in case.items()):
            return None
        joined |= case
    return joined if _possible(template, joined) else None


def in_words(when: Mapping[str, bool]) -> str:
    """` when HasKey is true and IsProduction is false`, or nothing."""
    cases = [f"{name} is {str(holds).lower()}" for name, holds in when.items()]
    return f" when {' and '.join(cases)}" if cases else ""


def _possible(template: Any, when: Mapping[str, bool]) -> bool:
    known = [
        (name, holds)
        for name, holds in sorted(when.items())
        if template.conditions.get(name) is not None
    ]
    return len(known) < 2 or bool(combinations(template, tuple(known), 1))
