"""The one place that prints: a line is one line, whoever wrote what is in it."""

import json
import os
import re
import shutil
import sys
import textwrap
from typing import Any

import click

from generator.errors import GeneratorError
from generator.review.markdown import log_line

# What json leaves as it is, and a terminal or a runner of CI does not.
_ODD = re.compile(r"[\x7f-\x9f\u2028\u2029]|#(?=#\w*\[)")


def say(text: str, *, err: bool = False, **style: Any) -> None:
    """Print one line of text; `style` is click's (`fg`, `bold`, `dim`)."""
    say_parts(styled(text, **style), err=err)


def say_wrapped(text: str, *, err: bool = False, **style: Any) -> None:
    """The same, broken between words where a terminal ends.

    Not for lines with commands or addresses that somebody copies.
    """
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        say(text, err=err, **style)
        return
    # What is broken here is harmless already: one line of letters.
    line = log_line(text)
    blanks = " " * (len(line) - len(line.lstrip()))
    for part in textwrap.wrap(
        line.lstrip(),
        shutil.get_terminal_size().columns,
        initial_indent=blanks,
        subsequent_indent=f"{blanks}    ",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]:
        say(part, err=err, **style)


def say_parts(*parts: str, err: bool = False) -> None:
    """Print one line of parts that `styled` made, with blanks between them."""
    # https://no-color.org: set and not empty. click itself ignores it.
    color = False if os.environ.get("NO_COLOR") else None
    click.echo(" ".join(parts), err=err, color=color)


def styled(text: str, **style: Any) -> str:
    """Foreign text as a part of a line, in click's style."""
    return click.style(log_line(text), **style) if style else log_line(text)


def print_json(document: Any) -> None:
    """Print a document for a machine; what json does not know is shown as text."""
    print_json_text(json.dumps(document, indent=2, default=str))


def print_json_text(text: str) -> None:
    """Print JSON that is text already."""
    # Only a string can hold them, where an escape means the same.
    click.echo(_ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text.rstrip("\n")))


def print_page(text: str) -> None:
    """Print Markdown, in which foreign text is harmless already."""
    click.echo(text, nl=False)


def print_error(error: GeneratorError) -> None:
    """Print what is wrong, and the next step, on stderr."""
    say(f"error: {error.message}", err=True, fg="red")
    for detail in error.details:
        say(f"  {detail}", err=True)
    if error.hint:
        say(f"  hint: {error.hint}", err=True)
