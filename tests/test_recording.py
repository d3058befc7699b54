"""The README's picture is what `sandbox run` prints today.

After a change that is meant: `python -m tests.recording`, and look at it.
"""

import os
from pathlib import Path

import pytest

from generator.rehearsal.rehearse import Rehearsed
from generator.sandbox.delivery import building
from tests import recording
from tests.buildspecs.conftest import NETWORK, aws_command, tools
from tests.checkout import ROOT

__all__ = ["aws_command", "tools"]

# What the tests of the sample service say; the other test of this file runs them.
TESTED = Rehearsed(
    "tests",
    was_run=True,
    reports=(("tests", "4 tests, 0 failed"), ("coverage", "100 % covered")),
)


def test_the_picture_is_what_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "rehearse", lambda *given, **more: TESTED)
    # Nobody needs Node.js for that.
    monkeypatch.setattr(building.Stage, "wanted", {})
    text = recording.transcript(tmp_path, {})
    assert recording.picture(text) == recording.PICTURE.read_text("utf-8")


@pytest.mark.whole_way
def test_the_picture_is_of_a_real_run(tmp_path: Path, tools: Path) -> None:
    network = {name: os.environ[name] for name in NETWORK if name in os.environ}
    text = recording.transcript(tmp_path, {**network, "PATH": f"{tools}:/usr/bin:/bin"})
    assert recording.picture(text) == recording.PICTURE.read_text("utf-8")


def test_the_readme_begins_with_it() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    first = text.partition("![")[2].partition("](")[2].partition(")")[0]
    assert ROOT / first == recording.PICTURE
