"""Finds the lines of TOML, because the standard reader keeps none."""

import re


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line (from 1) where a TOML key is set; else where its table begins.

    The standard reader keeps no lines. This reads tables and keys as they are
    written in this file by people: `[dev]`, `[dev.tags]`, `tags.Team = "x"`,
    `tags = {Team = "x"}`; anything more unusual gets the line of its table.
    """
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[([^\[\]]+)\]", line)
        if header:
            table = _dotted(header[1])
            here = table
        else:
            key = re.match(r"([^=#]+)=", line)
            here = table + _dotted(key[1]) if key else ()
        if len(here) > depth and here == keys[: len(here)]:
            best, depth = number, len(here)
    return best


def line_of_item(text: str, keys: tuple[str, ...], number: int) -> int:
    """The line of the header of one table (from 0) of a list, `[[dev.suppress]]`.

    Of a list that is written otherwise, the line of the table around it.
    """
    headers = [
        line
        for line, written in enumerate(text.splitlines(), start=1)
        if (found := re.match(r"\s*\[\[([^\[\]]+)\]\]", written))
        and _dotted(found[1]) == keys
    ]
    return headers[number] if number < len(headers) else line_of(text, keys)


def _dotted(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
