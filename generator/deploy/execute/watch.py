"""Follow stacks to their end: one poll per account and region, however many."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.across import result
from generator.deploy.calls import Api, is_no_access, is_transient, role_advice
from generator.deploy.clients import Clients
from generator.deploy.execute.cause import explain
from generator.deploy.outcome import Outcome, Result
from generator.deploy.state.events import (
    Operation,
    latest_resource,
    read_history,
)
from generator.deploy.state.statuses import WORKING, outcome, recovery
from generator.parameters.model import ParameterFile

# Per tick, and not per stack: so many stacks get their current resource read.
_LOOKS = 4
_FASTEST, _SLOWEST = 2.0, 15.0
# One more second between polls for so many stacks under way.
_STACKS_PER_SECOND = 20


@dataclass(frozen=True)
class Progress:
    """Where one stack is right now; `elapsed` is in seconds of watching."""

    operation: Operation
    status: str
    resource: str
    elapsed: float


Report = Callable[[Progress], None]


def follow(
    operations: Sequence[Operation], clients: Clients, *, timeout: float, report: Report
) -> Iterator[Result]:
    """Yield each stack's result when its operation has ended.

    A stack has ended when its own events say so: a status that CloudFormation
    still shows from before proves nothing. What cannot be seen any more
    (credentials ended, `timeout` seconds are over) is UNKNOWN and goes on in
    AWS.
    """
    left = {one.stack_id: one for one in operations}
    elapsed = 0.0
    tick = 0
    while left:
        pause = min(_FASTEST + len(left) / _STACKS_PER_SECOND, _SLOWEST)
        clients.sleep(pause)
        elapsed += pause
        for one in _tick(list(left.values()), clients, tick, elapsed, report):
            if left.pop(one.stack_id, None):
                yield one
        tick += 1
        if elapsed >= timeout:
            break
    for late in left.values():
        yield _lost(late, f"it is not finished after {timeout / 60:.0f} minutes.")


def unknown(file: ParameterFile, stack_id: str, why: str) -> Result:
    """For an operation that cannot be seen any more, with how to resume it."""
    return replace(
        result(
            file,
            Outcome.UNKNOWN,
            f"outcome unknown: {why}",
            f"Resume with `python -m generator watch {file.path}`; cancel an "
            f"update with `python -m generator rollback {file.path}`.",
        ),
        stack_id=stack_id,
    )


def _tick(
    left: Sequence[Operation],
    clients: Clients,
    tick: int,
    elapsed: float,
    report: Report,
) -> Iterator[Result]:
    """One look at every account and region; what cannot be read is left alone."""

    def place(operation: Operation) -> tuple[str, str, str]:
        environment = operation.file.environment
        return environment.account, environment.region, environment.name

    for _, group in groupby(sorted(left, key=place), key=place):
        members = list(group)
        api = clients.cloudformation(members[0].file.environment)
        try:
            yield from _look(members, api, tick, elapsed, report)
        except (ClientError, BotoCoreError) as error:
            if is_no_access(error):
                yield from (_lost(one, str(error)) for one in members)
            elif not is_transient(error):
                raise


def _look(
    members: Sequence[Operation], api: Api, tick: int, elapsed: float, report: Report
) -> Iterator[Result]:
    working = {
        summary["StackId"]: summary["StackStatus"]
        for summary in api.pages(
            "list_stacks", "StackSummaries", StackStatusFilter=sorted(WORKING)
        )
    }
    under_way = [one for one in members if one.stack_id in working]
    first = tick * _LOOKS % max(len(under_way), 1)
    watched = [*under_way[first:], *under_way[:first]][:_LOOKS]
    for one in members:
        if one.stack_id not in working:
            history = read_history(api, one)
            if history.final:
                yield ended(one, history.final, history.reason, api)
                continue
            report(Progress(one, "waiting", "", elapsed))
        else:
            resource = latest_resource(api, one.stack_id) if one in watched else ""
            report(Progress(one, working[one.stack_id], resource, elapsed))


def _lost(operation: Operation, why: str) -> Result:
    return unknown(operation.file, operation.stack_id, why)


def ended(operation: Operation, status: str, reason: str, api: Api) -> Result:
    """The result of an operation that ended in this status, with its cause."""
    reached = outcome(status, operation.goal)
    path = str(operation.file.path)
    if reached.is_good:
        message, hint, details = status, "", tuple[str, ...]()
    else:
        why = operation.mask.text(reason)
        message = f"the stack ended in {status}" + (f": {why}" if why else "")
        again = f"Correct the cause, then `python -m generator plan {path}`."
        hint = role_advice(reason) or recovery(status, path) or again
        failures = read_history(api, operation).failures
        details = explain(api, failures, operation.since)
    return replace(
        result(
            operation.file,
            reached,
            message,
            hint,
            tuple(operation.mask.text(line) for line in details),
        ),
        stack_id=operation.stack_id,
    )
