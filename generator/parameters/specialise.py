"""A template as one stack would have it: every condition decided."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from generator.parameters.resolve import Resolver, Unresolved


def specialise(body: Any, resolve: Resolver) -> Any:
    """A copy of a template without what its conditions leave out.

    Each `Fn::If` becomes the branch that is taken and a resource or output
    whose condition is false is gone, so that a value is judged only where it
    is used: cfn-lint by itself takes both branches for possible and would
    find an empty `VpcId` wrong in a stack without a VPC. The nodes keep their
    kind and thereby their lines. A condition that cannot be decided stays.
    Without conditions there is nothing to combine, so a lint takes a third less.
    """
    copy = deepcopy(body)
    for section in ("Resources", "Outputs"):
        members = copy.get(section) or {}
        for name in [n for n, m in members.items() if not _stays(m, resolve)]:
            del members[name]
        for member in members.values():
            _decide(member, resolve)
    resources = copy.get("Resources") or {}
    for resource in resources.values():
        if isinstance(resource, dict) and isinstance(resource.get("DependsOn"), list):
            # CloudFormation forgives a dependency on what is left out.
            kept = [name for name in resource["DependsOn"] if name in resources]
            resource["DependsOn"][:] = kept
    if all(_is_known(name, resolve) for name in copy.get("Conditions") or {}):
        copy.pop("Conditions", None)
    return copy


def _is_known(condition: str, resolve: Resolver) -> bool:
    try:
        resolve.condition(condition)
    except Unresolved:
        return False
    return True


def _stays(member: Any, resolve: Resolver) -> bool:
    if not isinstance(member, dict) or "Condition" not in member:
        return True
    try:
        if not resolve.condition(member["Condition"]):
            return False
    except Unresolved:
        return True
    del member["Condition"]
    return True


def _decide(node: Any, resolve: Resolver) -> Any:
    """The node with every `Fn::If` in it replaced, in place where it can be."""
    if isinstance(node, Mapping) and set(node) == {"Fn::If"}:
        try:
            condition, yes, no = node["Fn::If"]
            return _decide(yes if resolve.condition(condition) else no, resolve)
        except (TypeError, Unresolved, ValueError):
            return node  # known only to AWS, or malformed: cfn-lint says
    if isinstance(node, dict):
        for key in node:
            node[key] = _decide(node[key], resolve)
    elif isinstance(node, list):
        node[:] = [_decide(item, resolve) for item in node]
    return node
