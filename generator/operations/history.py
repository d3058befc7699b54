"""Executions of a pipeline, the runs of their actions, and what each one built."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from generator.operations.pipeline import Pipeline
from generator.operations.refusals import in_words

# What the image's build exports (`exported-variables` of its buildspec).
_DIGEST = "IMAGE_DIGEST"
# What a promotion's build exports that has seen a target run an image.
_RUNS = "RUNS_DIGEST"


@dataclass(frozen=True)
class Execution:
    """One way of a revision through the pipeline.

    `kind` is STANDARD or ROLLBACK, `trigger` who or what began it.
    """

    id: str
    status: str
    started: datetime
    updated: datetime
    commit: str
    message: str
    trigger: str
    kind: str


@dataclass(frozen=True)
class Run:
    """One run of an action; `by` is the ARN of who answered an approval.

    `made` names the thing that did the work: a build, a deployment.
    """

    execution: str
    stage: str
    action: str
    category: str
    provider: str
    status: str
    started: datetime
    updated: datetime
    version: int
    by: str
    summary: str
    error: str
    made: str
    variables: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The image that this run has built, or nothing."""
        return self.variables.get(_DIGEST, "")

    @property
    def proven(self) -> str:
        """The image that this run has seen to run, or nothing."""
        return self.variables.get(_RUNS, "") if self.status == "Succeeded" else ""


def executions(pipeline: Pipeline, limit: int | None = None) -> list[Execution]:
    """The pipeline's executions, the newest first: AWS keeps them for a year."""
    with in_words(f"pipeline {pipeline.name}"):
        found = pipeline.ask("codepipeline").pages(
            "list_pipeline_executions",
            "pipelineExecutionSummaries",
            pipelineName=pipeline.name,
            maxResults=min(limit or 100, 100),
        )
        return [_execution(pipeline, one) for one in islice(found, limit)]


def runs(
    pipeline: Pipeline, execution: str = "", limit: int | None = None
) -> Iterator[Run]:
    """Runs of actions, the newest first, of all executions or of one."""
    chosen = {"filter": {"pipelineExecutionId": execution}} if execution else {}
    with in_words(f"pipeline {pipeline.name}"):
        found = pipeline.ask("codepipeline").pages(
            "list_action_executions",
            "actionExecutionDetails",
            pipelineName=pipeline.name,
            maxResults=100,
            **chosen,
        )
        yield from (_run(pipeline, one) for one in islice(found, limit))


def digests(found: Iterable[Run]) -> dict[str, str]:
    """Execution -> digest of the image that it built."""
    return {run.execution: run.digest for run in found if run.digest}


def _execution(pipeline: Pipeline, one: Mapping[str, Any]) -> Execution:
    mask = pipeline.mask
    revisions = one.get("sourceRevisions") or [{}]
    trigger = one.get("trigger") or {}
    detail = trigger.get("triggerDetail") or ""
    return Execution(
        one["pipelineExecutionId"],
        one["status"],
        one["startTime"],
        one.get("lastUpdateTime") or one["startTime"],
        revisions[0].get("revisionId") or "",
        mask.text(revisions[0].get("revisionSummary") or ""),
        mask.text(f"{trigger.get('triggerType') or ''} {detail}".strip()),
        one.get("executionType") or "STANDARD",
    )


def _run(pipeline: Pipeline, one: Mapping[str, Any]) -> Run:
    mask = pipeline.mask
    kind = (one.get("input") or {}).get("actionTypeId") or {}
    output = one.get("output") or {}
    result = output.get("executionResult") or {}
    return Run(
        one["pipelineExecutionId"],
        one["stageName"],
        one["actionName"],
        kind.get("category") or "",
        kind.get("provider") or "",
        one["status"],
        one["startTime"],
        one.get("lastUpdateTime") or one["startTime"],
        one.get("pipelineVersion") or 0,
        one.get("updatedBy") or "",
        mask.text(result.get("externalExecutionSummary") or ""),
        mask.text((result.get("errorDetails") or {}).get("message") or ""),
        result.get("externalExecutionId") or "",
        {
            name: mask.text(value)
            for name, value in (output.get("outputVariables") or {}).items()
        },
    )
