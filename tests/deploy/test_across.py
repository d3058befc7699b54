"""Many stacks at once: all results come, and Ctrl-C wakes everybody up."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from generator.deploy.across import across, in_order, sorted_out
from generator.deploy.calls import Api, Pause
from generator.deploy.clients import Clients
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.target import Target
from generator.errors import UsageError
from tests.deploy.cloud import Cloud
from tests.deploy.project import make_project, target


@pytest.fixture
def stacks(cloud: Cloud, tmp_path: Path) -> list[Target]:
    one = target(make_project(tmp_path))
    return [replace(one, file=replace(one.file, name=f"s{n:02}")) for n in range(50)]


def name(stack: Target, api: Api) -> str:
    if stack.file.name == "s13":
        raise Stopped(Outcome.BUSY, "somebody is working on it")
    return stack.file.name


def test_every_stack_has_its_outcome_whatever_stops_another(
    stacks: list[Target],
) -> None:
    names, (stopped,) = sorted_out(stacks, across(stacks, Clients(4), name))
    assert len(names) == 49
    assert (stopped.stack, stopped.outcome) == ("s13-store-dev", Outcome.BUSY)
    found = in_order(stacks, across(stacks, Clients(4), name))
    assert found[12] == "s12" and isinstance(found[13], Result)


def test_what_is_done_first_does_not_go_first(stacks: list[Target]) -> None:
    last = threading.Event()

    def backwards(stack: Target, api: Api) -> str:
        if stack is stacks[3]:
            last.set()
        assert last.wait(5)
        if stack is stacks[1]:
            raise Stopped(Outcome.BUSY, "somebody is working on it")
        return stack.file.name

    four = stacks[:4]
    names, _ = sorted_out(four, across(four, Clients(4), backwards))
    assert names == ["s00", "s02", "s03"]


def test_an_account_is_asked_for_once_and_before_anything_begins(
    stacks: list[Target], cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = Clients(4)
    for _ in range(2):
        sorted_out(stacks, across(stacks, clients, name))
    assert cloud.endpoint.names() == ["GetCallerIdentity"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "CAROL")
    with pytest.raises(UsageError, match="222222222222"):
        next(across(stacks, Clients(4), lambda *_: pytest.fail("it has begun")))


def test_work_is_done_by_so_many_threads_and_no_more(stacks: list[Target]) -> None:
    barrier = threading.Barrier(3, timeout=5)
    list(across(stacks[:9], Clients(3), lambda *_: barrier.wait()))
    assert not barrier.broken


def test_ctrl_c_ends_every_wait_at_once(
    stacks: list[Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the pause itself is what is looked at
    clients = Clients(2)
    monkeypatch.setattr(clients, "require_account", lambda _: None)
    monkeypatch.setattr(clients, "cloudformation", lambda _: None)
    ended: list[Outcome] = []

    def wait_long(stack: Target, api: Api) -> None:
        if stack is not stacks[0]:
            try:
                clients.sleep(600)
            except Stopped as stopped:
                ended.append(stopped.outcome)

    results = across(stacks, clients, wait_long)
    assert next(results)[0] is stacks[0]
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert ended and set(ended) == {Outcome.UNKNOWN}
    assert len(ended) < 49, "what had not begun is dropped"


def test_another_kind_of_sleep_is_left_alone(stacks: list[Target]) -> None:
    clients = replace(Clients(1), sleep=lambda _: None)
    results = across(stacks, clients, name)
    next(results)
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert not isinstance(clients.sleep, Pause)
