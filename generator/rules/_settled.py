"""Read a resource as a whole, once for every way its conditions can fall.

Some rules compare one part of a resource with another: a namespace with the
action that refers to it, an event with the alarms it needs. They judge settled
resources, in which every `Fn::If` has one side left.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from generator.cloudformation.conditions import choice
from generator.rules._combinations import MOST_COMBINED, combinations
from generator.rules._expressions import is_expression
from generator.rules._nodes import Node, Resource, resources

# What a reader looks at: the keys of a mapping (`*` for the elements of a list), each
# with what it looks at below. Pairs, so that it can be remembered.
View = tuple[tuple[str, "View"], ...]


# Several rules read the same resources, one after the other.
@lru_cache(maxsize=16)
def settled(
    template: Any, *types: str, view: View | None = None
) -> tuple[Resource, ...]:
    """Each resource of these types, once a scenario of its conditions.

    With a `view` only the conditions of what it names count. Of up to seven
    conditions every possible combination is a scenario; of more, each condition is
    seen true and false. Nothing is said of a resource whose conditions are not
    declared: cfn-lint reports those itself.
    """
    return tuple(
        Resource(
            resource.name,
            resource.type,
            Node(whole.value, whole.path, when, template),
        )
        for resource in resources(template, *types)
        for whole in [resource.properties]
        for when in _scenarios(template, conditions_of(whole.value, view), whole.when)
    )


def _scenarios(
    template: Any, names: set[str], when: Mapping[str, bool]
) -> Iterator[Mapping[str, bool]]:
    wanted: dict[str, bool | None] = dict.fromkeys(sorted(names)) | dict(when)
    if not wanted:
        yield {}
    elif len(names) <= MOST_COMBINED:
        yield from combinations(template, tuple(wanted.items()))
    else:
        for name in sorted(names - when.keys()):
            for holds in (True, False):
                one = wanted | {name: holds}
                yield from combinations(template, tuple(one.items()), 1)


def part(node: Node, *keys: str) -> Node:
    """The one value under `keys` of a settled node; absent where there is none."""
    absent = Node(None, node.path, node.when, node.template)
    return next(node.get(*keys), absent)


def stated(node: Node, *keys: str) -> Node:
    """Like `part`, but absent where an expression hides whether it is there.

    For rules about what must not be there; `part` is for what must.
    """
    for key in keys:
        if not isinstance(node.value, dict) or is_expression(node.value):
            return Node(None, node.path, node.when, node.template)
        node = part(node, key)
    return node


def parts(node: Node) -> tuple[Node, ...] | None:
    """The elements of a settled list; None if it cannot be known how many."""
    if node.is_absent:
        return ()
    if not isinstance(node.value, list):
        return None
    elements = tuple(node.items())
    return elements if all(element.is_known for element in elements) else None


def constant(node: Node) -> str:
    """The text that stands in the template, or nothing if it is an expression.

    Numbers and booleans count as text: CloudFormation turns them into it.
    """
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return str(node.value) if isinstance(node.value, str | int | float) else ""


def conditions_of(value: Any, view: View | None = None) -> set[str]:
    """Names of the conditions that decide what `value` is made of, as far as seen."""
    if chosen := choice(value):
        sides = (conditions_of(side, view) for side in chosen[1:])
        return {chosen[0]}.union(*sides)
    seen = None if view is None else dict(view)
    if isinstance(value, list):
        below = None if seen is None else seen.get("*", ())
        return set().union(*(conditions_of(item, below) for item in value))
    if not isinstance(value, dict) or is_expression(value):
        return set()
    if seen is None:
        return set().union(*(conditions_of(inner, None) for inner in value.values()))
    return set().union(*(conditions_of(value.get(key), seen[key]) for key in seen))
