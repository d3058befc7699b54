"""`plan`: create change sets, show what they would do, execute nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import planning_options
from generator.cli.printing import say
from generator.cli.targets import Targets, epilog, targets
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.deploy.plan.request import Options


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
    from generator.cli.planning import clear, make_plans, order_of, show, show_order
    from generator.cli.results import finish
    from generator.deploy.outcome import Outcome
    from generator.deploy.plan import markdown, planfile, review
    from generator.writing import write

    if markdown_file and out.resolve() == markdown_file.resolve():
        raise UsageError(f"--out and --markdown are both {out}.", "Name two files.")
    # What is left of an earlier plan must not pass for this one's.
    clear(out, planfile.is_plan)
    if markdown_file:
        clear(markdown_file, markdown.is_review)
    if sweep:
        options = replace(options, sweep=timedelta(days=older_than))
    stacks = selected.valid_stacks()
    order = order_of(stacks)
    made = make_plans(selected, stacks, options)
    plans = [one for one in made if isinstance(one, planfile.StackPlan)]
    if plans:
        planfile.write(out, plans)
        if markdown_file:
            text = markdown.markdown(plans, order=order)
            write(markdown_file, text, private=True)
    if not selected.as_json:
        show(plans)
        show_order(order)
        if plans:
            say(f"plan file: {out}; execute it with `deploy --plan {out}`", err=True)
    changed = Outcome.PENDING if detailed_exitcode else Outcome.PLANNED
    numbers = {stack: step.number for step in order for stack in step.stacks}
    results = [
        review.result(one, changed, numbers[one.stack])
        if isinstance(one, planfile.StackPlan)
        else one
        for one in made
    ]
    finish("plan", selected, results)
