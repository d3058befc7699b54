"""The same work for many stacks at once; what stops one does not stop the others."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import Pause, code, is_no_access
from generator.deploy.clients import Clients
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.target import Target
from generator.parameters.model import ParameterFile

Item = TypeVar("Item")
Value = TypeVar("Value")


def each(
    clients: Clients, items: Iterable[Item], work: Callable[[Item], Value]
) -> Iterator[Value]:
    """Results of `work` as they come, from `clients.workers` threads.

    On Ctrl-C what has not begun is dropped and what waits is woken up; then
    the KeyboardInterrupt goes on.
    """
    with ThreadPoolExecutor(clients.workers) as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            for future in as_completed(futures):
                yield future.result()
        except (KeyboardInterrupt, GeneratorExit, CancelledError):
            if isinstance(clients.sleep, Pause):
                clients.sleep.interrupted.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def attempt(target: Target, work: Callable[[], Value]) -> Value | Result:
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
    except (ClientError, BotoCoreError) as error:
        # AWS repeats values of parameters in what it refuses.
        message = mask_for(target).text(str(error))
        return result(target.file, Outcome.FAILED, message, _hint(error))


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


def _hint(error: Exception) -> str:
    if is_no_access(error):
        return "Check the credentials and what their role may do, then run this again."
    return f"AWS answered {code(error)}; nothing was lost, run this again."
