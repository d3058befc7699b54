"""One person plans, another executes: two processes, two sets of credentials."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.project import Project
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reviewed(cloud: Cloud, project: Project) -> Cloud:
    add_stack(project, "prod", "pay")
    return cloud


def process(person: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line as somebody."""
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        env={
            **os.environ,
            "AWS_ACCESS_KEY_ID": person,
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_plan_is_made_by_one_and_executed_by_another(reviewed: Cloud) -> None:
    planned = process("ALICE", "plan", "--markdown", "review.md")
    assert planned.returncode == 0, planned.stderr

    own = process(
        "ALICE", "deploy", "--plan", "plan.json", "--different-principal", "--yes"
    )
    assert own.returncode == 5
    assert "may not execute it too" in own.stdout

    deployed = process(
        "BOB",
        "deploy",
        "--plan",
        "plan.json",
        "--different-principal",
        "--yes",
        "--format",
        "json",
    )
    assert deployed.returncode == 0, deployed.stderr
    assert json.loads(deployed.stdout)["stacks"][0]["outcome"] == "deployed"
    assert reviewed.stack("pay-store-prod").status == "CREATE_COMPLETE"


def test_without_review_or_terminal_nothing_happens(reviewed: Cloud) -> None:
    direct = process("BOB", "deploy", "--yes")
    assert direct.returncode == 5
    assert "takes only reviewed plans" in direct.stderr
    assert "Traceback" not in direct.stderr
    assert reviewed.stacks == []


def test_four_eyes_can_be_tried_in_the_sandbox(project: Project) -> None:
    add_stack(project, "prod", "pay")

    def sandboxed(person: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return process("", *arguments, "--sandbox", "--sandbox-as", person)

    planned = sandboxed("alice", "plan")
    assert planned.returncode == 0, planned.stderr

    own = sandboxed("alice", "deploy", "--plan", "plan.json", "--yes")
    assert own.returncode == 5, own.stderr
    assert "may not execute it too" in own.stdout

    deployed = sandboxed("bob", "deploy", "--plan", "plan.json", "--yes")
    assert deployed.returncode == 0, deployed.stderr


def test_nobody_is_somebody_else_outside_of_the_sandbox(reviewed: Cloud) -> None:
    refused = process("ALICE", "plan", "--sandbox-as", "bob")
    assert refused.returncode == 2
    assert "--sandbox-as is for --sandbox" in refused.stderr
    assert reviewed.stacks == []


@pytest.mark.whole_way
def test_two_who_execute_one_plan_at_once_start_it_once(reviewed: Cloud) -> None:
    assert process("ALICE", "plan").returncode == 0
    reviewed.ticks = 2
    command = [sys.executable, "-m", "generator", "deploy", "--yes"]
    both = [
        subprocess.Popen(
            [*command, "--plan", "plan.json"],
            env={**os.environ, "AWS_ACCESS_KEY_ID": person, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        )
        for person in ("BOB", "DAVE")
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    events = reviewed.stack("pay-store-prod").events
    begun = [one for one in events if one["ResourceStatus"] == "CREATE_IN_PROGRESS"]
    assert len(begun) == 1
