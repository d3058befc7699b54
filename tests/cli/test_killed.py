"""A process that is killed at any call loses nothing: run it again."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.project import Project
from tests.cli.commands import run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack
from tests.deploy.wire import Caller

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "operation", ["CreateChangeSet", "DescribeEvents", "ExecuteChangeSet", "ListStacks"]
)
def test_killed_and_run_again(
    cloud: Cloud, project: Project, operation: str, after: bool
) -> None:
    add_stack(project, "dev", "pay")
    planned = operation not in {"CreateChangeSet", "DescribeEvents"}
    if planned:
        run_json("plan")
    words = ["--plan", "plan.json"] if planned else []
    answer = cloud.endpoint.answer
    victim: list[subprocess.Popen[bytes]] = []

    def deadly(name: str, said: dict[str, Any], caller: Caller) -> dict[str, Any]:
        if name != operation or not victim:
            return answer(name, said, caller)
        if after:
            answer(name, said, caller)
        os.kill(victim.pop().pid, signal.SIGKILL)
        raise ConnectionAbortedError

    cloud.endpoint.answer = deadly
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "deploy", "--yes", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    victim.append(process)
    assert process.wait(60) == -signal.SIGKILL

    again = run_json("deploy", "--yes", *words)
    assert (again.code, again.outcomes) == (0, {"pay-store-dev": "deployed"})
    stack = cloud.stack("pay-store-dev")
    started = [e for e in stack.events if e["ResourceStatus"] == "CREATE_IN_PROGRESS"]
    assert len(started) == 1


def test_ctrl_c_in_a_terminal_detaches(cloud: Cloud, project: Project) -> None:
    """The same signal to a real process: it answers at once and says how to go on."""
    add_stack(project, "dev", "pay")
    run_json("plan")
    cloud.ticks = 10**6
    answer = cloud.endpoint.answer
    victim: list[subprocess.Popen[str]] = []

    def interrupt(name: str, said: dict[str, Any], caller: Caller) -> dict[str, Any]:
        if name == "ListStacks" and victim:
            victim.pop().send_signal(signal.SIGINT)
        return answer(name, said, caller)

    cloud.endpoint.answer = interrupt
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "deploy", "--yes", "--plan", "plan.json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell starts in the background has it ignored, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    victim.append(process)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 10, err
    assert "outcome unknown: detached" in out
    assert "generator watch params/dev/pay.store.json" in out
    assert "Traceback" not in err
    assert cloud.stack("pay-store-dev").status == "CREATE_IN_PROGRESS"
