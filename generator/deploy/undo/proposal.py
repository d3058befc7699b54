"""A deletion that a second person reviews: what goes, and that nothing moved since.

The plan of a deletion is held by a change set without changes that is made for it
on the stack: it fails, for there is nothing to change, and stays with the digest
of the plan in its description, which CloudFormation never changes. As with a
deployment, it is the planner's program that writes the planner's name there, and
CloudTrail that knows who really called CreateChangeSet.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from generator import writing
from generator.cloudformation.document import digest
from generator.deploy.calls import Api, is_missing
from generator.deploy.mask import mask_for
from generator.deploy.origin import is_same_person
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan import changeset, cleanup
from generator.deploy.plan.planfile import PlanFileError
from generator.deploy.state.stack import find
from generator.deploy.undo.destroy import Deletion

# Not the prefix of change sets that a sweep may take.
_NAME = "destroy-generator-"
_KIND = "destroy"
_AGAIN = "Run `destroy --out FILE` again and have the new plan reviewed."


@dataclass(frozen=True)
class Proposal:
    """The plan of one stack's deletion, as its file holds it.

    `change_set_id` holds the digest of what would be deleted.
    """

    stack: str
    parameter_file: str
    change_set_id: str
    buckets: tuple[str, ...]


def propose(
    plan: Deletion, api: Api, *, buckets: Sequence[str], principal: str
) -> Proposal:
    """Leave the plan's digest on the stack, where nobody can change it.

    Raises:
        Stopped: the stack takes no change set, or one that would change it.
    """
    stack = find(api, plan.stack_id) or {}
    held = {_KIND: _digest(plan, buckets), "principal": principal}
    name = f"{_NAME}{digest([held, datetime.now(UTC).isoformat()])[:16]}"
    request = {
        "StackName": plan.stack_id,
        "ChangeSetName": name,
        "ChangeSetType": "UPDATE",
        "ClientToken": digest(name),
        "Description": json.dumps(held),
        "UsePreviousTemplate": True,
        "Parameters": [
            {"ParameterKey": one["ParameterKey"], "UsePreviousValue": True}
            for one in stack.get("Parameters") or ()
        ],
        "Tags": list(stack.get("Tags") or ()),
        "Capabilities": list(stack.get("Capabilities") or ()),
    }
    made = changeset.make(api, request, lambda: mask_for(plan.target))
    if not made.is_empty:
        cleanup.delete(api, made.arn)
        raise Stopped(
            Outcome.BLOCKED,
            "the stack would change by itself, so that no plan holds: its template "
            "has macros, or values of parameters have moved.",
            "Deploy it first, then plan its deletion.",
        )
    path = "/".join(plan.target.file.path.parts[-3:])
    return Proposal(plan.target.stack_name, path, made.arn, tuple(buckets))


def require_reviewed(
    plan: Deletion, proposal: Proposal, api: Api, *, executor: str
) -> Deletion:
    """The deletion, if it is what was planned and somebody else has planned it.

    `executor` is a principal, empty where there is only one person (the sandbox).

    Raises:
        Stopped: something moved since the plan, or its planner executes it.
    """
    try:
        made = changeset.ChangeSet(
            api.call("describe_change_set", ChangeSetName=proposal.change_set_id)
        )
    except ClientError as error:
        if is_missing(error):
            raise _stale("the plan is not on the stack any more.") from None
        raise
    held = _held(made.description.get("Description"))
    if made.stack_id != plan.stack_id:
        raise _stale("the plan is for another stack.")
    if held.get(_KIND) != _digest(plan, proposal.buckets):
        raise _stale("the stack, or what is asked for, is not what was planned.")
    days = plan.target.environment.plan_expiry
    if datetime.now(UTC) - made.created > timedelta(days=days):
        raise _stale(f"the plan is more than {days} days old.")
    planner = str(held.get("principal"))
    needs_two = plan.target.environment.require_review
    if needs_two and executor and is_same_person(executor, planner):
        raise Stopped(
            Outcome.BLOCKED,
            f"{planner} made this plan and may not execute it too.",
            "Ask a second person to run this command.",
        )
    return plan


def write(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write the plan file.

    Raises:
        GeneratorError: it cannot be written.
    """
    content = {"schema": 1, "kind": _KIND, "stacks": [asdict(p) for p in proposals]}
    writing.write(path, json.dumps(content, indent=2) + "\n", private=True)


def is_proposal(text: str) -> bool:
    """Was it written by `write`?"""
    try:
        content = json.loads(text)
    except ValueError:
        return False
    return isinstance(content, dict) and content.get("kind") == _KIND


def read(path: Path) -> dict[str, Proposal]:
    """The proposals in a plan file, by the stack's name.

    Raises:
        PlanFileError: there is none, or it is no plan of a deletion.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanFileError(f"{path} cannot be read: {error}.", _AGAIN) from None
    if not is_proposal(text):
        raise PlanFileError(f"{path} is no plan of a deletion.", _AGAIN)
    stacks = json.loads(text).get("stacks")
    found = {}
    for one in stacks if isinstance(stacks, list) else ():
        if not _is_whole(one):
            raise PlanFileError(f"{path} lacks a field, or has one too many.", _AGAIN)
        found[one["stack"]] = Proposal(**{**one, "buckets": tuple(one["buckets"])})
    return found


def _is_whole(one: Any) -> bool:
    names = {field.name for field in fields(Proposal)}
    if not isinstance(one, dict) or one.keys() != names:
        return False
    buckets = one["buckets"]
    texts = [one[name] for name in names - {"buckets"}]
    return isinstance(buckets, list) and all(
        isinstance(text, str) for text in [*texts, *buckets]
    )


def _digest(plan: Deletion, buckets: Sequence[str]) -> str:
    """Of everything that a reviewer was shown.

    Without times: whether a change set touches the stack's own is written nowhere.
    """
    return digest(
        [
            plan.stack_id,
            plan.status,
            [asdict(fate) for fate in plan.fates],
            list(buckets),
        ]
    )


def _held(description: Any) -> Mapping[str, Any]:
    try:
        held = json.loads(description or "")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _stale(why: str) -> Stopped:
    return Stopped(Outcome.STALE, why, _AGAIN)
