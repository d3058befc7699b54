"""Bring a stack back from an operation that stopped half-way."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from generator.deploy.calls import Api
from generator.deploy.history import Operation
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.stack import find
from generator.deploy.statuses import is_working, recovery
from generator.deploy.target import Target, digest

# What each status needs, for the confirmation and for the call.
_CALLS = {
    "CREATE_FAILED": "rollback_stack",
    "UPDATE_FAILED": "rollback_stack",
    "UPDATE_ROLLBACK_FAILED": "continue_update_rollback",
    "UPDATE_IN_PROGRESS": "cancel_update_stack",
}


def rollback_call(target: Target, api: Api) -> tuple[dict[str, Any], str]:
    """The stack and the API call that takes it back.

    Raises:
        Stopped: there is nothing to roll back, or nothing that can be.
    """
    stack = find(api, target.stack_name)
    status = stack["StackStatus"] if stack else None
    if stack and status in _CALLS:
        return stack, _CALLS[status]
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


def rollback(
    target: Target, api: Api, stack: dict[str, Any], call: str, skip: Sequence[str]
) -> Operation:
    """Start the rollback and return what to follow.

    `skip` are logical IDs that CloudFormation shall leave as they are; only a
    rollback that failed can skip.

    Raises:
        Stopped: `skip` is given where nothing can be skipped.
    """
    if skip and call != "continue_update_rollback":
        raise Stopped(
            Outcome.MISUSED,
            f"--skip is for UPDATE_ROLLBACK_FAILED; the stack is "
            f"{stack['StackStatus']}.",
        )
    began = _last_change(stack)
    token = digest(f"{call} {stack['StackId']} {began.isoformat()} {sorted(skip)}")
    options: dict[str, Any] = {"ClientRequestToken": token}
    if skip:
        options["ResourcesToSkip"] = list(skip)
    if target.environment.role_arn and call != "cancel_update_stack":
        options["RoleARN"] = target.environment.role_arn
    api.call(call, StackName=stack["StackId"], **options)
    cancelled = call == "cancel_update_stack"
    return Operation(
        target.file,
        stack["StackId"],
        # A cancelled update goes back under the token it was started with.
        "" if cancelled else token,
        began,
        "rollback",
        mask_for(target),
    )


def remove_if_failed(target: Target, api: Api) -> Operation | None:
    """Delete a stack whose creation was rolled back; leave any other alone."""
    stack = find(api, target.stack_name)
    if stack is None or stack["StackStatus"] != "ROLLBACK_COMPLETE":
        return None
    began = _last_change(stack)
    token = digest(f"remove {stack['StackId']}")
    api.call("delete_stack", StackName=stack["StackId"], ClientRequestToken=token)
    return Operation(
        target.file, stack["StackId"], token, began, "delete", mask_for(target)
    )


def _last_change(stack: dict[str, Any]) -> datetime:
    """A time of CloudFormation's clock before what comes now."""
    changed = stack.get("LastUpdatedTime") or stack.get("CreationTime")
    return changed or datetime.fromtimestamp(0, UTC)
