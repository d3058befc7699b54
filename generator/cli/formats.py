"""`--format`, and the document that a machine gets when a command ends early."""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from generator.cli.printing import print_json, print_json_text
from generator.errors import GeneratorError

# Where a run notes how it tells a machine of an error (click's Context.meta).
_EARLY_END = "generator.cli.formats"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def format_option(
    *beyond: str,
    name: str = "format",
    text: str = "Form of the result on stdout; progress goes to stderr.",
) -> Decorator:
    """Give a command --format with text, json and the forms `beyond`, as `name`."""
    return _option(("text", "json", *beyond), name, text, _document)


def findings_option(name: str, text: str) -> Decorator:
    """Give a command whose results are findings --format, as `name`."""
    return _option(("text", "json", "sarif"), name, text, _finding)


def print_early_end(context: click.Context, error: GeneratorError) -> None:
    """Print the one document of a command that ends before any result.

    Nothing is printed unless --format asks for a form that machines read.
    """
    if tell := context.meta.get(_EARLY_END):
        tell(error)


def _option(
    forms: tuple[str, ...],
    name: str,
    text: str,
    tell: Callable[[click.Context, str, GeneratorError], None],
) -> Decorator:
    def note(context: click.Context, option: click.Parameter, form: str) -> str:
        if form in ("json", "sarif"):
            context.meta[_EARLY_END] = partial(tell, context, form)
        return form

    return click.option(
        "--format",
        name,
        type=click.Choice(forms),
        default="text",
        show_default=True,
        callback=note,
        help=text,
    )


def _document(context: click.Context, form: str, error: GeneratorError) -> None:
    """The shape of results, without any (`result.schema.json`)."""
    # What --help must not import, as below.
    from generator.deploy.outcome import as_json

    program = context.find_root().command_path
    command = context.command_path.removeprefix(program).strip()
    print_json(as_json(command, (), error))


def _finding(context: click.Context, form: str, error: GeneratorError) -> None:
    from generator.findings import Finding
    from generator.sarif import as_json, as_sarif

    wrong = Finding(str(context.obj.params), 1, "usage", error.message, hint=error.hint)
    print_json_text((as_json if form == "json" else as_sarif)([wrong]))
