"""What of a change set can lose data, cut a service off or widen permissions."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from generator.cloudformation.document import Template
from generator.deploy.plan.changes import Change
from generator.deploy.plan.inputs import InputChange
from generator.deploy.unknown import is_unknown

Kind = Literal[
    "data-loss",
    "interruption",
    "replacement",
    "deletion",
    "permissions",
    "attention",
]
# The order in which a reviewer should read them.
KINDS: tuple[Kind, ...] = (
    "data-loss",
    "interruption",
    "replacement",
    "deletion",
    "permissions",
    "attention",
)
# Kept data or evidence that cfn-lint's list of stateful types does not have.
_ALSO_STATEFUL = frozenset(
    {
        "AWS::CodeCommit::Repository",
        "AWS::ECR::Repository",
        "AWS::MSK::Cluster",
        "AWS::MSK::ServerlessCluster",
        "AWS::S3Express::DirectoryBucket",
        "AWS::S3Tables::TableBucket",
    }
)
_KNOWN_ACTIONS = {"Add", "Modify", "Remove", "Import", "Dynamic", "SyncWithActual"}
# The old resource survives; its data are not lost.
_SPARED = {"Retain", "ReplaceAndRetain", "Snapshot", "ReplaceAndSnapshot"}


@dataclass(frozen=True)
class Risk:
    """One thing a reviewer has to see.

    `allow` is the option that opens the gate for it, or empty where nothing is
    stopped. `logical_id` is the resource's, or the parameter's name.
    """

    kind: Kind
    logical_id: str
    text: str
    allow: Literal["", "--allow-replace", "--allow-delete", "--allow-change"] = ""

    def as_dict(self) -> dict[str, Any]:
        """For the plan file and JSON."""
        return asdict(self)


@cache
def stateful_types() -> frozenset[str]:
    """Types whose deletion loses data, from cfn-lint's StatefulResources list."""
    # Only the data file is wanted; importing cfn-lint takes half a second.
    package = find_spec("cfnlint")
    folders = list(package.submodule_search_locations or ()) if package else []
    types: set[str] = set()
    for folder in folders:
        path = Path(folder) / "data/AdditionalSpecs/StatefulResources.json"
        types |= json.loads(path.read_text("utf-8"))["ResourceTypes"].keys()
    return frozenset(types) | _ALSO_STATEFUL


def risks(
    changes: Iterable[Change],
    inputs: Iterable[InputChange] = (),
    template: Template | None = None,
) -> tuple[Risk, ...]:
    """All risks of the changes, the worst first.

    `inputs` are the parameters that change, of which `template` may say what
    that does to a stack that runs; of resources it may say what deployments
    change of them, and an update undoes.
    """
    seen = list(changes)
    found = [risk for change in seen for risk in _of(change)]
    if template is not None:
        found += [risk for one in inputs for risk in _of_parameter(one, template)]
        found += [risk for change in seen for risk in _undone(change, template)]
    return tuple(
        sorted(found, key=lambda risk: (KINDS.index(risk.kind), risk.logical_id))
    )


def inputs_at_risk(
    inputs: Iterable[InputChange], stack_status: str
) -> tuple[InputChange, ...]:
    """The inputs whose change may break something, by the stack's status before it.

    A stack that has only adopted what another one retained runs nothing yet:
    first values break nothing there.
    """
    fresh = stack_status == "IMPORT_COMPLETE"
    return tuple(one for one in inputs if not (fresh and one.before is None))


def _of_parameter(change: InputChange, template: Template) -> Iterable[Risk]:
    """What the template's makers say of a change of this parameter (Metadata)."""
    breaking, noted = (
        _sentence(template, section, change)
        for section in ("BreakingChanges", "NotedChanges")
    )
    if breaking:
        yield Risk("interruption", change.name, breaking, "--allow-change")
    if noted:
        yield Risk("attention", change.name, noted)


def _undone(change: Change, template: Template) -> Iterable[Risk]:
    """What an update of this resource undoes of the last deployment (Metadata).

    CloudFormation sends every property with an update, also those that a
    deployment has changed since. What it changes outside the properties, such as
    a deletion policy, it sends to nobody.
    """
    text = _texts(template, "ChangedByDeployments").get(change.logical_id)
    touched = change.action not in {"Add", "Import", "Remove"} and (
        "Properties" in change.scope or "Tags" in change.scope or not change.scope
    )
    if text and touched:
        yield Risk("interruption", change.logical_id, str(text), "--allow-change")


def _texts(template: Template, section: str) -> Mapping[str, Any]:
    """A section of the Metadata, by what it is about."""
    found: Mapping[str, Any] = (template.body.get("Metadata") or {}).get(section) or {}
    return found


def _sentence(template: Template, section: str, change: InputChange) -> str:
    """What a section of the Metadata says of this change; a mapping is by new value."""
    found = _texts(template, section).get(change.name) or ""
    if isinstance(found, Mapping):
        found = found.get(change.after) or ""
    return str(found)


def unallowed(
    found: Iterable[Risk],
    replace: Collection[str],
    delete: Collection[str],
    change: Collection[str],
) -> list[Risk]:
    """Risks that the gate stops and the user has not named."""
    named = {
        "--allow-replace": replace,
        "--allow-delete": delete,
        "--allow-change": change,
    }
    return [
        risk
        for risk in found
        if risk.allow and risk.logical_id not in named[risk.allow]
    ]


def replaces(change: Change) -> Literal["certainly", "possibly", "no"]:
    """Will the resource be made anew under another physical ID?

    Both fields count: CloudFormation fills PolicyAction in cases in which
    Replacement is missing, and the other way round.
    """
    if change.replacement == "True":
        return "certainly"
    if change.replacement == "Conditional" or change.action == "Dynamic":
        return "possibly"
    if change.policy_action.startswith("Replace"):
        return "certainly"
    if any(
        changed.recreation == "Always" and is_unknown(changed.after)
        for changed in change.properties
    ):
        return "possibly"
    return "no"


def _of(change: Change) -> Iterable[Risk]:
    name, kind = change.logical_id, change.type
    stateful = kind in stateful_types() and change.policy_action not in _SPARED
    replaced = replaces(change)
    if change.action == "Remove":
        if stateful:
            yield Risk("data-loss", name, f"{kind} is deleted", "--allow-delete")
        else:
            kept = (
                " (kept outside the stack)" if change.policy_action in _SPARED else ""
            )
            yield Risk("deletion", name, f"{kind} is deleted{kept}")
    elif replaced != "no" and change.action != "Add":
        text = f"{kind} is {replaced} replaced{_because(change)}"
        if stateful:
            yield Risk("data-loss", name, text, "--allow-replace")
        else:
            yield Risk("replacement", name, text)
    for grant in change.grants:
        yield Risk("permissions", name, grant)
    if change.action not in _KNOWN_ACTIONS:
        yield Risk("attention", name, f"{kind}: unknown action {change.action!r}")
    elif change.action == "Import":
        yield Risk(
            "attention", name, f"{kind} {change.physical_id} is adopted as it is"
        )
    elif change.action == "SyncWithActual":
        yield Risk("attention", name, f"{kind}: {change.action}")
    if change.drift not in {"", "IN_SYNC", "NOT_CHECKED", "UNSUPPORTED"}:
        yield Risk("attention", name, f"{kind} has drifted: {change.drift}")


def _because(change: Change) -> str:
    causes = [
        changed.path.removeprefix("/Properties/")
        for changed in change.properties
        if changed.recreation in {"Always", "Conditionally"}
    ]
    return f" by {', '.join(causes)}" if causes else ""
