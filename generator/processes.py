"""Work in other processes, for what takes long and needs nothing from the rest."""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def can_copy() -> bool:
    """Can another process begin as a copy of this one, with all that is loaded?

    Not while there is a second thread: the copy would have what it locked, and
    not the thread. On other systems than Linux a copy of a process may fail.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def start(
    function: Callable[[Item], Result], items: Sequence[Item], processes: int
) -> Iterator[Result]:
    """Begin to work on items in other processes; gives the results in order.

    What a call raises is raised here when its result is asked for, and ends
    the work. Where a process cannot be copied, a new one gets function and
    items pickled.
    """
    # typeshed knows what a process is only for each kind of context.
    context: Any = get_context("fork" if can_copy() else "spawn")
    workers = []
    for number in range(processes):
        receive, send = context.Pipe(duplex=False)
        part = items[number::processes]
        worker = context.Process(target=_work, args=(send, function, part))
        worker.start()
        # The child has the other end; so its death is seen here.
        send.close()
        workers.append((worker, receive))
    return _results(workers, len(items))


def _work(send: Connection, function: Callable[[Any], Any], items: Any) -> None:
    # Who interrupts the user's process interrupts this one, too, and nobody
    # reads what it would say.
    with suppress(KeyboardInterrupt, BrokenPipeError):
        for item in items:
            send.send(_answer(function, item))


def _answer(function: Callable[[Any], Any], item: Any) -> tuple[Any, Any]:
    try:
        return function(item), None
    except Exception as error:
        return None, error


def _results(workers: list[tuple[Any, Connection]], count: int) -> Iterator[Any]:
    try:
        for number in range(count):
            result, error = workers[number % len(workers)][1].recv()
            if error is not None:
                raise error
            yield result
    except EOFError:
        raise RuntimeError("a process ended before its work was done") from None
    finally:
        for worker, receive in workers:
            receive.close()
            worker.terminate()
            worker.join()
