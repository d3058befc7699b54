"""`pipeline approve` and `pipeline reject`: answer the approval that waits."""

from typing import TYPE_CHECKING

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
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.operations.pipeline import Pipeline
    from generator.operations.steps import Answer, Question

_comment = click.option(
    "--comment", required=True, metavar="TEXT", help="Why; it stays in the history."
)
_yes = click.option("--yes", is_flag=True, help="Do not ask.")
_stage = click.option(
    "--stage", default="", metavar="NAME", help="Of this stage, where several wait."
)


@pipeline_command(
    "approve",
    "approve --env prod --service payment-service --comment 'tested in staging'",
    "approve params/prod/payment-service.pipeline.json --comment 'CHG-1234' "
    "--digest sha256:9f86d081884c --yes",
)
@_comment
@click.option(
    "--digest",
    default="",
    metavar="SHA256",
    help="The image that you mean, at least 12 digits; needed with --yes.",
)
@_stage
@_yes
def approve(
    selected: Targets, comment: str, digest: str, stage: str, yes: bool
) -> None:
    """Approve what waits, once you have seen which image will run.

    It shows commit and digest of what waits and of what runs now, and asks. The
    digest goes into the pipeline's history with the comment.
    """
    if yes and not digest:
        raise UsageError(
            "--yes approves an image that nobody has looked at.",
            "Say with --digest which one you mean.",
        )
    _answer(selected, "Approved", comment, digest, stage, yes)


@pipeline_command(
    "reject",
    "reject --env prod --service payment-service --comment 'refunds are broken'",
)
@_comment
@_stage
@_yes
def reject(selected: Targets, comment: str, stage: str, yes: bool) -> None:
    """Reject what waits: this execution ends, what runs goes on."""
    _answer(selected, "Rejected", comment, "", stage, yes)


def _answer(
    selected: Targets,
    verdict: "Answer",
    comment: str,
    digest: str,
    stage: str,
    yes: bool,
) -> None:
    from generator.cli.confirm import confirm, require_terminal
    from generator.cli.pipeline.words import commit
    from generator.cli.pipeline.words import digest as digest_in_short
    from generator.operations.steps import answer, question, require_digest

    require_terminal(yes)
    command = "approve" if verdict == "Approved" else "reject"

    def look(pipeline: "Pipeline") -> "tuple[Pipeline, Question]":
        found = question(pipeline, stage)
        if digest:
            require_digest(found, digest)
        return pipeline, found

    pipeline, asked = ask_one(command, selected, look)
    show_question(pipeline, asked)
    if verdict == "Approved":
        warn_of_oneself(selected, pipeline, asked)
    image = digest_in_short(asked.digest) if asked.digest else "this image"
    confirm(f"{command.capitalize()} {image} of {commit(asked.commit)}?", yes)
    summary = ask_one(
        command, selected, lambda one: answer(one, asked, verdict, comment)
    )
    carry_on(command, selected)
    message = f"{verdict.lower()}: {summary}"
    hint = f"Follow it with {pipeline.command('status')}."
    end(command, selected, told(the_one(selected), message, asked, hint=hint))


def warn_of_oneself(selected: Targets, pipeline: "Pipeline", asked: "Question") -> None:
    """Say that nobody else has looked; CodePipeline lets one person do both.

    A trigger's detail is the ARN of who called StartPipelineExecution [CodePipeline
    API reference, ExecutionTrigger]; who pushed a commit it does not know.
    """
    if not selected.has_others:
        return
    own = selected.clients.principal(pipeline.target.environment)
    if asked.started_by.rpartition(" ")[2] == own:
        who = own.rpartition("/")[2]
        say(
            f"  {who} started this, too: nobody else has looked at it",
            err=True,
            fg="yellow",
        )


def show_question(pipeline: "Pipeline", asked: "Question") -> None:
    """What waits, and beside it what runs."""
    from generator.cli.pipeline.words import commit, digest, when

    waits = asked.waiting
    environment = pipeline.target.environment
    say(
        f"{pipeline.name} ({environment.name}, {environment.account})",
        err=True,
        bold=True,
    )
    say(
        f"  {waits.stage} waits since {when(waits.since)} UTC, "
        f"until {when(waits.deadline)} UTC",
        err=True,
    )
    say(f"  will run  {commit(asked.commit)}  {asked.message}", err=True, fg="yellow")
    say(f"  {asked.digest or 'an image without a digest'}", err=True, fg="yellow")
    if asked.unread:
        say(f"  what runs now is not known: {asked.unread}", err=True, fg="yellow")
    for service in asked.services:
        serving = service.serving
        text = digest(serving.image) if serving else service.unread or "nothing"
        if service.proven:
            text = f"{digest(service.proven)}, as it was last seen,"
        say(f"  runs now  {text} in {service.name or service.stage}", err=True)
