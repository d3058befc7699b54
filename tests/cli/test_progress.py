"""Progress is a live table on a terminal and plain lines elsewhere."""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.cli.progress import Planning, Watching
from generator.deploy.across import result
from generator.deploy.execute.watch import Progress
from generator.deploy.mask import Mask
from generator.deploy.outcome import Outcome
from generator.deploy.state.events import Operation
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
    return screen


def test_a_terminal_shows_a_row_per_stack_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = on_terminal(monkeypatch)
    project = make_project(tmp_path)
    with Watching() as watching:
        for number in range(25):
            file = target(project, f"s{number}").file
            operation = Operation(file, "arn", "", datetime.now(UTC), "deploy", Mask())
            watching.moved(
                Progress(operation, "CREATE_IN_PROGRESS", "Topic CREATE_COMPLETE", 4)
            )
        watching.ended(result(target(project, "s0").file, Outcome.DEPLOYED))
    shown = terminal.getvalue()
    assert "s1-store-dev" in shown and "Topic CREATE_COMPLETE" in shown
    assert "and 4 more" in shown
    assert "s0-store-dev: deployed" in shown


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
