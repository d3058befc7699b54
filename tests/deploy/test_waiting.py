"""Whoever waits is told for what, at once and not too often."""

import socket

import pytest

from generator.deploy.clients import Clients
from generator.deploy.waiting import Waiting
from generator.project import Project
from tests.cli.commands import run
from tests.deploy.cloud import Cloud
from tests.deploy.project import DEV, add_stack
from tests.deploy.wire import AWAY, THROTTLED, Fault


def test_a_reason_is_told_once_until_it_has_lasted() -> None:
    told: list[str] = []
    waiting = Waiting(told.append)
    for _ in range(3):
        waiting("no line")
    waiting("a fault")
    assert told == [
        "waiting: no line; trying again",
        "waiting: a fault; trying again",
    ]


def test_a_network_that_is_lost_midway_is_told_before_the_second_attempt(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    clients = Clients(waiting=Waiting(told.append))
    clients.require_account(DEV)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    api = clients.cloudformation(DEV)
    seen: list[int] = []
    api.client.meta.events.register_last(
        "needs-retry", lambda **_: seen.append(len(told))
    )
    with pytest.raises(Exception, match=str(port)):
        api.call("list_stacks")
    assert seen[0] == 1 and str(port) in told[0]


def test_what_is_waited_for_is_on_stderr(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults += [
        Fault("DescribeStacks", AWAY, times=1),
        Fault("CreateChangeSet", THROTTLED, times=12),
    ]
    ran = run("plan")
    assert ran.code == 0
    assert "waiting: " in ran.err and "answers 503; trying again" in ran.err
    assert "create_change_set: " in ran.err and "Rate exceeded" in ran.err
    assert "waiting" not in ran.out
