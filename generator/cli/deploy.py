"""`deploy`: execute change sets, reviewed ones from a plan file or its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli import suggestions
from generator.cli.options import planning_options, timeout_option
from generator.cli.targets import Targets, epilog, targets

if TYPE_CHECKING:
    from generator.deploy.plan.request import Options


@click.command(
    epilog=epilog(
        "deploy --env dev",
        "deploy --plan plan.json --different-principal --yes",
        "deploy --env dev --allow-replace ArtifactBucket",
    )
)
@targets()
@planning_options
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Execute exactly the change sets of this plan file.",
)
@click.option("--yes", is_flag=True, help="Do not ask; it allows no loss of data.")
@click.option(
    "--allow-replace",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Let this resource be replaced although it holds data.",
)
@click.option(
    "--allow-delete",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Let this resource be deleted although it holds data.",
)
@click.option(
    "--allow-change",
    multiple=True,
    metavar="NAME",
    help="Let this parameter or resource change although that breaks what is running.",
    shell_complete=suggestions.parameters,
)
@click.option(
    "--different-principal",
    is_flag=True,
    help="Refuse to execute a plan that the same person made.",
)
@click.option(
    "--recreate-failed",
    is_flag=True,
    help="Delete a stack whose creation failed (ROLLBACK_COMPLETE) and make it anew.",
)
@click.option("--keep-going", is_flag=True, help="Go on after a stack that failed.")
@timeout_option
def deploy(selected: Targets, options: "Options", **chosen: Any) -> None:
    """Deploy stacks: environment after environment, stacks in parallel.

    What another stack needs goes before it (depends_on in environments.toml,
    and by template: a service before its pipeline).

    Without --plan it plans, shows the review and asks. Environments that
    require a review take nothing but a plan file.
    """
    from generator.cli.deployment import Choices, run

    run(selected, options, Choices(**chosen))
