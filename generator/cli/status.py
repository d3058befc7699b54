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
    """Show each stack's status, age, drift and protection.

    Of a stack whose last operation did not end well it tells the cause and the
    next step, and exits with 8 or 9.
    """
    from generator.cli.results import finish, look
    from generator.deploy.execute import operations

    finish("status", selected, look(selected, operations.status))
