"""The files around the code agree with each other."""

import re
import shlex
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import COMMANDS
from tests.checkout import ROOT
from tests.deploy.project import add_stack, make_project

# In the README, each command stands in a block of its own below this line.
BUILD_IT = "# build it"
TEST_IT = "# test it"


def command_below(line: str) -> str:
    """The one command of the README's block that begins with that line."""
    text = (ROOT / "README.md").read_text()
    (command,) = re.findall(rf"^```sh\n{line}\n(.+)\n```$", text, re.MULTILINE)
    return str(command)


def setup_cfg() -> ConfigParser:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    return config


def requirements(text: str) -> set[str]:
    """Names of the packages in a list of requirements, extras of ours left out."""
    lines = (line.strip() for line in text.splitlines())
    names = (re.split(r"[\[<>=!~; ]", line)[0] for line in lines if line)
    return {name for name in names if name and not name.startswith(("#", "%"))}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and line[0] != "#")


def same_name(name: str) -> str:
    """After the packaging guide, "Package name normalization"."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_ci_runs_the_test_command_of_the_readme(tmp_path: Path) -> None:
    """The real script, with a `bash` that only says what it was given."""
    fake = tmp_path / "bash"
    fake.write_text('#!/bin/sh\necho "ran: $2"\n')
    fake.chmod(0o755)
    finished = subprocess.run(
        ["/bin/bash", ROOT / ".ci" / "run"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"ran: {command_below(TEST_IT)}" in finished.stdout.splitlines()


def test_ci_says_so_when_the_readme_has_no_test_command(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_bytes((ROOT / ".ci" / "run").read_bytes())
    (tmp_path / "README.md").write_text("# Nothing here\n")
    finished = subprocess.run(
        ["/bin/bash", tmp_path / ".ci" / "run"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "# test it" in finished.stdout


def test_ci_can_be_started_as_a_program() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.parametrize("line", [BUILD_IT, TEST_IT])
def test_a_command_of_the_readme_needs_nothing_but_python_with_venv(line: str) -> None:
    """PEP 668: what the system installed is left alone, and versions are pinned."""
    command = command_below(line)
    assert command.startswith("python3 -m venv .venv && ")
    assert "-c constraints.txt" in command
    programs = [part.split()[0] for part in command.split(" && ")]
    assert set(programs) <= {"python3", ".venv/bin/pip", ".venv/bin/python"}


def test_the_readmes_commands_do_what_they_say() -> None:
    assert command_below(BUILD_IT).endswith(" -m generator build")
    assert command_below(TEST_IT).endswith(" -m pytest")


def test_everything_that_is_installed_is_pinned() -> None:
    """The output depends on troposphere's version, the findings on cfn-lint's."""
    config = setup_cfg()
    named = requirements(config["options"]["install_requires"])
    for extra in config["options.extras_require"]:
        named |= requirements(config.get("options.extras_require", extra, raw=True))
    pinned = {same_name(name) for name in pins()}
    assert {same_name(name) for name in named} - pinned == set()
    assert {"troposphere", "awacs", "cfn-lint", "boto3", "click", "rich"} <= named


def test_a_pin_is_one_exact_version() -> None:
    for name, version in pins().items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        assert re.fullmatch(r"\d[A-Za-z0-9.+!]*", version)


def test_versions_are_pinned_in_one_place_only() -> None:
    assert "==" not in (ROOT / "setup.cfg").read_text()


def test_pyproject_holds_only_the_build_system() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert set(data) == {"build-system"}


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = setup_cfg()["options"]["python_requires"].removeprefix(">=")
    ruff = tomllib.loads((ROOT / "ruff.toml").read_text())
    assert ruff["target-version"] == f"py{oldest.replace('.', '')}"
    assert setup_cfg()["mypy"]["python_version"] == oldest
    assert sys.version_info >= tuple(map(int, oldest.split(".")))


def test_tox_judges_what_ci_judges() -> None:
    text = (ROOT / "tox.ini").read_text()
    for command in (
        "pytest --cov",
        "ruff check .",
        "ruff format --check .",
        "lint-imports",
        "python -m tests.dead_code",
        "mypy",
        "python -m generator build --check",
    ):
        assert command in text
    assert "py{311,312,313,314}" in text


def test_coverage_below_the_limit_fails() -> None:
    config = setup_cfg()
    assert config.getint("coverage:report", "fail_under") >= 95
    assert config.getboolean("coverage:run", "branch")
    assert config.getboolean("mypy", "strict")


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_pre_commit_hook_runs_a_command_on_the_files_it_is_for(
    hook: dict[str, Any], tmp_path: Path
) -> None:
    """As pre-commit does it: the entry, then the changed files that match."""
    project = make_project(tmp_path / "checkout")
    path = add_stack(project, "dev", "pay")
    (project.params / "dev" / "notes.txt").write_text("nothing to judge")
    changed = [path.relative_to(project.root), Path("params/dev/notes.txt")]
    matching = [str(file) for file in changed if re.search(hook["files"], str(file))]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "generator"
    assert arguments[0] in COMMANDS
    if hook.get("pass_filenames", True):
        assert matching == ["params/dev/pay.store.json"]
        finished = subprocess.run(
            [sys.executable, "-m", "generator", *arguments, *matching],
            cwd=project.root,
            env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert finished.returncode == 0, finished.stderr
