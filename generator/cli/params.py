"""`params`: see, compare, convert and make parameter files."""

import shlex
import sys
from pathlib import Path

import click

from generator.cli import suggestions
from generator.cli.columns import print_whole
from generator.cli.confirm import typed
from generator.cli.formats import format_option
from generator.cli.printing import print_json, print_json_text, say
from generator.errors import GeneratorError, UsageError
from generator.project import Project
from generator.review.markdown import counted


@click.group()
def params() -> None:
    """See, compare, convert and make parameter files."""


@params.command(
    epilog="""\b
Example:
  python -m generator params show params/dev/payment-service.pipeline.json
"""
)
@click.argument("path", type=click.Path(path_type=Path))
@format_option(name="form", text="json for machines.")
@click.pass_obj
def show(project: Project, path: Path, form: str) -> None:
    """Print the values that a stack gets, and where each comes from.

    Values that may be secret are hidden.
    """
    from generator.parameters import select
    from generator.parameters.stack_values import stack_parameters, stack_tags

    selection = select(project, [path])
    stacks = {
        file.stack_name: {
            "parameters": list(stack_parameters(file, selection.template(file))),
            "tags": list(stack_tags(file)),
        }
        for file in selection.files
    }
    if form == "json":
        documents = [
            {
                "stack": stack,
                **{
                    name: [
                        {"key": v.key, "value": v.plain, "from": v.origin}
                        for v in values
                    ]
                    for name, values in sections.items()
                },
            }
            for stack, sections in stacks.items()
        ]
        # One file is one object, as ever; a folder is one list.
        found = documents if path.is_dir() else documents[0]
        print_json(found)
        return
    for stack, sections in stacks.items():
        say(stack, bold=True)
        for name, values in sections.items():
            say("")
            say(f"{name}:" if values else f"{name}: none")
            print_whole([(v.key, v.shown, v.origin) for v in values])


@params.command(
    epilog="""\b
Examples:
  python -m generator params diff dev prod
  python -m generator params diff staging prod --service payment-service
"""
)
@click.argument("left")
@click.argument("right")
@click.option(
    "--service", help="Only this service.", shell_complete=suggestions.services
)
@format_option(name="form", text="json for machines.")
@click.pass_obj
def diff(
    project: Project, left: str, right: str, service: str | None, form: str
) -> None:
    """Print what differs between two environments, service by service."""
    from dataclasses import asdict

    from generator.cloudformation.document import Template
    from generator.parameters import select
    from generator.parameters.model import ParameterFile
    from generator.parameters.stack_values import differences

    chosen = select(project, environments=[left, right], service=service)

    def side(name: str) -> list[tuple[ParameterFile, Template]]:
        return [
            (file, chosen.template(file))
            for file in chosen.files
            if file.environment.name == name
        ]

    found = list(differences(side(left), side(right)))
    if form == "json":
        print_json([asdict(each) for each in found])
        return
    rows = [
        (d.service, d.key or "(file)", _side(d.left, d.key), _side(d.right, d.key))
        for d in found
    ]
    if rows:
        print_whole(rows, ("service", "value", left, right), leading=2)
    else:
        say(f"{left} and {right} do not differ", err=True)


@params.command(
    epilog="""\b
Examples:
  python -m generator params export params/dev/payment-service.pipeline.json \\
      --to cli > parameters.json
"""
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Choice(["cli", "git-sync", "codepipeline"]),
    help="The tool that will read it.",
)
@click.pass_obj
def export(project: Project, path: Path, target: str) -> None:
    """Print one file for another tool, environment defaults written out."""
    from generator.parameters import select
    from generator.parameters.checks.secrets import secrets
    from generator.parameters.export import FORMATS

    selection = select(project, [path])
    if len(selection.files) != 1:
        raise UsageError(
            f"{path} is {len(selection.files)} parameter files.", "Name one of them."
        )
    file = selection.files[0]
    for finding in secrets(file, selection.template(file)):
        raise GeneratorError(
            f"{finding.file}:{finding.line} {finding.message}.", finding.hint
        )
    print_json_text(FORMATS[target](file))


@params.command(
    epilog="""\b
Examples:
  python -m generator params new ledger-service --env dev --from payment-service
  python -m generator params new ledger-service --env dev --from payment-service \\
      --set NamePrefix=ledger-
"""
)
@click.argument("name")
@click.option(
    "--env",
    "environment",
    required=True,
    help="Where the stack will be.",
    shell_complete=suggestions.environments,
)
@click.option(
    "--from",
    "source",
    required=True,
    help="A service of that environment, or any parameter file.",
)
@click.option("--set", "answers", multiple=True, metavar="KEY=VALUE", help="An answer.")
@click.pass_obj
def new(
    project: Project,
    name: str,
    environment: str,
    source: str,
    answers: tuple[str, ...],
) -> None:
    """Copy a parameter file for another service or environment.

    Asks for what belongs to the other stack alone; without a terminal it is
    given with --set. What would not be valid is not written.
    """
    from generator.parameters.copying import content
    from generator.parameters.making import draft
    from generator.writing import write

    given = dict(answer(each) for each in answers)
    drafted = draft(project, name, environment, source)
    asked = [question for question in drafted.questions if question.key not in given]
    if asked and not on_a_terminal():
        flags = (
            f"--set {q.key}={shlex.quote(q.proposal) if q.proposal else 'VALUE'}"
            for q in asked
        )
        raise UsageError(
            f"{counted(len(asked), 'value')} of {drafted.file.path} must be decided.",
            f"Add {' '.join(flags)}.",
            [f"{q.key} must be decided: {q.why}." for q in asked],
        )
    for q in asked:
        say(f"{q.key}: {q.why}", err=True)
        given[q.key] = typed(q.key, default=q.proposal or None)
    path = drafted.file.path
    for mistake in drafted.mistakes(given):
        raise GeneratorError(
            f"{path} would be wrong: {mistake.message}.",
            f"{mistake.hint} Nothing was written.".strip(),
        )
    write(path, content(drafted.file, given))
    say(str(path))
    say(f"next: python -m generator validate {path}", err=True)


def on_a_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def answer(text: str) -> tuple[str, str]:
    """The key and the value of a `--set KEY=VALUE`."""
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--set {text} has no =.", "Write --set KEY=VALUE.")
    return key, value


def _side(value: str | None, key: str) -> str:
    from generator.parameters.checks.secrets import HIDDEN, display
    from generator.parameters.stack_values import WHOLE

    if value is None:
        return "(none)"
    # Without a key it says that the file is there.
    return display(value, False, WHOLE) if key and value != HIDDEN else value
