"""Change sets: create one, wait for it, say why it failed, clean up after it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import Api, code, is_missing
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.target import digest

# First letter and characters as the CreateChangeSet API reference wants them.
PREFIX = "generator-"
# A change set takes seconds, with many nested stacks minutes; the waits grow
# so that a slow one costs few calls.
_POLLS = (2.0, 3.0, 5.0)
_DEADLINE = 1800.0
_NO_CHANGES = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True)
class Author:
    """Who plans from which commit; travels in the change set's description.

    CloudFormation never changes a description, so a plan file edited by hand
    cannot change who made the change set.
    """

    principal: str
    commit: str
    run: str


def create(api: Api, request: Mapping[str, Any]) -> tuple[str, str]:
    """Create the change set and return its ARN and the stack's.

    `request` has CreateChangeSet's members, from `named`. A call
    that took effect although its answer was lost is found again by name.

    Raises:
        Stopped: CloudFormation refuses the request or is busy with the stack.
    """
    try:
        made = api.call("create_change_set", **request)
    except ClientError as error:
        if code(error) in {"AlreadyExistsException", "AlreadyExists"}:
            found = api.call(
                "describe_change_set",
                StackName=request["StackName"],
                ChangeSetName=request["ChangeSetName"],
            )
            # The name ends in this run's own random part: it can only be ours.
            return found["ChangeSetId"], found["StackId"]
        if code(error) == "ChangeSetLimitExceeded":
            if not sweep(api, request["StackName"], older_than=None):
                raise Stopped(
                    Outcome.FAILED,
                    "the stack has as many change sets as CloudFormation allows.",
                    "Delete what nobody needs any more, or run "
                    "`plan --sweep --older-than 0`.",
                    [error.response["Error"].get("Message", "")],
                ) from None
            made = api.call("create_change_set", **request)
        else:
            raise _refusal(error) from error
    return made["Id"], made["StackId"]


def named(stack: str, kind: str, fingerprint: str, author: Author) -> dict[str, Any]:
    """Name, token and description of a change set for these committed files.

    The name is this run's own, so that no run ever meets another's; the token
    makes a repeated call harmless.
    """
    name = f"{PREFIX}{fingerprint[:12]}-{author.run}"
    said = {
        "fingerprint": fingerprint,
        "principal": author.principal,
        "commit": author.commit,
    }
    return {
        "StackName": stack,
        "ChangeSetName": name,
        "ChangeSetType": kind,
        "ClientToken": digest(f"{stack} {name}"),
        "Description": json.dumps(said),
    }


def described(description: Mapping[str, Any]) -> dict[str, str]:
    """What `named` wrote into the description, empty if it did not."""
    try:
        said = json.loads(description.get("Description") or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def wait(api: Api, arn: str) -> dict[str, Any]:
    """The change set's description (first page) once it is made or has failed.

    Raises:
        Stopped: it went away, or is not ready after half an hour.
    """
    waited = 0.0
    for pause in _pauses():
        api.sleep(pause)
        waited += pause
        try:
            found = api.call("describe_change_set", ChangeSetName=arn)
        except ClientError as error:
            # A read right after the creation may not see the change set yet.
            if not is_missing(error) or waited >= 30:
                raise
            continue
        status = found["Status"]
        if not status.endswith(("_PENDING", "_IN_PROGRESS")):
            return found
        if status.startswith("DELETE") or waited > _DEADLINE:
            break
    raise Stopped(
        Outcome.STALE,
        "the change set was deleted or never became ready.",
        details=[arn],
    )


def _pauses() -> Iterator[float]:
    yield from _POLLS
    while True:
        yield _POLLS[-1]


def is_empty(description: Mapping[str, Any]) -> bool:
    """Did it fail because there is nothing to change?"""
    reason = description.get("StatusReason") or ""
    return description.get("Status") == "FAILED" and any(
        text in reason for text in _NO_CHANGES
    )


def read(api: Api, arn: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The whole change set with property values: description and all changes.

    CloudFormation may leave changes out when it is asked for values and says
    so in the reason; then what is missing comes from a second, plain read.
    """
    first, changes = _all_pages(api, arn, IncludePropertyValues=True)
    if "can return incomplete" in (first.get("StatusReason") or ""):
        _, plain = _all_pages(api, arn)
        seen = {_resource(change) for change in changes}
        changes += [change for change in plain if _resource(change) not in seen]
    return first, changes


def _all_pages(
    api: Api, arn: str, **options: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    first = page = api.call("describe_change_set", ChangeSetName=arn, **options)
    changes = list(page.get("Changes") or ())
    while page.get("NextToken"):
        page = api.call(
            "describe_change_set",
            ChangeSetName=arn,
            NextToken=page["NextToken"],
            **options,
        )
        changes += page.get("Changes") or ()
    return first, changes


def _resource(change: Mapping[str, Any]) -> str:
    return str(change.get("ResourceChange", {}).get("LogicalResourceId"))


def findings(api: Api, arn: str, *, failed: bool) -> list[str]:
    """What early validation and hooks found, one line each.

    Also a change set that was made can have findings: validations in WARN
    mode. Reading them needs cloudformation:DescribeEvents; where they cannot be
    read one line says so.
    """
    options = {"Filters": {"FailedEvents": True}} if failed else {}
    lines = []
    if api.supports("DescribeEvents", "ChangeSetName"):
        try:
            for event in api.pages(
                "describe_events", "OperationEvents", ChangeSetName=arn, **options
            ):
                lines += _finding(event)
        except (ClientError, BotoCoreError) as error:
            if not is_missing(error):
                lines.append(f"validation findings unknown: {error}")
    return lines


def _finding(event: Mapping[str, Any]) -> list[str]:
    kind = event.get("EventType")
    where = event.get("LogicalResourceId") or event.get("ResourceType") or "template"
    if kind == "VALIDATION_ERROR" or event.get("ValidationStatus") == "FAILED":
        mode = event.get("ValidationFailureMode") or "FAIL"
        reason = event.get("ValidationStatusReason") or event.get("ValidationName")
        path = event.get("ValidationPath") or ""
        return [f"{mode.lower()}: {where}{path}: {reason}"]
    if kind == "HOOK_INVOCATION_ERROR" or "FAILED" in (event.get("HookStatus") or ""):
        return [
            f"hook {event.get('HookType')}: {where}: {event.get('HookStatusReason')}"
        ]
    if kind == "PROVISIONING_ERROR":
        return [f"{where}: {event.get('ResourceStatusReason')}"]
    return []


def failure(api: Api, description: Mapping[str, Any]) -> Stopped:
    """Why a change set failed: its findings, its nested sets' or its reason."""
    arn = description["ChangeSetId"]
    lines = findings(api, arn, failed=True)
    if "ested change set" in (description.get("StatusReason") or ""):
        for change in description.get("Changes") or ():
            nested = change.get("ResourceChange", {}).get("ChangeSetId")
            if nested:
                child = api.call("describe_change_set", ChangeSetName=nested)
                name = _resource(change)
                lines += [
                    f"{name}: {line}"
                    for line in (findings(api, nested, failed=True))
                    or [child.get("StatusReason") or child["Status"]]
                ]
    lines += _hooks(api, arn)
    reason = description.get("StatusReason") or "CloudFormation gives no reason."
    return Stopped(
        Outcome.INVALID,
        f"CloudFormation refuses the change set: {reason}",
        "Correct the template or the parameters, run `build` and `plan` again.",
        lines,
    )


def _hooks(api: Api, arn: str) -> list[str]:
    if not api.supports("ListHookResults", "TargetId"):
        return []
    try:
        return [
            f"hook {result.get('TypeName')}: {result.get('HookStatusReason')}"
            for result in api.pages(
                "list_hook_results",
                "HookResults",
                TargetType="CHANGE_SET",
                TargetId=arn,
            )
            if "FAILED" in (result.get("Status") or "")
        ]
    except ClientError:
        # Only an addition to the reason that is shown anyway.
        return []


def delete(api: Api, arn: str) -> None:
    """Delete a change set of ours; one that is gone already is fine."""
    try:
        api.call("delete_change_set", ChangeSetName=arn)
    except ClientError as error:
        if not is_missing(error):
            raise


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
    stack = api.call("describe_stacks", StackName=stack_id)["Stacks"][0]
    if stack["StackStatus"] == "REVIEW_IN_PROGRESS":
        api.call(
            "delete_stack", StackName=stack_id, ClientRequestToken=digest(stack_id)
        )


def _is_ending(summary: Mapping[str, Any]) -> bool:
    return str(summary.get("Status", "")).startswith("DELETE")


def sweep(api: Api, stack: str, *, older_than: timedelta | None) -> int:
    """Delete this program's own change sets that nobody can or will execute.

    That is: failed or overtaken ones, and pending ones older than
    `older_than` (None: pending ones stay, they may be under review). Returns
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
                summary.get("Status") == "FAILED"
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


def _age(summary: Mapping[str, Any]) -> timedelta:
    age: timedelta = datetime.now(UTC) - summary["CreationTime"]
    return age


def _refusal(error: ClientError) -> Exception:
    """What a refused CreateChangeSet means for the stack, or the error itself."""
    message = error.response.get("Error", {}).get("Message", "")
    if code(error) == "ValidationError" and "_IN_PROGRESS" in message:
        return Stopped(
            Outcome.BUSY, message, "Follow it with `watch` and run this again."
        )
    if code(error) == "ValidationError" or "Capabilities" in code(error):
        return Stopped(
            Outcome.INVALID,
            message,
            "Correct the template or the parameters, run `build` and `plan` again.",
        )
    return error
