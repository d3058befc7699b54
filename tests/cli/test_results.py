"""The end: what failed first, equal stacks together, and a line of totals."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.cli.results import as_called, finish
from generator.cli.targets import Targets
from generator.deploy.outcome import Outcome, Result
from generator.project import Project


def targets(root: Path, *, sandbox: bool = False) -> Targets:
    return Targets(Project(root), (), (), None, "text", sandbox)


def result(name: str, outcome: Outcome, message: str = "", hint: str = "") -> Result:
    return Result(name, "dev", "111122223333", "us-east-2", outcome, message, hint)


def printed(
    results: Sequence[Result], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> list[str]:
    with pytest.raises(SystemExit):
        finish("deploy", targets(tmp_path), results, 185)
    return capsys.readouterr().out.splitlines()


def test_what_failed_comes_first_and_the_totals_last(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = printed(
        [
            result("a", Outcome.DEPLOYED, "CREATE_COMPLETE"),
            result("b", Outcome.SKIPPED, "not begun"),
            result("c", Outcome.ROLLED_BACK, "no", "Correct the cause."),
        ],
        capsys,
        tmp_path,
    )
    assert lines == [
        "c: rolled-back - no",
        "    next: Correct the cause.",
        "b: skipped - not begun",
        "a: deployed - CREATE_COMPLETE",
        "1 deployed, 1 skipped, 1 rolled-back in 3 min 5 s",
    ]


def test_equal_ends_are_told_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ended = [
        result(f"s{n}", Outcome.DEPLOYED, f"s{n} is there", f"Look at dev/s{n}.json")
        for n in range(29)
    ]
    failed = result("x", Outcome.FAILED, "why")
    assert printed([*ended, failed], capsys, tmp_path) == [
        "x: failed - why",
        "s0: deployed - s0 is there",
        "    next: Look at dev/s0.json",
        "    28 more like this",
        "29 deployed, 1 failed in 3 min 5 s",
    ]


def test_a_hint_goes_where_the_command_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hint = "Run `python -m generator watch a.json`, or `python -m generator plan b`."
    assert as_called(hint, targets(tmp_path, sandbox=True)) == (
        f"Run `python -m generator --project {tmp_path} watch --sandbox a.json`, "
        f"or `python -m generator --project {tmp_path} plan --sandbox b`."
    )
    monkeypatch.chdir(tmp_path)
    assert as_called(hint, targets(tmp_path)) == hint
