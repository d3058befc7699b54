"""Start the same kind of operation on many stacks and follow them all."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from generator.deploy.across import attempt, each
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.execute.rollout import environments
from generator.deploy.execute.watch import Report, watched
from generator.deploy.outcome import Result
from generator.deploy.state.events import Operation
from generator.deploy.target import Target

Found = TypeVar("Found")
Item = TypeVar("Item")


def look_at_all(
    targets: Sequence[Target],
    clients: Clients,
    look: Callable[[Target, Api], Found | Result],
) -> tuple[list[Found], list[Result]]:
    """What `look` finds for each stack, and the stacks that it stops at.

    Raises:
        UsageError: the credentials are of another account.
    """
    for environment in environments(targets):
        clients.require_account(environment)

    def one(target: Target) -> Found | Result:
        api = clients.cloudformation(target.environment)
        return attempt(target, lambda: look(target, api))

    found: list[Found] = []
    stopped: list[Result] = []
    for seen in each(clients, targets, one):
        if isinstance(seen, Result):
            stopped.append(seen)
        else:
            found.append(seen)
    return found, stopped


def operate(
    items: Sequence[tuple[Target, Item]],
    clients: Clients,
    start: Callable[[Item], Operation],
    *,
    timeout: float,
    report: Report,
) -> Iterator[Result]:
    """Start on every item and yield each stack's result; `timeout` in seconds."""

    def one(item: tuple[Target, Item]) -> Operation | Result:
        target, subject = item
        return attempt(target, lambda: start(subject))

    operations: list[Operation] = []
    for begun in each(clients, items, one):
        if isinstance(begun, Result):
            yield begun
        else:
            operations.append(begun)
    yield from watched(operations, clients, timeout=timeout, report=report)
