"""`pipeline logs`: the end of a build's log, its first error on top."""

import sys
from typing import TYPE_CHECKING

import click

from generator.cli.pipeline.selected import (
    ask_one,
    end,
    pipeline_command,
    the_one,
    told,
)
from generator.cli.printing import say
from generator.cli.targets import Targets

if TYPE_CHECKING:
    from generator.operations.logs import Log
    from generator.operations.pipeline import Pipeline


@pipeline_command(
    "logs",
    "logs --env prod --service payment-service",
    "logs --env dev --service payment-service --action UnitTests --lines 500",
)
@click.option("--action", default="", metavar="NAME", help="The build of this action.")
@click.option(
    "--execution", default="", metavar="ID", help="Of this execution; its first digits."
)
@click.option(
    "--lines",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="So many of the last lines.",
)
def logs(selected: Targets, action: str, execution: str, lines: int) -> None:
    """Print the end of the log of the build that failed last, else of the last one.

    The first line that begins with ERROR: stands on top.
    """

    def look(pipeline: "Pipeline") -> "Log":
        return find_log(pipeline, action, execution)

    found = ask_one("logs", selected, look)
    if selected.as_json:
        end("logs", selected, told(the_one(selected), found.error, found))
    say(f"{found.build}: {found.status}", bold=True)
    if found.error and found.status != "SUCCEEDED":
        say(found.error, fg="red")
    say("")
    hidden = max(len(found.lines) - lines, 0)
    if hidden or found.is_cut:
        more = " and more" if found.is_cut else ""
        say(f"  ({hidden} lines{more} before; --lines shows them)", dim=True)
    for line in found.lines[-lines:]:
        say(line)
    sys.exit(0)


def find_log(pipeline: "Pipeline", action: str, execution: str) -> "Log":
    """The log that is asked for.

    Raises:
        Stopped: there is no such build.
    """
    from generator.deploy.outcome import Outcome, Stopped
    from generator.operations.history import runs
    from generator.operations.logs import build_log
    from generator.operations.overview import RECENT

    builds = []
    for at, run in enumerate(runs(pipeline)):
        if at >= RECENT:
            break
        asked = action in ("", run.action) and run.execution.startswith(execution)
        if run.provider == "CodeBuild" and run.made and asked:
            builds.append(run)
    if not builds:
        names = ", ".join(
            one.name for one in pipeline.actions if one.provider == "CodeBuild"
        )
        raise Stopped(
            Outcome.MISUSED,
            "there is no such build in the last executions.",
            f"The pipeline's builds are: {names or 'none'}.",
        )
    failed = [run for run in builds if run.status == "Failed"]
    return build_log(pipeline, (failed or builds)[0].made)
