"""Many stacks at once: all results come, and Ctrl-C wakes everybody up."""

import threading
from dataclasses import replace

import pytest

from generator.deploy.across import each
from generator.deploy.calls import Pause
from generator.deploy.clients import Clients
from generator.deploy.outcome import Outcome, Stopped


def test_every_item_has_its_result() -> None:
    assert sorted(each(Clients(4), range(100), lambda n: n * 2)) == [
        n * 2 for n in range(100)
    ]


def test_work_is_done_by_so_many_threads_and_no_more() -> None:
    barrier = threading.Barrier(3, timeout=5)
    list(each(Clients(3), range(9), lambda _: barrier.wait()))


def test_ctrl_c_ends_every_wait_at_once() -> None:
    clients = Clients(2)
    ended: list[Outcome] = []

    def wait_long(number: int) -> int:
        if number:
            try:
                clients.sleep(600)
            except Stopped as stopped:
                ended.append(stopped.outcome)
        return number

    results = each(clients, range(50), wait_long)
    assert next(results) == 0
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert ended and set(ended) == {Outcome.UNKNOWN}
    assert len(ended) < 49, "what had not begun is dropped"


def test_another_kind_of_sleep_is_left_alone() -> None:
    clients = replace(Clients(1), sleep=lambda _: None)
    results = each(clients, [1, 2], lambda n: n)
    next(results)
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert not isinstance(clients.sleep, Pause)
