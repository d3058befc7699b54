"""Which permissions a change adds: policy statements compared before and after."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Attaching any of these changes what somebody may do, without a statement.
_ATTACHMENTS = ("ManagedPolicyArns", "Roles", "Users", "Groups")
_BOUNDARY = "PermissionsBoundary"


@dataclass(frozen=True)
class Grant:
    """One action on one resource for one principal, under one condition."""

    effect: str
    principal: str
    action: str
    resource: str
    condition: str


def widened(
    resource_type: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """What the new properties permit that the old ones did not, a line each.

    Any property that holds a policy document counts (roles, bucket, topic and
    key policies); a Deny that goes away permits as much as an Allow that comes.
    """
    old, new = set(_grants(before)), set(_grants(after))
    changed = [(_how(one, old), one) for one in new - old if one.effect == "Allow"]
    changed += [("removed", one) for one in old - new if one.effect == "Deny"]
    lines = _together(changed)
    if resource_type.startswith("AWS::IAM::"):
        for name in _ATTACHMENTS:
            for item in after.get(name) or ():
                if item not in (before.get(name) or ()):
                    lines.append(f"attached: {name} {_text(item)}")
        old_boundary, new_boundary = before.get(_BOUNDARY), after.get(_BOUNDARY)
        if old_boundary and old_boundary != new_boundary:
            lines.append(f"boundary: {old_boundary} becomes {new_boundary or 'none'}")
    return lines


def _together(changed: Iterable[tuple[str, Grant]]) -> list[str]:
    """A line for all actions on the same resources, as a statement has them."""
    actions: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for how, one in changed:
        key = (how, one.effect, one.principal, one.condition, one.resource)
        actions[key].add(one.action)
    resources: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (*rest, resource), names in actions.items():
        resources[(*rest, ", ".join(sorted(names)))].add(resource)
    return sorted(
        f"{how}: {effect} {names}"
        + (f" on {', '.join(sorted(on))}" if on != {""} else "")
        + (f" to {principal}" if principal else "")
        + (f" if {condition}" if condition else "")
        for (how, effect, principal, condition, names), on in resources.items()
    )


def _how(grant: Grant, old: set[Grant]) -> str:
    """`widened` for a statement that got a broader form, else `added`."""
    relatives = (
        one
        for one in old
        if (one.effect, one.principal) == (grant.effect, grant.principal)
    )
    related = any(
        one.action == grant.action or one.resource == grant.resource
        for one in relatives
    )
    return "widened" if related else "added"


def _grants(value: Any) -> Iterator[Grant]:
    """All statements of all policy documents below a value, taken apart."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except ValueError:
            return
    if isinstance(value, list):
        for item in value:
            yield from _grants(item)
    elif isinstance(value, Mapping):
        if "Statement" in value:
            for statement in _many(value["Statement"]):
                if isinstance(statement, Mapping):
                    yield from _statement(statement)
        else:
            for item in value.values():
                yield from _grants(item)


def _statement(statement: Mapping[str, Any]) -> Iterator[Grant]:
    condition = statement.get("Condition")
    for principal in _principals(statement):
        for action in _either(statement, "Action"):
            for resource in _either(statement, "Resource"):
                yield Grant(
                    str(statement.get("Effect")),
                    principal,
                    action,
                    resource,
                    _text(condition) if condition else "",
                )


def _principals(statement: Mapping[str, Any]) -> list[str]:
    for name, mark in (("Principal", ""), ("NotPrincipal", "everybody but ")):
        principal = statement.get(name)
        if isinstance(principal, Mapping):
            return [
                f"{mark}{kind} {_text(one)}"
                for kind, members in principal.items()
                for one in _many(members)
            ]
        if principal:
            return [mark + _text(principal)]
    return [""]


def _either(statement: Mapping[str, Any], name: str) -> list[str]:
    """The values of Action or of NotAction, of Resource or of NotResource."""
    if f"Not{name}" in statement:
        return [
            "all but " + ", ".join(_text(one) for one in _many(statement[f"Not{name}"]))
        ]
    return [_text(one) for one in _many(statement.get(name, ""))]


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
