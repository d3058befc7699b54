"""What a person does to a pipeline: answer an approval, retry, start."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from generator.deploy.outcome import Outcome, Stopped
from generator.operations.history import digests, executions, runs
from generator.operations.pipeline import Pipeline
from generator.operations.refusals import in_words
from generator.operations.service import Service, services_or_why
from generator.operations.stages import Stage, Waiting, all_waiting, stages

# [CodePipeline API reference, ApprovalResult, summary]
_SUMMARY = 512

Answer = Literal["Approved", "Rejected"]


@dataclass(frozen=True)
class Question:
    """An approval with what would run after it, and what runs now.

    `started_by` is what CodePipeline says of who or what began the execution.
    """

    waiting: Waiting
    commit: str
    message: str
    started_by: str
    digest: str
    services: tuple[Service, ...]
    unread: str


def question(pipeline: Pipeline, stage: str = "") -> Question:
    """The approval that waits, in a stage if one is named.

    Raises:
        Stopped: none waits, or several do.
    """
    waits = list(all_waiting(pipeline, stages(pipeline)))
    chosen = [one for one in waits if stage in ("", one.stage)]
    if not chosen:
        raise Stopped(
            Outcome.STALE,
            f"no approval waits for an answer{f' in {stage}' if stage else ''}.",
            f"Look with {pipeline.command('status')}: it may have been answered, or "
            "have timed out.",
        )
    if len(chosen) > 1:
        raise Stopped(
            Outcome.MISUSED,
            f"which approval is meant: {', '.join(one.stage for one in chosen)} wait.",
            "Name one with --stage.",
        )
    (found,) = chosen
    built = digests(runs(pipeline, found.execution))
    past = {one.id: one for one in executions(pipeline, 100)}
    revision = past.get(found.execution)
    return Question(
        found,
        revision.commit if revision else "",
        revision.message if revision else "",
        revision.trigger if revision else "",
        built.get(found.execution, ""),
        *services_or_why(pipeline),
    )


def require_digest(asked: Question, repeated: str) -> None:
    """Refuse to answer about another image than the one that waits.

    Raises:
        Stopped: `repeated` is not the beginning of the waiting digest.
    """
    digest = asked.digest.removeprefix("sha256:")
    given = repeated.removeprefix("sha256:").lower()
    if len(given) < 12 or not digest.startswith(given):
        raise Stopped(
            Outcome.STALE,
            f"{asked.digest or 'an image without a digest'} waits for approval, "
            f"not {repeated}.",
            "Give at least the first 12 digits of the digest that you mean.",
        )


def answer(pipeline: Pipeline, asked: Question, verdict: Answer, comment: str) -> str:
    """Approve or reject; the digest goes into the record. Returns what was written.

    Raises:
        Stopped: the approval is over.
    """
    digest = f" [{asked.digest}]" if asked.digest else ""
    summary = comment[: _SUMMARY - len(digest)] + digest
    waits = asked.waiting
    with in_words(f"{waits.stage} of pipeline {pipeline.name}"):
        pipeline.ask("codepipeline").call(
            "put_approval_result",
            pipelineName=pipeline.name,
            stageName=waits.stage,
            actionName=waits.action,
            token=waits.token,
            result={"summary": summary, "status": verdict},
        )
    return summary


def failed_stage(found: Sequence[Stage]) -> Stage:
    """The stage that may be tried again.

    Raises:
        Stopped: none has failed.
    """
    for stage in found:
        if stage.status == "Failed":
            return stage
    raise Stopped(Outcome.MISUSED, "no stage has failed: there is nothing to retry.")


def retry(pipeline: Pipeline, stage: Stage) -> None:
    """Run the failed actions of a stage again, with the same revision.

    Raises:
        Stopped: CodePipeline refuses.
    """
    with in_words(f"stage {stage.name} of pipeline {pipeline.name}"):
        pipeline.ask("codepipeline").call(
            "retry_stage_execution",
            pipelineName=pipeline.name,
            stageName=stage.name,
            pipelineExecutionId=stage.execution,
            retryMode="FAILED_ACTIONS",
        )


def start(pipeline: Pipeline, commit: str = "") -> str:
    """Start an execution of the branch's head, or of a commit; returns its ID.

    Raises:
        Stopped: CodePipeline refuses.
    """
    options: dict[str, Any] = {}
    if commit:
        options["sourceRevisions"] = [
            {
                "actionName": pipeline.of("Source")[0].name,
                "revisionType": "COMMIT_ID",
                "revisionValue": commit,
            }
        ]
    with in_words(f"pipeline {pipeline.name}"):
        begun = pipeline.ask("codepipeline").call(
            "start_pipeline_execution",
            name=pipeline.name,
            # A call that is sent twice starts one execution.
            clientRequestToken=secrets.token_hex(16),
            **options,
        )
    return str(begun["pipelineExecutionId"])
