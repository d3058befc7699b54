"""`destroy`: delete stacks, after showing what goes and what stays."""

from pathlib import Path
from typing import Any

import click

from generator.cli.options import timeout_option
from generator.cli.targets import Targets, epilog, targets


@click.command(
    epilog=epilog(
        "destroy params/dev/payment-service.pipeline.json",
        "destroy --env dev --empty-bucket ArtifactBucket --yes",
        "destroy --env prod --out destroy.json",
        "destroy --plan destroy.json --yes",
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
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Delete nothing: plan it, for another person to execute.",
)
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Delete exactly what this plan says.",
)
@click.option("--yes", is_flag=True, help="Do not ask for the stacks' names.")
@timeout_option
def destroy(selected: Targets, **chosen: Any) -> None:
    """Delete stacks that are not protected.

    Where a review is required, one person plans it with --out and another one
    executes it with --plan.
    """
    from generator.cli.deletion import Choices, run

    run(selected, Choices(**chosen))
