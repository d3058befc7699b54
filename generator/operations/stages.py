"""Where each stage of a pipeline is now, and the approval that waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from generator.operations.pipeline import Pipeline
from generator.operations.refusals import in_words


@dataclass(frozen=True)
class Step:
    """The last run of an action; `token` answers an approval that waits."""

    action: str
    category: str
    status: str
    since: datetime | None
    by: str
    summary: str
    token: str


@dataclass(frozen=True)
class Stage:
    """A stage with the execution that was last in it.

    `queued` are executions that wait to come in, `stopped` is why nothing may, and
    `conditions` are those of the stage that do not hold.
    """

    name: str
    execution: str
    status: str
    since: datetime | None
    steps: tuple[Step, ...]
    queued: int
    stopped: str
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """An approval that somebody has to answer until `deadline`."""

    stage: str
    action: str
    execution: str
    token: str
    since: datetime | None
    deadline: datetime | None


def stages(pipeline: Pipeline) -> tuple[Stage, ...]:
    """The stages in their order."""
    with in_words(f"pipeline {pipeline.name}"):
        state = pipeline.ask("codepipeline").call(
            "get_pipeline_state", name=pipeline.name
        )
    return tuple(_stage(pipeline, one) for one in state.get("stageStates") or ())


def waiting(pipeline: Pipeline, found: Sequence[Stage]) -> Waiting | None:
    """The first approval that waits for an answer, or None."""
    return next(all_waiting(pipeline, found), None)


def all_waiting(pipeline: Pipeline, found: Sequence[Stage]) -> Iterator[Waiting]:
    """The approvals that wait: of each target of a promotion there may be one."""
    for stage in found:
        for step in stage.steps:
            if step.token and step.status == "InProgress":
                minutes = next(
                    action.timeout
                    for action in pipeline.of("Approval")
                    if (action.stage, action.name) == (stage.name, step.action)
                )
                end = step.since + timedelta(minutes=minutes) if step.since else None
                yield Waiting(
                    stage.name,
                    step.action,
                    stage.execution,
                    step.token,
                    step.since,
                    end,
                )


def _stage(pipeline: Pipeline, one: Mapping[str, Any]) -> Stage:
    name = one["stageName"]
    latest = one.get("latestExecution") or {}
    inbound = one.get("inboundExecutions") or ()
    transition = one.get("inboundTransitionState") or {}
    categories = {
        action.name: action.category
        for action in pipeline.actions
        if action.stage == name
    }
    steps = tuple(
        _step(pipeline, action, categories.get(action["actionName"], ""))
        for action in one.get("actionStates") or ()
    )
    times = [step.since for step in steps if step.since]
    return Stage(
        name,
        latest.get("pipelineExecutionId") or "",
        latest.get("status") or "",
        max(times, default=None),
        steps,
        len(inbound),
        ""
        if transition.get("enabled", True)
        else transition.get("disabledReason") or "the transition is disabled",
        tuple(pipeline.mask.text(text) for text in _conditions(one)),
    )


def _conditions(stage: Mapping[str, Any]) -> Iterator[str]:
    """`onSuccess: AlarmRule Failed: ...` of each rule that does not hold."""
    for when in ("beforeEntry", "onSuccess", "onFailure"):
        state = stage.get(f"{when}ConditionState") or {}
        for condition in state.get("conditionStates") or ():
            for rule in condition.get("ruleStates") or ():
                latest = rule.get("latestExecution") or {}
                if latest.get("status") == "Failed":
                    error = (latest.get("errorDetails") or {}).get("message")
                    said = latest.get("summary") or error or "AWS gives no reason"
                    yield f"{when}: {rule.get('ruleName')} does not hold: {said}"


def _step(pipeline: Pipeline, one: Mapping[str, Any], category: str) -> Step:
    latest = one.get("latestExecution") or {}
    failed = (latest.get("errorDetails") or {}).get("message") or ""
    return Step(
        one["actionName"],
        category,
        latest.get("status") or "",
        latest.get("lastStatusChange"),
        latest.get("lastUpdatedBy") or "",
        pipeline.mask.text(latest.get("summary") or failed),
        latest.get("token") or "" if category == "Approval" else "",
    )
