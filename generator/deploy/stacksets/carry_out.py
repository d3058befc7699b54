"""Starts the operations of a plan, and follows each to its end."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.stacksets.plan import Call
from generator.deploy.stacksets.standing import Operation, StackSet, is_in_progress

# An operation takes minutes: each account's stack is created or changed.
_POLL = 10.0
Report = Callable[[str], None]


@dataclass(frozen=True)
class Failure:
    """Why the stack of one account and region did not come to its end."""

    account: str
    region: str
    status: str
    reason: str


@dataclass(frozen=True)
class Ended:
    """How the operations went; `failures` may be there though all was tolerated."""

    operation: Operation
    failures: tuple[Failure, ...]

    @property
    def is_good(self) -> bool:
        """Did it succeed everywhere?"""
        return self.operation.status == "SUCCEEDED" and not self.failures


def carry_out(
    stack_set: StackSet, calls: Sequence[Call], timeout: float, report: Report
) -> Ended | None:
    """Do one call after the other until one fails; the last that was followed.

    `timeout` is for each of them, in seconds.

    Raises:
        Stopped: somebody else is at work, or time is up.
        ClientError: AWS refused.
    """
    ended = None
    for call in calls:
        answer = start(stack_set, call.operation, call.arguments)
        if "OperationId" in answer:
            ended = follow(stack_set, answer["OperationId"], timeout, report)
            if not ended.is_good:
                return ended
    return ended


def start(
    stack_set: StackSet, operation: str, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Call what starts an operation.

    Raises:
        Stopped: another one is under way.
        ClientError: AWS refused.
    """
    try:
        return stack_set.call(operation, **arguments)
    except ClientError as error:
        if not is_in_progress(error):
            raise
        raise busy(stack_set.name) from error


def busy(name: str, operation: Operation | None = None) -> Stopped:
    """Why nothing is begun while somebody else works on the stack set."""
    which = f"{operation.action} {operation.id}" if operation else "another operation"
    return Stopped(
        Outcome.BUSY,
        f"somebody else is working on {name}: {which} is under way.",
        "Wait for it (`python -m generator stackset status`), and run this again.",
    )


def follow(
    stack_set: StackSet, operation_id: str, timeout: float, report: Report
) -> Ended:
    """Watch an operation to its end, and tell each step that it makes.

    Raises:
        Stopped: it has not ended after `timeout` seconds; AWS goes on.
    """
    waited, said = 0.0, ""
    while True:
        raw = stack_set.call("describe_stack_set_operation", OperationId=operation_id)[
            "StackSetOperation"
        ]
        operation = Operation(
            operation_id,
            raw.get("Action", ""),
            raw.get("Status", ""),
            raw.get("StatusReason", ""),
        )
        results = list(
            stack_set.pages(
                "list_stack_set_operation_results", OperationId=operation_id
            )
        )
        line = f"{stack_set.name}: {operation.action} {operation.status}{_far(results)}"
        if line != said:
            report(line)
            said = line
        if not operation.is_under_way:
            return Ended(operation, tuple(map(_failure, filter(_is_bad, results))))
        if waited >= timeout:
            raise Stopped(
                Outcome.UNKNOWN,
                f"{operation.action} {operation_id} has not ended yet; it goes on.",
                "See `python -m generator stackset status`.",
            )
        stack_set.api.sleep(_POLL)
        waited += _POLL


def _far(results: Sequence[Mapping[str, Any]]) -> str:
    """` - 3 SUCCEEDED, 1 RUNNING`."""
    kinds = Counter(str(each.get("Status")) for each in results)
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    return f" - {told}" if told else ""


def _is_bad(raw: Mapping[str, Any]) -> bool:
    return raw.get("Status") in {"FAILED", "CANCELLED"}


def _failure(raw: Mapping[str, Any]) -> Failure:
    gate = raw.get("AccountGateResult", {})
    refused = gate.get("StatusReason", "") if gate.get("Status") == "FAILED" else ""
    reason = raw.get("StatusReason") or refused
    return Failure(raw["Account"], raw["Region"], raw["Status"], str(reason))
