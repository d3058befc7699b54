"""Pick up operations that somebody started: find them by the stacks' status."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.deploy.across import result
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.execute.operate import look_at_all
from generator.deploy.execute.watch import Report, ended, watched
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Result
from generator.deploy.state.events import Operation
from generator.deploy.state.stack import find
from generator.deploy.state.statuses import Goal, is_working
from generator.deploy.target import Target


def resume(
    targets: Sequence[Target], clients: Clients, *, timeout: float, report: Report
) -> Iterator[Result]:
    """Yield how each stack's latest operation ended, waiting for those under way.

    Raises:
        UsageError: the credentials are of another account.
    """
    operations, ended = look_at_all(targets, clients, _latest)
    yield from ended
    yield from watched(operations, clients, timeout=timeout, report=report)


def _latest(target: Target, api: Api) -> Operation | Result:
    """What is under way, or how the last operation ended."""
    stack = find(api, target.stack_name)
    if stack is None:
        return result(target.file, Outcome.UNCHANGED, "there is no stack")
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
    return ended(operation, status, stack.get("StackStatusReason") or "", api)
