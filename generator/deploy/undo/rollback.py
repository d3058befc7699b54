"""Bring a stack back from an operation that stopped half-way."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.calls import Api
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.state.events import Operation
from generator.deploy.state.stack import find, last_change
from generator.deploy.state.statuses import is_working, recovery
from generator.deploy.target import Target

# What each status needs, for the confirmation and for the call.
_CALLS = {
    "CREATE_FAILED": "rollback_stack",
    "UPDATE_FAILED": "rollback_stack",
    "UPDATE_ROLLBACK_FAILED": "continue_update_rollback",
    "UPDATE_IN_PROGRESS": "cancel_update_stack",
}


@dataclass(frozen=True)
class Interrupted:
    """A stack whose operation did not end well, and the call that takes it back.

    `since` is a time of CloudFormation's clock before that call.
    """

    target: Target
    stack_id: str
    status: str
    call: str
    since: datetime


def find_interrupted(target: Target, api: Api) -> Interrupted:
    """The stack, if it can be taken back.

    Raises:
        Stopped: there is nothing to roll back, or nothing that can be.
    """
    stack = find(api, target.stack_name)
    status = stack["StackStatus"] if stack else None
    if stack and status in _CALLS:
        return Interrupted(
            target, stack["StackId"], status, _CALLS[status], last_change(stack)
        )
    path = str(target.file.path)
    if is_working(status):
        raise Stopped(
            Outcome.BUSY,
            f"the stack is {status}.",
            f"Follow it with `python -m generator watch {path}`.",
        )
    raise Stopped(
        Outcome.MISUSED,
        f"the stack is {status or 'not there'}: there is nothing to roll back.",
        recovery(status, path),
    )


def roll_back(one: Interrupted, api: Api, *, skip: Sequence[str]) -> Operation:
    """Start the rollback and return what to follow.

    `skip` are logical IDs that CloudFormation shall leave as they are; only a
    rollback that failed can skip. All events of the rollback carry the token
    (ContinueUpdateRollback API reference, ClientRequestToken), but a cancelled
    update goes back under the token that it was started with.

    Raises:
        Stopped: `skip` is given where nothing can be skipped, or may be.
    """
    if skip and one.call != "continue_update_rollback":
        raise Stopped(
            Outcome.MISUSED,
            f"--skip is for UPDATE_ROLLBACK_FAILED; the stack is {one.status}.",
        )
    if skip and one.target.environment.require_review:
        name = one.target.environment.name
        raise Stopped(
            Outcome.BLOCKED,
            f"environment {name} takes only what was reviewed, and --skip leaves "
            "resources as nobody reviewed them.",
            "Remove what the rollback stumbles over and run this without --skip, or "
            f"set require_review = false for {name} in params/environments.toml, "
            "have that reviewed and merged.",
        )
    token = digest(f"{one.call} {one.stack_id} {one.since} {secrets.token_hex(8)}")
    options: dict[str, Any] = {"ClientRequestToken": token}
    if skip:
        options["ResourcesToSkip"] = list(skip)
    cancelled = one.call == "cancel_update_stack"
    if one.target.environment.role_arn and not cancelled:
        options["RoleARN"] = one.target.environment.role_arn
    api.call(one.call, StackName=one.stack_id, **options)
    return Operation(
        one.target.file,
        one.stack_id,
        "" if cancelled else token,
        one.since,
        "rollback",
        mask_for(one.target),
    )


@dataclass(frozen=True)
class FailedCreation:
    """A stack that never stood and holds nothing but its name (ROLLBACK_COMPLETE)."""

    target: Target
    stack_id: str
    since: datetime


def find_failed_creation(target: Target, api: Api) -> FailedCreation | None:
    """The stack if its creation was rolled back; None for any other."""
    stack = find(api, target.stack_name)
    if stack is None or stack["StackStatus"] != "ROLLBACK_COMPLETE":
        return None
    return FailedCreation(target, stack["StackId"], last_change(stack))


def remove(one: FailedCreation, api: Api) -> Operation:
    """Start to delete what is left of a failed creation."""
    token = digest(f"remove {one.stack_id}")
    api.call("delete_stack", StackName=one.stack_id, ClientRequestToken=token)
    return Operation(
        one.target.file, one.stack_id, token, one.since, "delete", mask_for(one.target)
    )
