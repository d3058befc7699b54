"""`drift`: what was changed by hand."""

import functools

import click

from generator.cli.targets import Targets, epilog, targets


@click.command(
    epilog=epilog(
        "drift --env prod",
        "drift --detailed-exitcode --format json",
    )
)
@targets()
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 3 when something has drifted."
)
def drift(selected: Targets, detailed_exitcode: bool) -> None:
    """Compare what is there with the deployed templates."""
    from generator.cli.results import finish, look
    from generator.deploy.outcome import Outcome
    from generator.deploy.state import drift as state

    drifted = Outcome.PENDING if detailed_exitcode else Outcome.DONE
    found = look(selected, functools.partial(state.drift, drifted=drifted))
    finish("drift", selected, found)
