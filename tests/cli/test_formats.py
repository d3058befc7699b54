"""A machine gets one document on stdout, however a command ends."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from generator.cli import COMMANDS, generator
from tests.checkout import ROOT
from tests.checkout import run as run_process
from tests.cli.commands import run
from tests.deploy.project import add_stack, make_project

SCHEMA = json.loads((ROOT / "generator/deploy/result.schema.json").read_text())
# Their documents are lists of findings, whatever is wrong.
FINDINGS = {"build", "validate"}


def in_json(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command with --format json, with something for each argument."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from in_json(command, *before, name)
        elif command and any(
            isinstance(option.type, click.Choice) and "json" in option.type.choices
            for option in command.params
        ):
            yield (*before, name, *needed(command))


def needed(command: click.Command) -> Iterator[str]:
    """A value for each argument and each option that must be given."""
    for one in command.params:
        if isinstance(one, click.Argument):
            yield "nowhere"
        elif one.required:
            yield f"{one.opts[0]}=nowhere"


EVERY = list(in_json(generator))


def name_of(words: tuple[str, ...]) -> str:
    return " ".join(word for word in words if "nowhere" not in word)


def test_every_command_for_machines_is_looked_at() -> None:
    names = {name_of(words) for words in EVERY}
    assert {"plan", "pipeline status", "stackset plan", "params show"} <= names
    assert names - FINDINGS == set(SCHEMA["properties"]["command"]["enum"])
    assert {name.split()[0] for name in names} <= set(COMMANDS)


@pytest.mark.parametrize("words", EVERY, ids=name_of)
def test_a_command_that_ends_early_says_why_in_json(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    root = make_project(tmp_path / "checkout").root
    (root / "params/environments.toml").write_text("[dev]\n")
    ran = run("--project", str(root), *words, "--format", "json")
    assert ran.code in (1, 2)
    if name_of(words) in FINDINGS:
        (finding,) = ran.json
        assert finding["rule"] == "usage" and finding["message"] in ran.err
        return
    document = ran.json
    jsonschema.validate(document, SCHEMA)
    assert (document["command"], document["stacks"]) == (name_of(words), [])
    assert document["exit_code"] == ran.code
    assert document["error"]["message"] in ran.err
    assert document["error"]["hint"] in ran.err


@pytest.mark.parametrize("words", EVERY, ids=name_of)
@pytest.mark.parametrize(
    "typed", [("--format", "json", "--nowhere"), ("--nowhere", "--format=json")]
)
def test_an_option_that_there_is_not_is_told_in_json(
    words: tuple[str, ...], typed: tuple[str, ...]
) -> None:
    ran = run(*words, *typed)
    assert ran.code == 2
    assert "No such option '--nowhere'" in ran.err
    if name_of(words) in FINDINGS:
        (finding,) = ran.json
        assert "No such option '--nowhere'" in finding["message"]
        return
    jsonschema.validate(ran.json, SCHEMA)
    assert ran.json["command"] == name_of(words)
    assert "No such option '--nowhere'" in ran.json["error"]["message"]
    assert "--help" in ran.json["error"]["hint"]


def test_an_option_without_its_value_is_told_in_json() -> None:
    for words in [("plan",), ("pipeline", "status")]:
        ran = run(*words, "--format", "json", "--env")
        assert ran.code == 2
        assert ran.json["command"] == " ".join(words)
        assert "'--env' requires an argument" in ran.json["error"]["message"]


def test_a_mistake_of_a_person_prints_no_document() -> None:
    for typed in [(), ("--format", "text"), ("--format", "nothing")]:
        ran = run("plan", *typed, "--nowhere")
        assert (ran.code, ran.out) == (2, "")


def document_of(folder: Path, *arguments: str, code: int) -> Any:
    """What a process prints, which says the same to people on stderr."""
    none = {"AWS_EC2_METADATA_DISABLED": "true"}
    ran = run_process(folder, *arguments, "--format", "json", home=folder, **none)
    assert ran.returncode == code
    document = json.loads(ran.stdout)
    jsonschema.validate(document, SCHEMA)
    assert f"error: {document['error']['message']}\n" in ran.stderr
    assert document["exit_code"] == code
    return document


def test_without_credentials_a_process_prints_one_document(tmp_path: Path) -> None:
    root = make_project(tmp_path / "checkout").root
    add_stack(make_project(tmp_path / "other"), "dev", "payments")
    document = document_of(tmp_path / "other", "plan", code=1)
    assert "credentials" in document["error"]["message"]
    document = document_of(root, "status", "--env", "nowhere", code=2)
    assert "nowhere" in document["error"]["message"]


def test_people_and_shells_get_nothing_on_stdout(tmp_path: Path) -> None:
    root = make_project(tmp_path / "checkout").root
    for form in ("text", "env"):
        ran = run(
            *("--project", str(root), "outputs", "--env", "nowhere", "--format", form)
        )
        assert (ran.code, ran.out) == (2, "")
