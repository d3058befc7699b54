"""Read a resource as a whole, once for every way its conditions can fall.

Some rules compare one part of a resource with another: a namespace with the
action that refers to it, an event with the alarms it needs. They judge settled
resources, in which every `Fn::If` has one side left.
"""

from collections.abc import Iterator
from typing import Any

from generator.rules._expressions import is_expression
from generator.rules._nodes import Node, Resource, resources


def settled(template: Any, *types: str) -> Iterator[Resource]:
    """Each resource of these types, once a scenario of its conditions.

    Scenarios are those that cfn-lint finds possible; it stops looking after 128
    combinations (cfn-lint, `Conditions.build_scenarios`), so a resource with
    more than seven independent conditions is judged in part. Nothing is said of
    a resource whose conditions are not declared: cfn-lint reports those itself.
    """
    for resource in resources(template, *types):
        whole = resource.properties
        wanted: dict[str, Any] = dict.fromkeys(sorted(_conditions(whole.value)))
        wanted |= {name: {holds} for name, holds in whole.when.items()}
        scenarios = template.conditions.build_scenarios(wanted) if wanted else [{}]
        for when in scenarios:
            properties = Node(whole.value, whole.path, when, template)
            yield Resource(resource.name, resource.type, properties)


def part(node: Node, *keys: str) -> Node:
    """The one value under `keys` of a settled node; absent where there is none."""
    absent = Node(None, node.path, node.when, node.template)
    return next(node.get(*keys), absent)


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


def _conditions(value: Any) -> set[str]:
    """Names of the conditions that decide what `value` is made of."""
    if isinstance(value, list):
        return set().union(*map(_conditions, value))
    if not isinstance(value, dict):
        return set()
    arguments = value.get("Fn::If")
    if len(value) == 1 and isinstance(arguments, list) and len(arguments) == 3:
        name = {arguments[0]} if isinstance(arguments[0], str) else set()
        return name | _conditions(arguments[1:])
    return set() if is_expression(value) else _conditions(list(value.values()))
