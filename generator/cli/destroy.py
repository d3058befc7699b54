"""`destroy`: delete stacks, after showing what goes and what stays."""

import functools
from typing import TYPE_CHECKING

import click

from generator.cli.options import timeout_option
from generator.cli.printing import say
from generator.cli.targets import Targets, epilog, targets

if TYPE_CHECKING:
    from generator.deploy.undo.destroy import Deletion


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
@timeout_option
def destroy(
    selected: Targets, force: bool, yes: bool, timeout: float, **named: tuple[str, ...]
) -> None:
    """Delete stacks that are not protected."""
    from generator.cli.confirm import confirm_name, require_terminal
    from generator.cli.progress import follow_on_screen
    from generator.cli.results import finish
    from generator.deploy.across import across, sorted_out
    from generator.deploy.execute.operations import carry_out
    from generator.deploy.undo.destroy import Orders, delete, plan_deletion

    require_terminal(yes)
    clients = selected.clients
    look = functools.partial(plan_deletion, clients=clients, force=force)
    stacks = selected.stacks
    plans, results = sorted_out(stacks, across(stacks, clients, look))
    if any(not result.outcome.is_good for result in results):
        finish("destroy", selected, results)
    for plan in plans:
        _show(plan)
        confirm_name(plan.target.stack_name, yes)
    orders = Orders(force=force, **named)
    begin = functools.partial(delete, orders=orders, clients=clients)
    results += follow_on_screen(
        lambda report: carry_out(plans, clients, begin, timeout=timeout, report=report),
        len(plans),
    )
    finish("destroy", selected, results)


def _show(plan: "Deletion") -> None:
    """What goes and what stays, on stderr beside the question."""
    say(f"{plan.target.stack_name} ({plan.status})", bold=True, err=True)
    for fate in plan.fates:
        what = "kept" if fate.is_kept else "deleted"
        note = " with its data" if fate.loses_data else ""
        say(
            f"  {what}{note}: {fate.logical_id} ({fate.type})",
            fg="red" if fate.loses_data else None,
            err=True,
        )
