"""GitHub-flavoured Markdown and logs: where foreign text is made harmless."""

import html
import re
from collections.abc import Iterable, Sequence

# An underscore within a word is no emphasis (GitHub Flavored Markdown, 6.4).
# A dollar sign begins mathematics on GitHub.
_MARKUP = re.compile(r"[\\*`\[\]~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# So many letters of code leave room for three more columns.
_BREAK = 28
# GitHub looks for `@name` in what was rendered: a backslash does not stop it.
_MENTION = re.compile(r"@(?=\w)")

# What begins a heading, a list or a line under a heading (the same, 4 and 5), and in
# a log a command.
_BLOCK = re.compile(r"^(\d*)([#+=.):-])")
# What the runners of CI take for a command in a line of a log: `::name::` at its
# beginning, blanks left out, and `##[name]` anywhere [actions/runner,
# src/Runner.Common/ActionCommand.cs; `##vso[` of Azure Pipelines].
_COMMAND = re.compile(r"^(?P<blanks> *):(?=:)|#(?=#\w*\[)")


def code(text: str) -> str:
    """Text as a code span, or nothing for nothing.

    Backticks cannot be escaped inside a code span, so they become quotes; nor
    can what a log takes for a command.
    """
    if _COMMAND.search(text):
        return f"<code>{prose(text)}</code>"
    return f"`{one_line(text).replace('`', chr(39))}`" if text else ""


def long_code(text: str) -> str:
    """A code span that may break: a table is as wide as what cannot."""
    parts = [text[at : at + _BREAK] for at in range(0, len(text), _BREAK)]
    return "<wbr>".join(map(code, parts))


def codes(texts: Iterable[str]) -> str:
    """Several code spans, one below the other in a table's cell."""
    return "<br>".join(code(text) for text in texts)


def prose(text: str) -> str:
    """Somebody's sentence, with nothing in it taken for Markdown, HTML or a name."""
    harmless = html.escape(one_line(text), quote=False)
    harmless = _BLOCK.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", harmless))
    return _MENTION.sub("@<!-- -->", harmless)


def tag_text(text: str) -> str:
    """Foreign text between two tags, where Markdown is not read."""
    harmless = html.escape(one_line(text), quote=False).replace("[", "&#91;")
    return _MENTION.sub("@<!-- -->", harmless)


def one_line(text: str) -> str:
    """Text without line breaks, and with control characters as escapes."""
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """Text with line breaks and control characters as escapes, blanks as they are."""
    return "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text
    )


def log_line(text: str) -> str:
    """A line of a log or a terminal, in which nothing is a command to a runner."""
    return _COMMAND.sub(
        lambda found: (
            f"{found['blanks']}\\x3a" if found["blanks"] is not None else "\\x23"
        ),
        escaped(text),
    )


def cell(text: str) -> str:
    """Markdown that cannot end its cell or its row."""
    return " ".join(text.split()).replace("|", r"\|")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns that are empty in every row are left out."""
    body = [[cell(text) for text in row] for row in rows]
    kept = [column for column in range(len(header)) if any(row[column] for row in body)]
    lines = [[header[column] for column in kept], ["---"] * len(kept)]
    lines += [[row[column] for column in kept] for row in body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def folded(summary: str, body: str) -> str:
    """A part that opens on a click: for what is looked up, not read.

    The summary is HTML; foreign text in it goes through `tag_text`.
    """
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 resource`, `2 resources`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def listed(texts: Iterable[str], word: str = "and") -> str:
    """`a, b and c`."""
    *most, last = texts
    return f"{', '.join(most)} {word} {last}" if most else last


def words(identifier: str) -> str:
    """`BuildRole` as a person would say it: `Build role`."""
    return "".join(
        f" {letter.lower()}"
        if letter.isupper() and index and not identifier[index - 1].isupper()
        else letter
        for index, letter in enumerate(identifier)
    )
