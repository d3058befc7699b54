"""`outputs`: what the stacks export to people and scripts."""

import shlex
import sys
from collections.abc import Mapping

import click

from generator.cli.printing import say
from generator.cli.targets import Targets, epilog, targets
from generator.errors import GeneratorError, UsageError
from generator.review.markdown import log_line


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
        values = result.data["outputs"]
        if as_env:
            _require_lines(values)
        else:
            say(result.stack, bold=True)
        for name, value in values.items():
            say(f"{name}={shlex.quote(value)}" if as_env else f"  {name} = {value}")
    sys.exit(0)


def _require_lines(values: Mapping[str, str]) -> None:
    """Refuse what would be more than one line of assignments, or another value."""
    for name, value in values.items():
        if log_line(f"{name}={value}") != f"{name}={value}":
            raise GeneratorError(
                f"output {name} has characters that no line of --format env holds.",
                "Use --format json.",
            )
