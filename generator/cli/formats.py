"""`--format`, and the document that a machine gets when a command ends early."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import click

from generator.cli.printing import print_json, print_json_text
from generator.errors import GeneratorError, UsageError

# Where a run notes how it tells a machine of an error (click's Context.meta).
_EARLY_END = "generator.cli.formats"
# Where it notes the arguments as they were typed.
TYPED = f"{_EARLY_END}.typed"

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


def print_misuse(root: click.Context, error: click.UsageError) -> None:
    """Print the one document of a command whose options click does not take."""
    words = root.meta[TYPED]
    # Not every mistake of click's parser says which command it is about.
    context = error.ctx or _typed_command(root, words)
    option = next(
        (one for one in context.command.params if "--format" in one.opts), None
    )
    if not (option and option.callback):
        return
    option.callback(context, option, _typed_form(words))
    hint = f"See `{context.command_path} --help`."
    print_early_end(context, UsageError(error.format_message(), hint))


def _typed_command(context: click.Context, words: Sequence[str]) -> click.Context:
    """The context of the command, or of the command's command, among the words."""
    for word in words:
        command = context.command
        if isinstance(command, click.Group):
            found = command.get_command(context, word)
            context = click.Context(found, context, word) if found else context
    return context


def _typed_form(words: Sequence[str]) -> str:
    """What follows --format, which the last one decides; or nothing."""
    forms = [
        form.removeprefix("--format=")
        for word, form in pairwise(["", *words])
        if word == "--format" or form.startswith("--format=")
    ]
    return forms[-1] if forms else ""


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
