"""Many deletions: what needs another stack goes before it."""

from collections.abc import Callable, Iterator, Sequence

from generator.deploy.across import result
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.execute.operations import carry_out
from generator.deploy.execute.watch import Report
from generator.deploy.outcome import Outcome, Result
from generator.deploy.state.events import Operation
from generator.deploy.undo.destroy import Deletion
from generator.parameters.order import steps


def take_down(
    plans: Sequence[Deletion],
    clients: Clients,
    begin: Callable[[Deletion, Api], Operation | Result],
    *,
    timeout: float,
    report: Report,
) -> Iterator[Result]:
    """Delete one step after the other, the one that was deployed last first.

    `timeout` is in seconds for each step. After a deletion that did not end well
    the steps that are left are SKIPPED: what they would take away may be in use.

    Raises:
        UsageError: the credentials are of another account, or stacks wait for each
            other.
    """
    by_path = {plan.target.file.path: plan for plan in plans}
    went_well = True
    for step in reversed(steps([plan.target.file for plan in plans])):
        if not went_well:
            yield from (
                result(
                    file,
                    Outcome.SKIPPED,
                    "still there, as the deletion of another stack did not end well",
                )
                for file in step
            )
            continue
        members = [by_path[file.path] for file in step]
        for one in carry_out(members, clients, begin, timeout=timeout, report=report):
            went_well = went_well and one.outcome.is_good
            yield one
