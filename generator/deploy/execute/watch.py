"""Follow stacks to their end: one poll per account and region, however many."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from time import monotonic
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.across import result
from generator.deploy.calls import Api, is_no_access, role_advice
from generator.deploy.clients import Clients
from generator.deploy.execute.cause import (
    emptying_advice,
    explain,
    first_failure,
    left_behind,
)
from generator.deploy.outcome import Outcome, Result
from generator.deploy.state.events import (
    Activity,
    History,
    Operation,
    activity,
    failures_of,
    read_history,
)
from generator.deploy.state.stack import policy_advice
from generator.deploy.state.statuses import WORKING, outcome, recovery
from generator.parameters.model import ParameterFile

# Per tick, and not per stack: so many stacks get their events read.
_LOOKS = 4
_FASTEST, _SLOWEST = 2.0, 15.0
# One more second between polls for so many stacks under way.
_STACKS_PER_SECOND = 20
# So many looks in a row without a usable answer, and the stack is out of sight.
_LOOKS_IN_VAIN = 10


@dataclass(frozen=True)
class Progress:
    """Where one stack is right now; `elapsed` is in seconds of watching.

    `failure` is what failed first, as soon as it has.
    """

    operation: Operation
    status: str
    resource: str
    elapsed: float
    done: int = 0
    failure: str = ""


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
    began, paused = monotonic(), 0.0
    watch = _Watch(clients, report)
    while left:
        pause = min(_FASTEST + len(left) / _STACKS_PER_SECOND, _SLOWEST)
        clients.sleep(pause)
        paused += pause
        # What AWS takes to answer counts too; where nobody waits, the pauses do.
        watch.elapsed = max(paused, monotonic() - began)
        for one in watch.tick(list(left.values())):
            if left.pop(one.stack_id, None):
                yield one
        if watch.elapsed >= timeout:
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


@dataclass
class _Watch:
    """One look after the other, each at every account and region.

    What cannot be read once is left alone; `in_vain` counts for each stack how
    often in a row that was so. `elapsed` is in seconds. `seen` is what each stack
    was doing when its events were last read.
    """

    clients: Clients
    report: Report
    elapsed: float = 0.0
    looks: int = 0
    in_vain: Counter[str] = field(default_factory=Counter)
    seen: dict[str, Activity] = field(default_factory=dict)

    def tick(self, left: Sequence[Operation]) -> Iterator[Result]:
        """Whatever has ended since the last look."""

        def place(operation: Operation) -> tuple[str, str, str]:
            environment = operation.file.environment
            return environment.account, environment.region, environment.name

        for _, group in groupby(sorted(left, key=place), key=place):
            members = list(group)
            api = self.clients.cloudformation(members[0].file.environment)
            try:
                working = _working(api)
            except (ClientError, BotoCoreError) as error:
                yield from (each for one in members for each in self._vain(one, error))
            else:
                yield from self._look(members, working, api)
        self.looks += 1

    def _look(
        self, members: Sequence[Operation], working: dict[str, str], api: Api
    ) -> Iterator[Result]:
        watched = self._watched(members, working)
        for one in members:
            try:
                found = self._see(one, working.get(one.stack_id), api, one in watched)
            except (ClientError, BotoCoreError) as error:
                yield from self._vain(one, error)
            else:
                self.in_vain.pop(one.stack_id, None)
                if found:
                    yield found

    def _watched(
        self, members: Sequence[Operation], working: dict[str, str]
    ) -> Sequence[Operation]:
        """Whose events are read in this look: who just failed, then by turns."""
        under_way = [one for one in members if one.stack_id in working]
        first = self.looks * _LOOKS % max(len(under_way), 1)

        def has_told(one: Operation) -> bool:
            known = self.seen.get(one.stack_id, Activity())
            return "ROLLBACK" not in working[one.stack_id] or bool(known.failures)

        by_turns = [*under_way[first:], *under_way[:first]]
        return sorted(by_turns, key=has_told)[:_LOOKS]

    def _see(
        self, one: Operation, status: str | None, api: Api, closely: bool
    ) -> Result | None:
        """The result of an operation if it has ended, else None and a report."""
        if status is None:
            history = read_history(api, one)
            if history.final:
                return ended(one, history, api)
        if status and closely:
            self.seen[one.stack_id] = activity(api, one)
        now = self.seen.get(one.stack_id, Activity())
        failure = one.mask.text(first_failure(now.failures))
        where = status or "waiting"
        self.report(Progress(one, where, now.latest, self.elapsed, now.done, failure))
        return None

    def _vain(self, one: Operation, error: Exception) -> Iterator[Result]:
        """The operation as lost, if nothing will be seen of it any more."""
        self.in_vain[one.stack_id] += 1
        if is_no_access(error) or self.in_vain[one.stack_id] >= _LOOKS_IN_VAIN:
            yield _lost(one, str(error))


def _working(api: Api) -> dict[str, str]:
    """Status of each stack under way, by stack ID."""
    return {
        summary["StackId"]: summary["StackStatus"]
        for summary in api.pages(
            "list_stacks", "StackSummaries", StackStatusFilter=sorted(WORKING)
        )
    }


def _lost(operation: Operation, why: str) -> Result:
    return unknown(operation.file, operation.stack_id, why)


def ended(operation: Operation, history: History, api: Api) -> Result:
    """The result of an operation that ended, with its cause or what it left behind."""
    status, path = history.final, str(operation.file.path)
    reached = outcome(status, operation.goal)
    message, hint = status, ""
    if reached.is_good:
        details = left_behind(
            [*history.failures, *_nested_failures(history, operation, api)]
        )
        if details:
            message = f"{status}; resources that could not be deleted: {len(details)}"
            hint = (
                "They are out of the stack and live on: delete them yourself once "
                "nothing uses them."
            )
    else:
        why = operation.mask.text(history.reason)
        message = f"the stack ended in {status}" + (f": {why}" if why else "")
        again = f"Correct the cause, then `python -m generator plan {path}`."
        details = _cause(operation, history, api)
        hint = (
            role_advice(history.reason)
            or emptying_advice(history.failures, path)
            or recovery(status, path)
            or policy_advice(operation.file, [history.reason, *details])
            or again
        )
    unread = [f"its events could not be read: {history.unread}"] * bool(history.unread)
    return replace(
        result(
            operation.file,
            reached,
            message,
            hint,
            tuple(operation.mask.text(line) for line in [*details, *unread]),
        ),
        stack_id=operation.stack_id,
    )


def _nested_failures(
    history: History, operation: Operation, api: Api
) -> Iterator[Mapping[str, Any]]:
    """Failed events of the nested stacks; that they cannot be read hides no result."""
    for stack_id in history.nested:
        try:
            yield from failures_of(api, stack_id, operation.since)
        except (ClientError, BotoCoreError):
            # A nested stack that went has no events any more.
            continue


def history_of(operation: Operation, status: str, reason: str, api: Api) -> History:
    """The history of a stack whose status is known, whether its events are or not."""
    try:
        found = read_history(api, operation)
    except (ClientError, BotoCoreError) as error:
        return History(status, reason, (), str(error))
    return replace(found, final=status, reason=reason)


def _cause(operation: Operation, history: History, api: Api) -> tuple[str, ...]:
    """What went wrong first; that it cannot be read hides no result."""
    try:
        return explain(api, history.failures, operation.since)
    except (ClientError, BotoCoreError) as error:
        return (f"the cause could not be read: {error}",)
