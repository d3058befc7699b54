"""What CloudFormation says a change set will do, in our own shape and masked."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.mask import Mask
from generator.deploy.plan.grants import widened
from generator.deploy.target import MASK

# CloudFormation's text for a value that only the deployment will know.
UNKNOWN_VALUE = "{{changeSet:KNOWN_AFTER_APPLY}}"
# Enough to judge a value; the change set in the console has the rest.
_SHOWN = 300


@dataclass(frozen=True)
class PropertyChange:
    """One property of one resource, before and after (None: not there)."""

    path: str
    before: str | None
    after: str | None
    # CloudFormation's word: Never, Conditionally, Always.
    recreation: str
    # Where a dynamic evaluation may still show that nothing changes.
    certain: bool
    drifted: bool


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
    return Change(
        logical_id=prefix + name,
        type=kind,
        action=raw.get("Action", ""),
        physical_id=mask.text(raw.get("PhysicalResourceId") or ""),
        replacement=raw.get("Replacement") or "",
        policy_action=raw.get("PolicyAction") or "",
        drift=raw.get("ResourceDriftStatus") or "",
        scope=tuple(sorted(raw.get("Scope") or ())),
        properties=_properties(name, raw.get("Details") or (), mask),
        grants=tuple(
            mask.text(line)
            for line in widened(
                kind,
                _context(raw.get("BeforeContext")),
                _context(raw.get("AfterContext")),
            )
        ),
    )


def _properties(
    name: str, details: Iterable[Mapping[str, Any]], mask: Mask
) -> tuple[PropertyChange, ...]:
    """One entry per property.

    CloudFormation lists a property once per cause: the static evaluation is
    the certain one, and the strictest need of recreation counts.
    """
    strictness = ["", "Never", "Conditionally", "Always"]
    found: dict[str, PropertyChange] = {}
    for detail in details:
        target = detail.get("Target") or {}
        named = (target.get("Attribute"), target.get("Name"))
        path = target.get("Path") or "".join(f"/{name}" for name in named if name)
        hidden = detail.get("CausingEntity") in mask.parameters
        changed = PropertyChange(
            path,
            _value(name, path, target.get("BeforeValue"), mask, hidden=hidden),
            _value(name, path, target.get("AfterValue"), mask, hidden=hidden),
            target.get("RequiresRecreation") or "",
            detail.get("Evaluation") != "Dynamic"
            and target.get("AfterValue") != UNKNOWN_VALUE,
            bool(target.get("Drift")),
        )
        known = found.get(path)
        if known is not None:
            changed = PropertyChange(
                path,
                changed.before if known.before is None else known.before,
                changed.after if known.after is None else known.after,
                max(known.recreation, changed.recreation, key=strictness.index)
                if {known.recreation, changed.recreation} <= set(strictness)
                else known.recreation or changed.recreation,
                known.certain or changed.certain,
                known.drifted or changed.drifted,
            )
        found[path] = changed
    return tuple(found[path] for path in sorted(found))


def _value(
    name: str, path: str, value: str | None, mask: Mask, *, hidden: bool
) -> str | None:
    if hidden and value is not None:
        return MASK
    shown = mask.property(name, path, value)
    if shown is None:
        return None
    shown = mask.text(shown)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}… ({len(shown)})"


def _context(text: str | None) -> Mapping[str, Any]:
    """Properties out of BeforeContext or AfterContext, which are JSON texts."""
    try:
        context = json.loads(text or "{}")
    except ValueError:
        return {}
    return (context.get("Properties") or {}) if isinstance(context, dict) else {}
