"""Read a resource as a whole, once for every way its conditions can fall.

Some rules compare one part of a resource with another: a namespace with the
action that refers to it, an event with the alarms it needs. They judge settled
resources, in which every `Fn::If` has one side left.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from generator.cloudformation.conditions import choice
from generator.rules._expressions import is_expression
from generator.rules._nodes import Node, Resource, resources

# cfn-lint tries no more than 128 combinations of conditions, the first ones all
# true (cfn-lint 1.58, `Conditions.build_scenarios`).
MOST_COMBINED = 7


# Several rules read the same resources, one after the other.
@lru_cache(maxsize=16)
def settled(
    template: Any, *types: str, keys: frozenset[str] | None = None
) -> tuple[Resource, ...]:
    """Each resource of these types, once a scenario of its conditions.

    With `keys` only the conditions within these properties count. Of up to seven
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
        for when in _scenarios(
            template, _conditions(_chosen(whole.value, keys)), whole.when
        )
    )


def _scenarios(
    template: Any, names: set[str], when: Mapping[str, bool]
) -> Iterator[Mapping[str, bool]]:
    wanted: dict[str, Any] = dict.fromkeys(sorted(names))
    wanted |= {name: {holds} for name, holds in when.items()}
    if not wanted:
        yield {}
    elif len(names) <= MOST_COMBINED:
        yield from template.conditions.build_scenarios(wanted)
    else:
        for name in sorted(names - when.keys()):
            for holds in (True, False):
                one = {**wanted, name: {holds}}
                yield from islice(template.conditions.build_scenarios(one), 1)


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


def _chosen(properties: Any, keys: frozenset[str] | None) -> Any:
    if keys is None:
        return properties
    return {key: value for key, value in properties.items() if key in keys}


def _conditions(value: Any) -> set[str]:
    """Names of the conditions that decide what `value` is made of."""
    if isinstance(value, list):
        return set().union(*map(_conditions, value))
    if not isinstance(value, dict):
        return set()
    if chosen := choice(value):
        return {chosen[0]} | _conditions(list(chosen[1:]))
    return set() if is_expression(value) else _conditions(list(value.values()))
