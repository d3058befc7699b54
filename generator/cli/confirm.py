"""Ask before something that cannot be undone; without a terminal, insist on --yes."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from generator.errors import GeneratorError, UsageError


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
    if not yes and not _answer(partial(click.confirm, question, err=True)):
        raise DeclinedError("nothing was done.")


def confirm_name(name: str, yes: bool) -> None:
    """Let the user type a name.

    Raises:
        DeclinedError: it is another name.
    """
    typed = partial(click.prompt, f"Type {name} to go on", err=True)
    if not yes and _answer(typed) != name:
        raise DeclinedError("that is not the stack's name; nothing was done.")


def _answer(ask: Callable[[], Any]) -> Any:
    """What was typed; Ctrl-C and the end of the input are no answer."""
    try:
        return ask()
    except click.Abort:
        return None
