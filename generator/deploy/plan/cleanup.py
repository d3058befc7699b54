"""What change sets leave behind, and how it goes without taking others' work."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from generator.cloudformation.document import digest
from generator.deploy.calls import Api, is_missing
from generator.deploy.state.stack import find

# How the names of our change sets begin; first letter and characters as the
# CreateChangeSet API reference wants them.
PREFIX = "generator-"
# What CloudFormation says of a change set without changes.
_NOTHING = ("didn't contain changes", "No updates are to be performed")


def delete(api: Api, arn: str) -> None:
    """Delete a change set of ours; one that is gone already is fine."""
    try:
        api.call("delete_change_set", ChangeSetName=arn)
    except ClientError as error:
        if not is_missing(error):
            raise


def discard(api: Api, arn: str, stack_id: str, stack_status: str) -> None:
    """Delete a change set of ours, and the stack that came into being only for it.

    `stack_status` is that of the stack before the change set was made, empty
    where there was none.
    """
    delete(api, arn)
    if stack_status in {"", "DELETE_COMPLETE"}:
        remove_shell(api, stack_id)


def remove_shell(api: Api, stack_id: str) -> None:
    """Delete the empty stack that a change set for a new stack leaves behind.

    Only when nothing has happened in it and no change set is left: another
    person's pending review keeps it. A change set that is made between the
    look and the deletion is lost with the stack; CloudFormation offers no
    condition that would close this gap of milliseconds.
    """
    for _ in range(5):
        left = list(api.pages("list_change_sets", "Summaries", StackName=stack_id))
        if not left:
            break
        if not all(_is_ending(summary) for summary in left):
            return
        api.sleep(2)
    else:
        return
    stack = find(api, stack_id)
    # One that AWS does not show yet is the sweep's of a later day.
    if stack and stack["StackStatus"] == "REVIEW_IN_PROGRESS":
        api.call(
            "delete_stack", StackName=stack_id, ClientRequestToken=digest(stack_id)
        )


def _is_ending(summary: Mapping[str, Any]) -> bool:
    return str(summary.get("Status", "")).startswith("DELETE")


def sweep(api: Api, stack: str, *, older_than: timedelta | None) -> int:
    """Delete this program's own change sets that nobody can or will execute.

    That is: failed or overtaken ones, and pending ones older than
    `older_than` (None: pending ones stay, they may be under review). One that
    failed for want of changes is pending: it holds a plan of settings. Returns
    how many.
    """
    stale = []
    try:
        for summary in api.pages("list_change_sets", "Summaries", StackName=stack):
            if not summary["ChangeSetName"].startswith(PREFIX):
                continue
            if summary.get("ExecutionStatus", "").startswith("EXECUTE"):
                continue
            if (
                (summary.get("Status") == "FAILED" and not is_empty(summary))
                or summary.get("ExecutionStatus") == "OBSOLETE"
                or (older_than is not None and _age(summary) > older_than)
            ):
                stale.append(summary["ChangeSetId"])
    except ClientError as error:
        if not is_missing(error):
            raise
    for arn in stale:
        delete(api, arn)
    return len(stale)


def is_empty(made: Mapping[str, Any]) -> bool:
    """Did a change set, described or in a list, fail for want of changes?"""
    reason = made.get("StatusReason") or ""
    return made.get("Status") == "FAILED" and any(text in reason for text in _NOTHING)


def _age(summary: Mapping[str, Any]) -> timedelta:
    age: timedelta = datetime.now(UTC) - summary["CreationTime"]
    return age
