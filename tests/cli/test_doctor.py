"""The command: what it prints, and its exit codes."""

from pathlib import Path
from typing import Any

import pytest

from generator.doctor import examine
from generator.doctor.finding import Finding, State
from tests.cli.commands import run, run_json
from tests.samples import PARAMETERS, sample_project


def finds(monkeypatch: pytest.MonkeyPatch, *states: State) -> None:
    found = [
        Finding("alarm", f"a\x1b[31m{state}", state, "is there", "w", "m")
        for state in states
    ]

    def all_of(*_: Any, **__: Any) -> list[Finding]:
        return found

    monkeypatch.setattr(examine, "examine", all_of)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["ok", "later"], 0),
        (["ok", "wrong", "unknown"], 1),
        (["ok", "unknown"], 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, states: list[State], code: int
) -> None:
    sample_project(tmp_path)
    finds(monkeypatch, *states)
    done = run_json("--project", str(tmp_path), "doctor", "--sandbox")
    assert (done.code, done.json["exit_code"]) == (code, code)
    (stack,) = done.json["stacks"]
    assert [one["state"] for one in stack["findings"]] == states


def test_what_is_well_is_shown_on_demand_and_nothing_is_a_control(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_project(tmp_path)
    finds(monkeypatch, "ok", "wrong")
    asked = ("--project", str(tmp_path), "doctor", "--sandbox")
    assert "  ok alarm" not in run(*asked).out
    shown = run(*asked, "--all").out
    assert "  ok alarm" in shown
    assert "    why: w\n    mend: m\n" in shown
    assert "1 ok, 1 wrong" in shown
    assert "\x1b[31m" not in shown


def test_only_pipelines_are_looked_at(tmp_path: Path) -> None:
    sample_project(tmp_path)
    other = tmp_path / PARAMETERS.parent / "our.service.json"
    other.write_text('{"Parameters": {}}')
    (tmp_path / "templates_out" / "service.yaml").write_text("Resources: {}\n")
    done = run("--project", str(tmp_path), "doctor", "--sandbox", str(other))
    assert done.code == 2
    assert "no parameter file of a pipeline is selected" in done.err


def test_a_fresh_sandbox_lacks_all_that_somebody_else_makes(tmp_path: Path) -> None:
    sample_project(tmp_path)
    done = run_json("--project", str(tmp_path), "doctor", "--sandbox")
    wrong = {
        one["check"]
        for one in done.json["stacks"][0]["findings"]
        if one["state"] == "wrong"
    }
    assert done.code == 1
    assert wrong == {"secret", "cluster", "service", "target-group", "listener", "role"}
