"""`destroy`: delete stacks, after showing what goes and what stays."""

import functools
from typing import TYPE_CHECKING

import click

from generator.cli.targets import Targets, epilog, targets

if TYPE_CHECKING:
    from generator.deploy.state.events import Operation
    from generator.deploy.undo.destroy import Demolition


@click.command(
    epilog=epilog(
        "destroy params/dev/payment-service.pipeline.json",
        "destroy --env dev --empty-bucket ArtifactBucket --yes",
    )
)
@targets()
@click.option(
    "--empty-bucket",
    "buckets",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Delete every object and version in this bucket of the stack first.",
)
@click.option(
    "--retain",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Leave this resource behind (only after a deletion has failed).",
)
@click.option(
    "--force",
    is_flag=True,
    help="Also delete pending reviews with an empty stack, and leave behind what "
    "cannot be deleted after a deletion has failed.",
)
@click.option("--yes", is_flag=True, help="Do not ask for the stacks' names.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="Watch so long; the stacks go on without it.",
)
def destroy(
    selected: Targets,
    buckets: tuple[str, ...],
    retain: tuple[str, ...],
    force: bool,
    yes: bool,
    timeout: float,
) -> None:
    """Delete stacks that are not protected."""
    from generator.cli.confirm import confirm_name, require_terminal
    from generator.cli.progress import Watching
    from generator.cli.results import finish
    from generator.deploy.execute.operate import look_at_all, operate
    from generator.deploy.undo.destroy import demolish, survey

    require_terminal(yes)
    clients = selected.clients()
    plans, results = look_at_all(
        selected.stacks(), clients, functools.partial(survey, force=force)
    )
    if any(not result.outcome.is_good for result in results):
        finish("destroy", selected, results)
    for plan in plans:
        _show(plan)
        confirm_name(plan.target.stack_name, yes)

    def start(plan: "Demolition") -> "Operation":
        return demolish(plan, clients, buckets=buckets, retain=retain, force=force)

    with Watching() as progress:
        for ended in operate(
            [(plan.target, plan) for plan in plans],
            clients,
            start,
            timeout=timeout * 60,
            report=progress.moved,
        ):
            progress.ended(ended)
            results.append(ended)
    finish("destroy", selected, results)


def _show(plan: "Demolition") -> None:
    """What goes and what stays, on stderr beside the question."""
    click.secho(f"{plan.target.stack_name} ({plan.status})", bold=True, err=True)
    for fate in plan.fates:
        what = "kept" if fate.is_kept else "deleted"
        note = " with its data" if fate.loses_data else ""
        click.secho(
            f"  {what}{note}: {fate.logical_id} ({fate.type})",
            fg="red" if fate.loses_data else None,
            err=True,
        )
