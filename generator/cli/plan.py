"""`plan`: create change sets, show what they would do, execute nothing."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.planning import make_plans, planning_options
from generator.cli.targets import Targets, epilog, targets

if TYPE_CHECKING:
    from generator.deploy.outcome import Outcome, Result
    from generator.deploy.plan.make import Options
    from generator.deploy.plan.planfile import StackPlan


@click.command(
    epilog=epilog(
        "plan",
        "plan --env dev --markdown review.md",
        "plan params/prod/payment-service.pipeline.json",
    )
)
@targets()
@planning_options
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("plan.json"),
    show_default=True,
    help="The plan file, for `deploy --plan`.",
)
@click.option(
    "--markdown",
    "markdown_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the review as Markdown, fit for a pull-request comment.",
)
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="Exit with 3 when there are changes.",
)
@click.option(
    "--sweep",
    is_flag=True,
    help="First delete this program's own change sets that failed, were "
    "overtaken or are too old.",
)
@click.option(
    "--older-than",
    type=click.FloatRange(min=0),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="With --sweep: the age at which a pending change set is too old.",
)
def plan(
    selected: Targets,
    options: "Options",
    workers: int,
    out: Path,
    markdown_file: Path | None,
    detailed_exitcode: bool,
    sweep: bool,
    older_than: float,
) -> None:
    """Show what a deployment would change, and write it to a plan file.

    One change set per parameter file is created and reviewed; nothing is
    executed, and nobody's pending review is deleted.
    """
    from dataclasses import replace

    from generator.cli.results import finish
    from generator.deploy.outcome import Outcome
    from generator.deploy.plan.markdown import markdown
    from generator.deploy.plan.planfile import StackPlan, write

    stacks = selected.valid_stacks()
    clients = selected.clients(workers)
    if sweep:
        options = replace(options, sweep=timedelta(days=older_than))
    made = make_plans(selected, stacks, clients, options)
    plans = [one for one in made if isinstance(one, StackPlan)]
    if plans:
        write(out, plans)
        if markdown_file:
            markdown_file.write_text(markdown(plans), "utf-8")
    if not selected.as_json:
        show(plans)
    changed = Outcome.PENDING if detailed_exitcode else Outcome.PLANNED
    results = [
        _result(one, changed) if isinstance(one, StackPlan) else one for one in made
    ]
    if plans and not selected.as_json:
        click.echo(f"plan file: {out}; execute it with `deploy --plan {out}`", err=True)
    finish("plan", selected, results)


def show(plans: "list[StackPlan]") -> None:
    """Print the review."""
    from generator.deploy.plan.review import review

    colours = {"good": "green", "warn": "yellow", "bad": "red"}
    for line in review(plans):
        click.secho(
            line.text,
            fg=colours.get(line.tone),
            bold=line.tone == "title" or None,
            dim=line.tone == "dim" or None,
        )


def _result(made: "StackPlan", changed: "Outcome") -> "Result":
    from dataclasses import replace

    from generator.deploy.outcome import Outcome
    from generator.deploy.plan.review import counts

    outcome = changed if made.has_changes else Outcome.UNCHANGED
    message = counts(made) if made.has_changes else made.warnings[0]
    return replace(made.result(outcome, message), data={"plan": made.as_dict()})
