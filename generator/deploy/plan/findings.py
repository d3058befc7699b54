"""Why a change set failed, and what validation and hooks say about a good one."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import Api, is_missing
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.changeset import resource_of


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
                name = resource_of(change)
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
