"""Stacks as CloudFormation describes them, and what is kept in step around them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.calls import Api, is_missing
from generator.deploy.state.statuses import is_working
from generator.parameters.model import ParameterFile

_BUSY_POLL = 10.0


def find(api: Api, name: str) -> dict[str, Any] | None:
    """The stack of this name or ARN, or None."""
    try:
        stacks = api.call("describe_stacks", StackName=name)["Stacks"]
    except ClientError as error:
        if is_missing(error):
            return None
        raise
    found: dict[str, Any] = stacks[0]
    return found


def resources(api: Api, stack_id: str) -> Iterator[Mapping[str, Any]]:
    """What the stack has made, as ListStackResources tells it."""
    for summary in api.pages(
        "list_stack_resources", "StackResourceSummaries", StackName=stack_id
    ):
        if summary.get("ResourceStatus") != "DELETE_COMPLETE":
            yield summary


def last_change(stack: Mapping[str, Any]) -> datetime:
    """A time of CloudFormation's clock before what comes now."""
    changed = stack.get("LastUpdatedTime") or stack.get("CreationTime")
    return changed or datetime.fromtimestamp(0, UTC)


def find_idle(api: Api, name: str, *, patience: float) -> dict[str, Any] | None:
    """The stack, after waiting up to `patience` seconds for others to finish."""
    while True:
        found = find(api, name)
        if patience <= 0 or not found or not is_working(found["StackStatus"]):
            return found
        api.sleep(min(_BUSY_POLL, patience))
        patience -= _BUSY_POLL


def set_policy(api: Api, file: ParameterFile, stack_id: str) -> None:
    """Put the committed stack policy on the stack; without one, leave it alone."""
    if file.stack_policy is not None:
        api.call(
            "set_stack_policy",
            StackName=stack_id,
            StackPolicyBody=json.dumps(file.stack_policy),
        )


def policy_advice(file: ParameterFile, reasons: Iterable[str]) -> str:
    """What helps where the stack's policy denied an update, else "".

    A stack policy can be overridden and not deleted: one that has gone from the
    file is still on the stack [user guide, "Prevent updates to stack resources"].
    """
    if not any("denied by stack policy" in reason.lower() for reason in reasons):
        return ""
    path = file.path
    if file.stack_policy is not None:
        return f"Allow this update in the StackPolicy of {path}, then plan again."
    return (
        f"The stack has a policy that {path} does not hold: taking a StackPolicy out "
        "of the file does not take it off the stack. Write one that allows Update:* "
        "on everything there, then plan again."
    )


def set_protection(api: Api, stack_id: str, *, enabled: bool) -> None:
    """Turn termination protection on or off."""
    api.call(
        "update_termination_protection",
        StackName=stack_id,
        EnableTerminationProtection=enabled,
    )
