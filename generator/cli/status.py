"""`status`: what stands where."""

import click

from generator.cli.targets import Targets, epilog, targets


@click.command(
    epilog=epilog(
        "status",
        "status --env prod --format json",
    )
)
@targets()
def status(selected: Targets) -> None:
    """Show each stack's status, age, drift and protection."""
    from generator.cli.results import finish, look
    from generator.deploy.state import status as state

    finish("status", selected, look(selected, state.status))
