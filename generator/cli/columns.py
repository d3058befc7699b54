"""Rows in columns, cut or told in lines where a terminal ends."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.cli.printing import say, say_parts, styled
from generator.review.markdown import log_line

# Narrower than this a column tells nothing.
_LEAST = 7


@dataclass(frozen=True)
class Cell:
    """A part of a row, and click's style for it."""

    text: str
    style: Mapping[str, Any] = field(default_factory=dict)


def print_columns(
    header: Sequence[str], rows: Sequence[Sequence[str | Cell]], indent: int = 2
) -> None:
    """Print a table; on a terminal its widest columns give way."""
    head = [Cell(text, {"dim": True}) for text in header]
    cells = [
        [cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows
    ]
    table = [
        [replace(cell, text=log_line(cell.text)) for cell in row]
        for row in [head, *cells]
    ]
    longest = [max(len(row[at].text) for row in table) for at in range(len(head))]
    room = room_of_line()
    widths = _fit(longest, room and room - indent - 2 * (len(head) - 1))
    for row in table:
        *texts, last = (_cut(c.text, w) for c, w in zip(row, widths, strict=True))
        padded = [text.ljust(width) for text, width in zip(texts, widths, strict=False)]
        parts = [
            styled(text, **cell.style)
            for text, cell in zip([*padded, last], row, strict=True)
        ]
        say_parts(" " * (indent - 1), "  ".join(parts).rstrip())


def print_whole(
    rows: Sequence[Sequence[str]], header: Sequence[str] = (), *, leading: int = 1
) -> None:
    """Print a table of which nothing may be cut, for its values are copied.

    Where a terminal is too narrow for its columns, a row's `leading` cells are a
    line and each cell after them another one below it, after its column's name.
    """
    table = [[log_line(cell) for cell in row] for row in ([header] if header else [])]
    table += [[log_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    room = room_of_line()
    if room is None or sum(widths) + 2 * len(widths) <= room:
        for row in table:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            say(f"  {'  '.join(cells)}".rstrip())
        return
    names = [f"{name}: " for name in header] or [""] * len(widths)
    for row in table[1:] if header else table:
        say(f"  {'  '.join(row[:leading])}")
        for name, cell in zip(names[leading:], row[leading:], strict=True):
            say(f"      {name}{cell}")


def room_of_line() -> int | None:
    """The letters of a terminal's line; None where there is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _fit(widths: Sequence[int], room: int | None) -> list[int]:
    """Widths of which the largest are cut until all fit `room` letters."""
    fitting = list(widths)
    while room is not None and sum(fitting) > room and max(fitting) > _LEAST:
        fitting[fitting.index(max(fitting))] -= 1
    return fitting


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
