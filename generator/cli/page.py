"""`page`: what a reviewer reads about one stack, with its own values."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import environments_option, service_option
from generator.cli.printing import print_page, say
from generator.cloudformation.document import Template, TemplateError
from generator.errors import GeneratorError
from generator.parameters.model import ParameterFile
from generator.project import Project
from generator.writing import write

if TYPE_CHECKING:
    from generator.rules._house import HouseRule


@click.command(
    epilog="""\b
Examples:
  python -m generator page params/prod/payment-service.pipeline.json
  python -m generator page --env prod --out review/

\b
Exit codes: 0 written, 1 a file cannot be used, 2 wrong usage."""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@environments_option
@service_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write <stack>.md into this folder, for each stack.",
)
@click.pass_obj
def page(
    project: Project,
    paths: tuple[Path, ...],
    environments: tuple[str, ...],
    service: str | None,
    out: Path | None,
) -> None:
    """Print the review page of stacks: only what holds for their values.

    The page beside a template says what it makes for any parameters. This one
    puts in those of a parameter file: what is not made is not there, and
    evidence that depends on a switch is claimed only where the switch is on.
    """
    # Imported here: the rules bring cfn-lint with them.
    from generator.parameters import select
    from generator.rules._house import house_rules

    chosen = select(project, paths, environments=environments, service=service)
    rules = list(house_rules().values())
    for file in chosen.files:
        text = _text(file, chosen.template(file), rules)
        if out is None:
            print_page(text)
        else:
            _write(out / f"{file.stack_name}.md", text)


def _text(file: ParameterFile, template: Template, rules: list["HouseRule"]) -> str:
    from generator.parameters.checks.secrets import HIDDEN
    from generator.parameters.expressions import stack_scope
    from generator.parameters.stack_values import stack_parameters
    from generator.parameters.suppressions import suppressions
    from generator.review.page import stack_page
    from generator.review.stack import Accepted, Stack, Suppressed, Value

    stack = Stack(
        name=file.stack_name,
        file=str(file.path),
        template=str(template.path),
        account=file.environment.account,
        region=file.environment.region,
        values=[
            Value(each.key, each.text or "", each.origin, each.shown == HIDDEN)
            for each in stack_parameters(file, template)
        ],
        suppressed=[
            Suppressed(each.rule, each.reason, str(each.expires))
            for each in suppressions(file)
        ],
        accepted=[
            Accepted(each.id, each.reason, each.owner, str(each.expires))
            for each in file.waivers
        ],
    )
    try:
        return stack_page(stack, stack_scope(file, template), rules)
    except TemplateError as error:
        raise GeneratorError(
            f"{template.path} cannot be evaluated for {file.path}: {error}.",
            "Run `python -m generator validate`.",
        ) from None


def _write(path: Path, text: str) -> None:
    write(path, text, hint="Choose another folder with --out DIR.")
    say(f"wrote {path}", err=True)
