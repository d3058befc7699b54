"""A template as one stack would have it: every condition decided."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from generator.parameters.resolve import Resolver, Unresolved

Truths = Mapping[str, bool]


def truths(resolve: Resolver) -> dict[str, bool]:
    """What each condition of the template is for one stack, if that is known."""
    known = {}
    for name in resolve.template.get("Conditions") or {}:
        try:
            known[name] = resolve.condition(name)
        except Unresolved:
            continue
    return known


def specialise(body: Any, conditions: Truths) -> Any:
    """A copy of a template without what its conditions leave out.

    Each `Fn::If` becomes the branch that is taken and a resource or output
    whose condition is false is gone, so that a value is judged only where it
    is used: cfn-lint by itself takes both branches for possible and would
    find an empty `VpcId` wrong in a stack without a VPC. The nodes keep their
    kind and thereby their lines. A condition that is not in `conditions`
    stays; if all are there the section goes too, which makes a lint a third
    cheaper.
    """
    copy = deepcopy(body)
    for section in ("Resources", "Outputs"):
        members = copy.get(section) or {}
        for name in [n for n, m in members.items() if not _stays(m, conditions)]:
            del members[name]
        for member in members.values():
            _decide(member, conditions)
    resources = copy.get("Resources") or {}
    for resource in resources.values():
        if isinstance(resource, dict) and isinstance(resource.get("DependsOn"), list):
            # CloudFormation forgives a dependency on what is left out.
            kept = [name for name in resource["DependsOn"] if name in resources]
            resource["DependsOn"][:] = kept
    if set(copy.get("Conditions") or {}) <= set(conditions):
        copy.pop("Conditions", None)
    return copy


def _stays(member: Any, conditions: Truths) -> bool:
    known = isinstance(member, dict) and member.get("Condition") in conditions
    return not known or conditions[member.pop("Condition")]


def _decide(node: Any, conditions: Truths) -> Any:
    """The node with every known `Fn::If` replaced, in place where it can be."""
    if isinstance(node, dict) and set(node) == {"Fn::If"}:
        choice = node["Fn::If"]
        if isinstance(choice, list) and len(choice) == 3 and choice[0] in conditions:
            return _decide(choice[1 if conditions[choice[0]] else 2], conditions)
    if isinstance(node, dict):
        for key in node:
            node[key] = _decide(node[key], conditions)
    elif isinstance(node, list):
        node[:] = [_decide(item, conditions) for item in node]
    return node
