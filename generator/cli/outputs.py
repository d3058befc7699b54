"""`outputs`: what the stacks export to people and scripts."""

import shlex
import sys

import click

from generator.cli.targets import Targets, epilog, targets
from generator.errors import UsageError


@click.command(
    epilog=epilog(
        "outputs --env dev",
        "outputs --format json params/dev",
        "outputs --format env --env dev --service payment-service > outputs.env",
    )
)
@targets("env")
def outputs(selected: Targets) -> None:
    """Show the stacks' outputs."""
    from generator.cli.results import finish, look
    from generator.deploy.outcome import exit_code
    from generator.deploy.state import status as state

    as_env = selected.format == "env"
    if as_env and len(selected.stacks) > 1:
        raise UsageError(
            f"--format env is for one stack, {len(selected.stacks)} are selected.",
            "Select one with PATHS, --env or --service.",
        )
    results = look(selected, state.outputs)
    if selected.as_json or exit_code(results):
        finish("outputs", selected, results)
    for result in results:
        if not as_env:
            click.secho(result.stack, bold=True)
        for name, value in result.data["outputs"].items():
            text = f"{name}={shlex.quote(value)}" if as_env else f"  {name} = {value}"
            click.echo(text)
    sys.exit(0)
