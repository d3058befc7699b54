"""Which permissions a change adds: policy statements compared before and after."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from generator.cloudformation.policies import documents
from generator.deploy.plan.difference import as_text
from generator.deploy.plan.statements import statements

# Attaching any of these changes what somebody may do, without a statement.
_ATTACHMENTS = ("ManagedPolicyArns", "Roles", "Users", "Groups")
_BOUNDARY = "PermissionsBoundary"
_ACCOUNT = re.compile(r"\b\d{12}\b")
# Whoever becomes a role of another account may do there all that it may.
_BECOMES = "sts:AssumeRole"


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
    old, new = (set(_grants(resource_type, side)) for side in (before, after))
    changed = [(_how(one, old), one) for one in new - old if one.effect == "Allow"]
    changed += [("removed", one) for one in old - new if one.effect == "Deny"]
    lines = _together(changed)
    if resource_type.startswith("AWS::IAM::"):
        for name in _ATTACHMENTS:
            for item in after.get(name) or ():
                if item not in (before.get(name) or ()):
                    lines.append(f"attached: {name} {as_text(item)}")
        old_boundary, new_boundary = before.get(_BOUNDARY), after.get(_BOUNDARY)
        if old_boundary and old_boundary != new_boundary:
            lines.append(f"boundary: {old_boundary} becomes {new_boundary or 'none'}")
    return lines


def is_on_everything(line: str) -> bool:
    """Does a line of `widened` allow something on every resource?"""
    return f"{line} ".partition(" on ")[2].startswith("* ")


def matters(line: str, account: str) -> bool:
    """Does a line of `widened` open more than something named in its own account?

    To another account, or what a role of another account may do.
    """
    if not line.startswith("added: ") or is_on_everything(line):
        return True
    grant = line.partition(" if ")[0]
    rest, _, to = grant.partition(" to ")
    actions, _, on = rest.partition(" on ")
    named = f"{to} {on}" if _BECOMES in actions else to
    return "* " in f"{to} " or bool(set(_ACCOUNT.findall(named)) - {account})


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
        one.action == grant.action or one.resource == grant.resource != "*"
        for one in relatives
    )
    return "widened" if related else "added"


def _grants(kind: str, properties: Mapping[str, Any]) -> Iterator[Grant]:
    """All statements of all policy documents in the properties, taken apart."""
    nothing = frozenset([""])
    for document in documents(properties):
        for one in statements(document.value):
            for principal, action, resource in product(
                one.principals or nothing,
                one.actions or nothing,
                one.resources or nothing,
            ):
                # A key policy's `*` is that key (KMS Developer Guide, "Key policies").
                own = kind == "AWS::KMS::Key" and resource == "*"
                place = "this key" if own else resource
                condition = " and ".join(sorted(one.conditions))
                yield Grant(one.effect, principal, action, place, condition)
