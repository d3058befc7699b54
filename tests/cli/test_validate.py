import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import generator
from generator.parameters import validation
from tests.parameters.small_project import SmallProject


@pytest.fixture(autouse=True)
def no_lint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "lint", lambda *_, **__: iter(()))


def run(small: SmallProject, *args: str) -> Result:
    return CliRunner().invoke(generator, ["--project", str(small.root), *args])


def both(small: SmallProject, **rest) -> None:
    for environment in ("dev", "prod"):
        small.file(environment=environment, **rest)


def test_good_files_exit_0_and_leave_standard_output_empty(small: SmallProject) -> None:
    both(small)
    result = run(small, "validate")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no mistakes found\n"


def test_an_error_is_one_line_an_editor_can_jump_to_and_a_hint(
    small: SmallProject,
) -> None:
    both(small)
    path = small.file({"ServiceNam": "x"}).path
    result = run(small, "validate")
    template = small.project.templates_out / "small.yaml"
    assert result.exit_code == 1
    assert result.stdout == (
        f'{path}:4 unknown-parameter "ServiceNam" is no parameter of {template}\n'
        "    hint: Did you mean ServiceName?\n"
    )
    assert result.stderr == "1 error\n"


def test_warnings_alone_exit_0(small: SmallProject) -> None:
    small.file()
    result = run(small, "validate", "--env", "dev")
    assert result.exit_code == 0
    assert result.stderr == "1 warning\n"


def test_json_is_a_list_of_findings(small: SmallProject) -> None:
    both(small)
    path = small.file({"NodeVersion": "1"}).path
    result = run(small, "validate", str(path), "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "file": str(path),
            "line": 4,
            "rule": "allowed-values",
            "message": 'NodeVersion is "1"; it may be 18, 20, 22',
            "severity": "error",
            "hint": "",
        }
    ]


def test_sarif_is_for_code_scanning(small: SmallProject) -> None:
    both(small)
    path = small.file({"NodeVersion": "1"}).path
    result = run(small, "validate", str(path), "--format", "sarif")
    assert result.exit_code == 1
    (log,) = json.loads(result.stdout)["runs"]
    (found,) = log["results"]
    assert (found["ruleId"], found["level"]) == ("allowed-values", "error")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_machine_gets_a_document_of_a_usage_mistake_too(
    small: SmallProject, form: str
) -> None:
    both(small)
    result = process(small, "validate", "--env", "prd", "--format", form)
    assert result.returncode == 2
    document = json.loads(result.stdout)
    found = document if form == "json" else document["runs"][0]["results"]
    assert len(found) == 1
    assert 'There is no environment \\"prd\\"' in json.dumps(found)
    assert "Did you mean prod?" in result.stderr


def test_colours_are_left_out_where_they_are_not_wanted(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(small, parameters={"NodeVersion": "1"})
    arguments = ["--project", str(small.root), "validate"]
    coloured = CliRunner().invoke(generator, arguments, color=True)
    assert "\x1b[" in coloured.stdout
    monkeypatch.setenv("NO_COLOR", "1")
    plain = CliRunner().invoke(generator, arguments, color=True)
    assert "\x1b[" not in plain.stdout


def process(small: SmallProject, *args: str, **rest) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "generator", "--project", str(small.root), *args],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"XDG_CACHE_HOME": str(small.root / "cache")},
        capture_output=True,
        text=True,
        check=False,
        **rest,
    )


def test_a_usage_mistake_exits_2_with_a_hint_and_no_traceback(
    small: SmallProject,
) -> None:
    both(small)
    result = process(small, "validate", "--env", "prd")
    assert result.returncode == 2
    assert result.stderr == (
        'error: There is no environment "prd".\n  hint: Did you mean prod?\n'
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from generator.cli import generator\n"
        "try: generator(['validate', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'cfnlint', 'boto3', 'rich', 'troposphere', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stderr == "[]\n"


def test_progress_goes_to_a_terminal_only(small: SmallProject) -> None:
    from generator.cli.validate import progress_on_terminal

    with progress_on_terminal("linting") as progress:
        assert progress is None


def test_on_a_terminal_progress_is_shown_once_the_work_is_slow(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from generator.cli import validate

    leader, follower = pty.openpty()
    shown = {}
    for name, seconds in (("quick", 60.0), ("slow", 0.0)):
        monkeypatch.setattr(validate, "QUIET_SECONDS", seconds)
        with os.fdopen(os.dup(follower), "w") as terminal:
            monkeypatch.setattr(sys, "stderr", terminal)
            with validate.progress_on_terminal(f"linting {name}") as progress:
                assert progress is not None
                progress(1, 2)
        os.set_blocking(leader, False)
        # The terminal gives what was written in several pieces.
        shown[name] = b""
        with suppress(BlockingIOError):
            while True:
                shown[name] += os.read(leader, 10_000)
    os.close(leader)
    os.close(follower)
    assert b"linting quick" not in shown["quick"]
    assert b"linting slow" in shown["slow"]
