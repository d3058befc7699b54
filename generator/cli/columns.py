"""Rows in columns, cut where a terminal ends."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.cli.printing import say_parts, styled
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
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    widths = _fit(longest, room and room - indent - 2 * (len(head) - 1))
    for row in table:
        *texts, last = (_cut(c.text, w) for c, w in zip(row, widths, strict=True))
        padded = [text.ljust(width) for text, width in zip(texts, widths, strict=False)]
        parts = [
            styled(text, **cell.style)
            for text, cell in zip([*padded, last], row, strict=True)
        ]
        say_parts(" " * (indent - 1), "  ".join(parts).rstrip())


def _fit(widths: Sequence[int], room: int | None) -> list[int]:
    """Widths of which the largest are cut until all fit `room` letters."""
    fitting = list(widths)
    while room is not None and sum(fitting) > room and max(fitting) > _LEAST:
        fitting[fitting.index(max(fitting))] -= 1
    return fitting


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
