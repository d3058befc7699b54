"""Progress is a live table on a terminal and plain lines elsewhere."""

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.cli.progress import Planning, Watching
from generator.deploy.across import result
from generator.deploy.execute.watch import Progress
from generator.deploy.mask import Mask
from generator.deploy.outcome import Outcome
from generator.deploy.state.events import Operation
from generator.project import Project
from tests.deploy.project import make_project, target


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in the test: between a fixture and its test pytest sets stderr."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LINES", "25")
    return screen


def step(project: Project, name: str, **more: Any) -> Progress:
    file = target(project, name).file
    operation = Operation(file, "arn", "", datetime.now(UTC), "deploy", Mask(), 26)
    return Progress(operation, "CREATE_IN_PROGRESS", "Topic CREATE_COMPLETE", **more)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_terminal_shows_a_row_per_stack_and_counts_the_rest(
    columns: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setenv("COLUMNS", columns)
    project = make_project(tmp_path)
    with Watching(30) as watching:
        for number in range(29):
            watching.moved(step(project, f"s{number}", elapsed=65, done=3))
        watching.ended(result(target(project, "s0").file, Outcome.DEPLOYED))
        watching.ended(result(target(project, "s9").file, Outcome.FAILED))
    shown = terminal.getvalue()
    assert "s1-store-dev" in shown and "3/26" in shown and "1 min 5 s" in shown
    # 25 lines have room for 21 rows between header and totals.
    assert "and 7 more" in shown and "and 6 more" in shown
    assert "2 of 30 stacks done, 1 failed" in shown and "Ctrl-C detaches" in shown
    assert "s9-store-dev: failed" in shown and "s0-store-dev: deployed" not in shown
    frame = shown[shown.index("\x1b[1mstack") : shown.index("Ctrl-C")]
    assert all(len(plain(line)) <= int(columns) for line in frame.splitlines())
    # The last frame is wiped: no header of the table stays on the screen.
    assert "stack" not in plain(shown[shown.rindex("Ctrl-C") :])


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


def test_a_failure_is_told_once_and_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project = make_project(tmp_path)
    reason = "Topic (AWS::SNS::Topic) CREATE_FAILED: no [bold]way\n::error::x"
    with Watching(1) as watching:
        watching.moved(step(project, "pay", elapsed=2))
        watching.moved(step(project, "pay", elapsed=5, failure=reason))
        watching.moved(step(project, "pay", elapsed=8, failure=reason))
    assert capsys.readouterr().err.splitlines() == [
        "pay-store-dev: CREATE_IN_PROGRESS (2 s)",
        "pay-store-dev: failed: Topic (AWS::SNS::Topic) CREATE_FAILED: "
        "no [bold]way\\n::error::x",
    ]


def test_a_log_hears_each_minute_that_nothing_has_changed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project = make_project(tmp_path)
    with Watching(1) as watching:
        for elapsed in (1, 30, 59, 62, 90, 125):
            watching.moved(step(project, "pay", elapsed=elapsed, done=elapsed))
    assert capsys.readouterr().err.splitlines() == [
        "pay-store-dev: CREATE_IN_PROGRESS 1/26 (1 s)",
        "pay-store-dev: CREATE_IN_PROGRESS 26/26 (1 min 2 s)",
        "pay-store-dev: CREATE_IN_PROGRESS 26/26 (2 min 5 s)",
    ]


def test_a_terminal_shows_how_much_is_planned(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = on_terminal(monkeypatch)
    with Planning(2) as planning:
        planning.planned(target(make_project(tmp_path)))
    assert "1/2" in terminal.getvalue()
    assert "planned pay-store-dev" not in terminal.getvalue()


def test_a_pipe_gets_lines_without_colour(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Planning(1) as planning:
        planning.planned(target(make_project(tmp_path)))
    assert capsys.readouterr().err == "planned pay-store-dev\n"
