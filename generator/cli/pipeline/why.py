"""`pipeline why`: the action that failed last, and what it said."""

import sys
from itertools import islice
from typing import TYPE_CHECKING

from generator.cli.pipeline.selected import (
    ask_one,
    end,
    pipeline_command,
    the_one,
    told,
)
from generator.cli.printing import say, say_wrapped
from generator.cli.targets import Targets

if TYPE_CHECKING:
    from generator.operations.failure import Failure
    from generator.operations.pipeline import Pipeline
    from generator.operations.stages import Stage

# Lines of a log before the end that usually tell the rest.
_TAIL = 8


@pipeline_command("why", "why --env prod --service payment-service")
def why(selected: Targets) -> None:
    """Say which action failed last, and why: the log's ERROR line first."""
    from generator.operations.failure import last_failure
    from generator.operations.history import runs
    from generator.operations.overview import RECENT
    from generator.operations.stages import stages

    def look(pipeline: "Pipeline") -> "tuple[Pipeline, Failure | None, list[Stage]]":
        failed = [one for one in stages(pipeline) if one.status == "Failed"]
        recent = islice(runs(pipeline), RECENT)
        return pipeline, last_failure(pipeline, recent), failed

    pipeline, failure, failed = ask_one("why", selected, look)
    for stage in failed:
        if stage.conditions and not any(one.status == "Failed" for one in stage.steps):
            # No action failed: the stage itself did.
            message = f"{stage.name}, {stage.conditions[0]}"
            end("why", selected, told(the_one(selected), message, stage))
    if failure is None or selected.as_json:
        message = "nothing has failed lately" if failure is None else failure.cause
        end("why", selected, told(the_one(selected), message, failure))
    _show(selected, pipeline, failure)
    sys.exit(0)


def _show(selected: Targets, pipeline: "Pipeline", failure: "Failure") -> None:
    from generator.cli.pipeline.words import when
    from generator.cli.results import as_called

    def command(name: str) -> str:
        return as_called(pipeline.command(name).strip("`"), selected)

    run = failure.run
    say_wrapped(failure.cause, fg="red", bold=True)
    over = ", which has succeeded since" if failure.is_over else ""
    say_wrapped(
        f"  {run.stage}/{run.action} of {pipeline.name}, {when(run.updated)} UTC, "
        f"execution {run.execution[:8]}{over}"
    )
    for detail in failure.details:
        say(f"  {detail}")
    if failure.log:
        say(f"  build {failure.log.build}, {failure.log.phase or failure.log.status}")
        say("")
        for line in failure.log.lines[-_TAIL:]:
            say(f"  | {line}", dim=True)
        say("")
        say(f"  next: {command('logs')}")
    if not failure.is_over:
        say(f"  then: {command('retry')}")
