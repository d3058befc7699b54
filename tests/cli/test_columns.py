"""Tables that fit a terminal and are whole in a file."""

import os
import shutil
import sys

import click
import pytest

from generator.cli.columns import Cell, print_columns, print_whole
from generator.cli.printing import say_wrapped

ROWS = [["prod", Cell("a" * 30, {"fg": "red"}), "b" * 50], ["dev", "c", "d"]]


def shown(monkeypatch: pytest.MonkeyPatch, columns: int | None) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: columns is not None)
    size = os.terminal_size((columns or 80, 24))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: size)
    print_columns(("ENV", "NAME", "WHAT"), ROWS)


def test_the_widest_columns_give_way_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(monkeypatch, 60)
    lines = capsys.readouterr().out.splitlines()
    assert max(len(click.unstyle(line)) for line in lines) == 60
    row = click.unstyle(lines[1])
    assert row.startswith("  prod  aaa") and row.endswith("b…")
    shown(monkeypatch, 10)
    assert "prod" in capsys.readouterr().out


def test_a_file_has_everything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(monkeypatch, None)
    out = capsys.readouterr().out
    assert "a" * 30 in out and "b" * 50 in out


VALUES = [("pay", "Key", '"a"', '"b"'), ("pay", "Arn", "x" * 70, "(none)")]


@pytest.mark.parametrize("columns", [60, 80, 120, None])
def test_no_value_is_cut_however_narrow_a_terminal_is(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int | None,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: columns is not None)
    size = os.terminal_size((columns or 80, 24))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: size)
    print_whole(VALUES, ("service", "value", "dev", "prod"), leading=2)
    lines = capsys.readouterr().out.splitlines()
    if columns in (60, 80):
        assert lines == [
            "  pay  Key",
            '      dev: "a"',
            '      prod: "b"',
            "  pay  Arn",
            f"      dev: {'x' * 70}",
            "      prod: (none)",
        ]
    else:
        assert lines[0].split() == ["service", "value", "dev", "prod"]
        assert [
            line.rindex(word)
            for line, word in zip(lines, ["prod", '"b"', "(none"], strict=True)
        ] == [90] * 3


def test_a_cell_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_columns(("A", "B"), [["x\n::error::y", "z"]])
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("columns", [None, 40])
def test_a_sentence_breaks_between_words_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int | None,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: columns is not None)
    size = os.terminal_size((columns or 80, 24))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: size)
    text = f"  cause: {'several words ' * 6}{'x' * 50}"
    say_wrapped(text)
    lines = capsys.readouterr().out.splitlines()
    if columns is None:
        assert lines == [text]
        return
    assert lines[0] == "  cause: several words several words"
    assert lines[1].startswith("      several")
    # What somebody may copy is not cut.
    assert lines[-1] == f"      {'x' * 50}"
