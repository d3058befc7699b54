"""`pipeline start` and `pipeline retry`: let something run."""

import click

from generator.cli.pipeline.selected import (
    ask_one,
    carry_on,
    end,
    pipeline_command,
    the_one,
    told,
)
from generator.cli.printing import say
from generator.cli.targets import Targets


@pipeline_command(
    "start",
    "start --env dev --service payment-service",
    "start --env prod --service payment-service "
    "--commit 3f2a9c1d5b7e8f90a1b2c3d4e5f60718293a4b5c",
)
@click.option(
    "--commit", default="", metavar="SHA", help="Of this commit, not the branch's last."
)
def start(selected: Targets, commit: str) -> None:
    """Start an execution, of the branch as it is or of one commit.

    It goes through every stage: nothing is deployed without its approval.
    """
    from generator.operations import steps

    begun = ask_one("start", selected, lambda pipeline: steps.start(pipeline, commit))
    target = the_one(selected)
    hint = f"Follow it with `python -m generator pipeline status {target.file.path}`."
    message = f"execution {begun} has begun"
    carry_on("start", selected)
    end("start", selected, told(target, message, {"execution": begun}, hint=hint))


@pipeline_command("retry", "retry --env prod --service payment-service")
@click.option("--yes", is_flag=True, help="Do not ask.")
def retry(selected: Targets, yes: bool) -> None:
    """Run the failed actions of a stage again, with the same revision."""
    from generator.cli.confirm import confirm, require_terminal
    from generator.operations import stages, steps

    require_terminal(yes)
    stage = ask_one(
        "retry", selected, lambda pipeline: steps.failed_stage(stages.stages(pipeline))
    )
    target = the_one(selected)
    say(
        f"{target.stack_name}: stage {stage.name}, execution {stage.execution}",
        err=True,
    )
    for step in stage.steps:
        say(f"  {step.action}: {step.status} {step.summary}", err=True)
    confirm("Run what failed again?", yes)
    ask_one("retry", selected, lambda pipeline: steps.retry(pipeline, stage))
    carry_on("retry", selected)
    hint = f"Follow it with `python -m generator pipeline status {target.file.path}`."
    message = f"{stage.name} runs again, execution {stage.execution}"
    end("retry", selected, told(target, message, stage, hint=hint))
