"""Ask before something that cannot be undone; without a terminal, insist on --yes."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from generator.errors import GeneratorError, UsageError
from generator.review.markdown import log_line


class DeclinedError(GeneratorError):
    """The user was asked and said no, or may not do this."""

    exit_code = 5


def has_terminal() -> bool:
    """Is there somebody to ask?"""
    return sys.stdin.isatty()


def require_terminal(yes: bool) -> None:
    """Refuse early to do what could not be confirmed later.

    Raises:
        UsageError: there is neither --yes nor a terminal.
    """
    if not yes and not has_terminal():
        raise UsageError(
            "there is no terminal to ask on.",
            "Add --yes, once you know what will happen.",
        )


def confirm(question: str, yes: bool) -> None:
    """Ask yes or no.

    Raises:
        DeclinedError: the answer is no.
    """
    if not yes and not _answer(partial(click.confirm, log_line(question), err=True)):
        raise DeclinedError("nothing was done.")


def confirm_name(name: str, yes: bool) -> None:
    """Let the user type a name.

    Raises:
        DeclinedError: it is another name.
    """
    if not yes and _answer(partial(typed, f"Type {name} to go on")) != name:
        raise DeclinedError("that is not the stack's name; nothing was done.")


def typed(text: str, **options: Any) -> Any:
    """What a person types after `text`; the options are those of click.prompt."""
    return click.prompt(log_line(text), err=True, **options)


def _answer(ask: Callable[[], Any]) -> Any:
    """What was typed; Ctrl-C and the end of the input are no answer."""
    try:
        return ask()
    except click.Abort:
        return None
