"""One JSON shape and one table of exit codes for all commands."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from generator.cli import COMMANDS, generator
from generator.deploy.outcome import Outcome, Result, exit_code
from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack

SCHEMA: dict[str, Any] = json.loads(
    (files("generator.deploy") / "result.schema.json").read_text()
)
DEPLOYING = [
    "plan",
    "deploy",
    "watch",
    "status",
    "outputs",
    "drift",
    "rollback",
    "destroy",
]
OPTIONS = {
    "deploy": ["--yes"],
    "rollback": ["--yes"],
    "destroy": ["--yes"],
}


@pytest.mark.parametrize("command", DEPLOYING)
def test_every_commands_json_is_of_the_schema(
    cloud: Cloud, project: Project, command: str
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    cloud.add("a-store-dev", "UPDATE_FAILED" if command == "rollback" else "X")
    ran = run_json(command, *OPTIONS.get(command, []))
    jsonschema.validate(ran.json, SCHEMA)
    assert ran.code == ran.json["exit_code"]


def test_the_schema_knows_every_outcome() -> None:
    outcomes = SCHEMA["properties"]["stacks"]["items"]["properties"]["outcome"]["enum"]
    assert set(outcomes) == {one.label for one in Outcome}


@pytest.mark.parametrize("command", DEPLOYING)
def test_help_explains_every_exit_code_with_examples(command: str) -> None:
    assert command in COMMANDS
    text = run(command, "--help").out
    assert f"python -m generator {command}" in text
    for code in {one.exit_code for one in Outcome}:
        assert f"\n    {code:<2} " in text
    assert generator.get_command is not None


def test_the_worst_stack_decides() -> None:
    def ended(outcome: Outcome) -> Result:
        return Result("s", "dev", "1", "r", outcome)

    assert exit_code([]) == 0
    assert exit_code([ended(Outcome.DEPLOYED), ended(Outcome.SKIPPED)]) == 0
    assert exit_code([ended(Outcome.PENDING), ended(Outcome.FAILED)]) == 3
    every = [ended(outcome) for outcome in Outcome]
    assert exit_code(every) == 10


def test_nothing_depends_on_a_skipped_stack() -> None:
    good = {outcome for outcome in Outcome if outcome.is_good}
    assert Outcome.SKIPPED not in good
    assert {Outcome.UNCHANGED, Outcome.DEPLOYED, Outcome.PENDING} <= good
    assert all(outcome.exit_code in (0, 3) for outcome in good)
