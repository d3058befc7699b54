"""The same work for many stacks at once; what stops one does not stop the others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from typing import Protocol, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from generator.cloudformation.document import TemplateError
from generator.deploy.calls import Api, Pause, code, is_no_access, role_advice
from generator.deploy.clients import Clients
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.target import Target
from generator.parameters.model import Environment, ParameterFile


class AboutStack(Protocol):
    """Anything that is about one stack."""

    @property
    def target(self) -> Target:
        """The stack."""


Item = TypeVar("Item", bound=Target | AboutStack)
Value = TypeVar("Value")
# The items with what came of each: a value, or the result that says why not.
Outcomes = Iterator[tuple[Item, Value | Result]]


def across(
    items: Sequence[Item], clients: Clients, work: Callable[[Item, Api], Value]
) -> Outcomes[Item, Value]:
    """Do `work` for the stacks of all items and yield what came of each, as it comes.

    `work` gets CloudFormation's client of the stack's account and region; it
    runs in `clients.workers` threads. On Ctrl-C what has not begun is dropped
    and what waits is woken up; then the KeyboardInterrupt goes on.

    Raises:
        UsageError: the credentials are of another account.
    """
    for environment in environments(map(_target, items)):
        clients.require_account(environment)

    def one(item: Item) -> tuple[Item, Value | Result]:
        target = _target(item)
        api = clients.cloudformation(target.environment)
        return item, _attempt(target, lambda: work(item, api))

    with ThreadPoolExecutor(clients.workers) as pool:
        futures = [pool.submit(one, item) for item in items]
        try:
            for future in as_completed(futures):
                yield future.result()
        except (KeyboardInterrupt, GeneratorExit, CancelledError):
            if isinstance(clients.sleep, Pause):
                clients.sleep.interrupted.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def in_order(
    items: Sequence[Item], outcomes: Outcomes[Item, Value]
) -> list[Value | Result]:
    """What came of each item, in the items' order."""
    found = {id(item): value for item, value in outcomes}
    return [found[id(item)] for item in items]


def sorted_out(
    items: Sequence[Item], outcomes: Outcomes[Item, Value]
) -> tuple[list[Value], list[Result]]:
    """The values, and the results of the stacks that stopped.

    Both are in the items' order, whichever was first to be done: environments
    follow each other in it.
    """
    values: list[Value] = []
    stopped: list[Result] = []
    for value in in_order(items, outcomes):
        if isinstance(value, Result):
            stopped.append(value)
        else:
            values.append(value)
    return values, stopped


def environments(targets: Iterable[Target]) -> list[Environment]:
    """The environments of the targets, each once, in their order."""
    found = {target.environment.name: target.environment for target in targets}
    return list(found.values())


def result(
    file: ParameterFile,
    outcome: Outcome,
    message: str = "",
    hint: str = "",
    details: tuple[str, ...] = (),
) -> Result:
    """A result for the stack of a parameter file."""
    environment = file.environment
    return Result(
        file.stack_name,
        environment.name,
        environment.account,
        environment.region,
        outcome,
        message,
        hint,
        details,
    )


def _target(item: Target | AboutStack) -> Target:
    return item if isinstance(item, Target) else item.target


def _attempt(target: Target, work: Callable[[], Value]) -> Value | Result:
    """The value of `work`, or the result that says why there is none."""
    try:
        return work()
    except Stopped as stopped:
        mask = mask_for(target)
        return result(
            target.file,
            stopped.outcome,
            mask.text(stopped.message),
            stopped.hint,
            tuple(mask.text(line) for line in stopped.details),
        )
    except TemplateError as error:
        return result(
            target.file,
            Outcome.FAILED,
            f"the template that is deployed cannot be read: {error}",
            "Look at it with `aws cloudformation get-template`.",
        )
    except (ClientError, BotoCoreError) as error:
        # AWS repeats values of parameters in what it refuses.
        message = mask_for(target).text(str(error))
        return result(target.file, Outcome.FAILED, message, _hint(error))


def _hint(error: Exception) -> str:
    if is_no_access(error):
        return "Check the credentials and what their role may do, then run this again."
    return role_advice(str(error)) or (
        f"AWS answered {code(error)}; nothing was lost, run this again."
    )
