"""What CloudFormation says a change set will do, in our own shape and masked."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.mask import Mask
from generator.deploy.plan.decisive import decisive
from generator.deploy.plan.grants import widened
from generator.deploy.plan.properties import (
    PropertyChange,
    by_name,
    read_new,
    read_properties,
)


@dataclass(frozen=True)
class Change:
    """One resource that a change set touches, in CloudFormation's words."""

    logical_id: str
    type: str
    action: str
    physical_id: str
    # True, False, Conditional or empty.
    replacement: str
    # What becomes of the old resource: Delete, ReplaceAndRetain, ... or empty.
    policy_action: str
    drift: str
    scope: tuple[str, ...]
    properties: tuple[PropertyChange, ...]
    # Permissions that this change adds, a line each.
    grants: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For the plan file."""
        return asdict(self)


def from_dict(fields: Mapping[str, Any]) -> Change:
    """The change that `as_dict` wrote.

    Raises:
        TypeError, KeyError: a field is missing or unknown.
    """
    return Change(
        **{
            **fields,
            "scope": tuple(fields["scope"]),
            "grants": tuple(fields["grants"]),
            "properties": tuple(
                PropertyChange(**changed) for changed in fields["properties"]
            ),
        }
    )


def read_changes(
    raw: Iterable[Mapping[str, Any]], mask: Mask, prefix: str = ""
) -> tuple[Change, ...]:
    """Changes as DescribeChangeSet answers them, in the order of their names.

    `prefix` is the path of the nested stack they are in. An action that this
    version does not know is kept as it is.
    """
    changes = [
        _change(one["ResourceChange"], mask, prefix)
        for one in raw
        if one.get("ResourceChange")
    ]
    return tuple(sorted(changes, key=lambda change: change.logical_id))


def changes_sha256(changes: Iterable[Change]) -> str:
    """Of everything that a reviewer was shown; the same for the same changes."""
    return digest([change.as_dict() for change in changes])


def _change(raw: Mapping[str, Any], mask: Mask, prefix: str) -> Change:
    name = raw["LogicalResourceId"]
    kind = raw.get("ResourceType", "")
    before, after = (
        _context(raw.get(f"{side}Context")) for side in ("Before", "After")
    )
    # A nested stack has a template of its own, which is not at hand.
    after = after if prefix else mask.origins(name, after)
    if raw.get("Action") == "Add":
        # CloudFormation lists no details of what is new.
        properties = read_new(name, decisive(kind), after, mask)
    else:
        found = read_properties(name, raw.get("Details") or (), after, mask)
        properties = list(by_name(name, found, before, after, mask))
    return Change(
        logical_id=prefix + name,
        type=kind,
        action=raw.get("Action", ""),
        physical_id=mask.text(raw.get("PhysicalResourceId") or ""),
        replacement=raw.get("Replacement") or "",
        policy_action=raw.get("PolicyAction") or "",
        drift=raw.get("ResourceDriftStatus") or "",
        scope=tuple(sorted(raw.get("Scope") or ())),
        properties=tuple(properties),
        grants=tuple(mask.text(line) for line in widened(kind, before, after)),
    )


def _context(text: str | None) -> Mapping[str, Any]:
    """Properties out of BeforeContext or AfterContext, which are JSON texts."""
    try:
        context = json.loads(text or "{}")
    except ValueError:
        return {}
    return (context.get("Properties") or {}) if isinstance(context, dict) else {}
