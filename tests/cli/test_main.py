"""The command line answers at once, and a mistake is one sentence and a hint."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator import cli
from generator.cli import COMMANDS, generator
from generator.errors import GeneratorError, UsageError
from tests.checkout import ROOT, environment, imported, run
from tests.deploy.project import add_stack, make_project

HEAVY = {
    "awacs",
    "boto3",
    "botocore",
    "cfnlint",
    "jinja2",
    "rich",
    "troposphere",
    "yaml",
}


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["--version"]])
def test_help_needs_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    modules = imported(tmp_path, *arguments, home=tmp_path)
    assert "click" in modules
    assert not HEAVY & modules


def test_help_lists_every_command_with_what_it_is_for() -> None:
    output = CliRunner().invoke(generator, ["--help"]).output
    for name, (_, text) in COMMANDS.items():
        assert name in output
        assert text.split()[0] in output
    assert "Examples:" in output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(name: str) -> None:
    result = CliRunner().invoke(generator, [name, "--help"])
    assert result.exit_code == 0
    group = isinstance(
        generator.get_command(click.Context(generator), name), click.Group
    )
    assert "Examples:" in result.output or group


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["biuld"], "biuld"),
        (["build", "--chekc"], "--chekc"),
        (["build", "extra"], "extra"),
        (["build", "--format", "xml"], "xml"),
        (["--project", "nowhere", "build"], "nowhere"),
    ],
)
def test_a_wrong_command_line_is_named_and_is_a_usage_error(
    arguments: list[str], named: str, tmp_path: Path
) -> None:
    finished = run(tmp_path, *arguments, home=tmp_path)
    assert finished.returncode == 2
    assert named in finished.stderr
    assert "--help" in finished.stderr
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr


def test_a_mistake_is_a_sentence_and_a_hint_and_no_traceback(tmp_path: Path) -> None:
    finished = run(tmp_path, "build", home=tmp_path)
    assert finished.returncode == 1
    error, hint = finished.stderr.splitlines()
    assert error == "error: The buildspec buildspecs/buildspec-test.yml is missing."
    assert hint.startswith("  hint: ")
    assert finished.stdout == ""


@pytest.mark.parametrize(
    ("error", "code", "lines"),
    [
        (GeneratorError("It is broken.", "Mend it."), 1, 2),
        (GeneratorError("It is broken."), 1, 1),
        (UsageError("It is wrong.", "Do it right."), 2, 2),
    ],
)
def test_an_error_decides_the_exit_code_and_whether_there_is_a_hint(
    error: GeneratorError,
    code: int,
    lines: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "generator", fails)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == code
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"error: {error.message}"
    assert len(said) == lines


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "generator", fails)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def on_a_terminal(folder: Path, **more: str) -> str:
    """What a failing build says on a terminal."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "build"],
            cwd=folder,
            env=environment(folder, **more),
            stdout=theirs,
            stderr=theirs,
        )
        process.wait()
        return os.read(ours, 10_000).decode()
    finally:
        os.close(theirs)
        os.close(ours)


RED = "\x1b[31m"


def test_an_error_is_red_on_a_terminal(tmp_path: Path) -> None:
    assert RED in on_a_terminal(tmp_path)
    assert RED in on_a_terminal(tmp_path, NO_COLOR="")


def test_an_error_has_no_colour_for_who_wants_none(tmp_path: Path) -> None:
    said = on_a_terminal(tmp_path, NO_COLOR="1")
    assert "error: The buildspec" in said
    assert "\x1b[" not in said


def test_an_error_has_no_colour_in_a_file(tmp_path: Path) -> None:
    assert "\x1b[" not in run(tmp_path, "build", home=tmp_path).stderr


@pytest.mark.parametrize(
    ("called", "shown"),
    [("/x/generator/__main__.py", "python -m generator"), ("/x/bin/gen", "gen")],
)
def test_usage_shows_how_the_user_called(
    called: str,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", [called, "--help"])
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().out.startswith(f"Usage: {shown} [OPTIONS]")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_a_script_that_completes_our_command(shell: str) -> None:
    output = CliRunner().invoke(generator, ["completion", shell]).output
    assert "_GENERATOR_COMPLETE" in output
    assert f"{shell}_complete" in output


def test_the_script_completes_commands(tmp_path: Path) -> None:
    finished = run(
        tmp_path,
        home=tmp_path,
        _GENERATOR_COMPLETE="bash_complete",
        COMP_WORDS="generator bui",
        COMP_CWORD="1",
    )
    assert "build" in finished.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("generator plan --env d", ["dev"]),
        ("generator validate --env ", ["dev", "prod"]),
        ("generator params new x --env p", ["prod"]),
        ("generator deploy --service p", ["pay"]),
        ("generator cost --service nobody", []),
        ("generator deploy --allow-change N", ["Name"]),
        ("generator explain e9905", ["E9905"]),
    ],
)
def test_the_script_completes_names_of_the_checkout(
    tmp_path: Path, words: str, offered: list[str]
) -> None:
    add_stack(make_project(tmp_path / "checkout"), "dev", "pay")
    finished = run(
        tmp_path / "checkout",
        home=tmp_path,
        _GENERATOR_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
    )
    assert finished.stdout.split() == [f"plain,{name}" for name in offered]


def test_a_checkout_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    finished = run(
        tmp_path,
        home=tmp_path,
        _GENERATOR_COMPLETE="bash_complete",
        COMP_WORDS="generator plan --env ",
        COMP_CWORD="3",
    )
    assert (finished.stdout.strip(), finished.stderr) == ("", "")


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no full disk"
)
@pytest.mark.parametrize(
    "arguments", [["--help"], ["validate", "--env", "nowhere", "--format", "json"]]
)
def test_a_full_disk_is_a_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "generator", *arguments],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == (
        "error: Cannot write: No space left on device.\n"
        "  hint: Make room on the disk and run it again.\n"
    )
