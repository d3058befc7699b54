import os
import threading

import pytest

from generator import processes
from generator.errors import UsageError
from generator.processes import can_copy, start


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    if number > 1:
        raise UsageError(f"{number} is too many.", "Take one.")
    return number


def die(number: int) -> int:
    os._exit(3)


@pytest.fixture(params=["fork", "spawn"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to begin a process, whatever threads the tests run in."""
    monkeypatch.setattr(processes, "can_copy", lambda: request.param == "fork")


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    assert list(start(square, [1, 2, 3, 4, 5], count)) == [1, 4, 9, 16, 25]


@pytest.mark.usefixtures("way")
def test_what_a_call_raises_is_raised_where_its_result_is_asked_for() -> None:
    results = start(refuse, [0, 1, 2, 3], 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(UsageError, match="2 is too many") as caught:
        next(results)
    assert caught.value.hint == "Take one."


@pytest.mark.usefixtures("way")
def test_a_process_that_dies_is_no_result() -> None:
    with pytest.raises(RuntimeError, match="ended before"):
        list(start(die, [1], 1))


def test_a_process_with_a_second_thread_is_not_copied() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    try:
        assert not can_copy()
    finally:
        release.set()
        thread.join()
