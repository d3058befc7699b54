"""Operations on many stacks: begin and follow them, or pick up somebody's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.deploy.across import Item, across, result
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.execute.watch import (
    Report,
    ended,
    follow,
    history_of,
    unknown,
)
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Result
from generator.deploy.state.events import Operation
from generator.deploy.state.stack import find
from generator.deploy.state.status import described
from generator.deploy.state.statuses import Goal, is_working
from generator.deploy.target import Target


def carry_out(
    items: Sequence[Item],
    clients: Clients,
    begin: Callable[[Item, Api], Operation | Result],
    *,
    timeout: float,
    report: Report,
) -> Iterator[Result]:
    """Begin an operation on every item's stack and yield how each ended.

    `begin` returns what to follow, or a result where there is nothing to
    follow; `timeout` is in seconds. On Ctrl-C what runs is UNKNOWN and goes on
    in AWS.

    Raises:
        UsageError: the credentials are of another account.
    """
    left: dict[str, Operation] = {}
    for _, begun in across(items, clients, begin):
        if isinstance(begun, Result):
            yield begun
        else:
            left[begun.stack_id] = begun
    try:
        for one in follow([*left.values()], clients, timeout=timeout, report=report):
            del left[one.stack_id]
            yield one
    except KeyboardInterrupt:
        for operation in left.values():
            yield unknown(operation.file, operation.stack_id, "detached.")


def latest(target: Target, api: Api) -> Operation | Result:
    """What is under way on a stack, whoever began it, or how the last one ended."""
    stack = find(api, target.stack_name)
    if stack is None:
        return result(target.file, Outcome.UNCHANGED, "there is no stack")
    return _latest(target, stack, api)


def status(target: Target, api: Api) -> Result:
    """What stands, and why and what next where its last operation did not end well."""
    stack = find(api, target.stack_name)
    if stack is None:
        absent = result(target.file, Outcome.DONE, "not deployed")
        return replace(absent, data={"status": None})
    shown = described(target, stack)
    found = _latest(target, stack, api)
    if isinstance(found, Operation):
        return shown
    if not found.outcome.is_good:
        shown = replace(shown, outcome=found.outcome)
    return replace(shown, details=found.details, hint=found.hint)


def _latest(target: Target, stack: Mapping[str, Any], api: Api) -> Operation | Result:
    status = stack["StackStatus"]
    if status == "REVIEW_IN_PROGRESS":
        return replace(
            result(target.file, Outcome.UNCHANGED, "waits for a review"),
            stack_id=stack["StackId"],
        )
    goal: Goal = "delete" if status.startswith("DELETE") else "deploy"
    operation = Operation(
        target.file,
        stack["StackId"],
        "",
        stack["CreationTime"],
        goal,
        mask_for(target),
    )
    if is_working(status):
        return operation
    reason = stack.get("StackStatusReason") or ""
    return ended(operation, history_of(operation, status, reason, api), api)
