"""CodePipeline: executions, where they are, and what a person does to them."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.sandbox.delivery import moving
from generator.sandbox.delivery.answers.asked import Answer, Asked, page, some, time
from generator.sandbox.delivery.definition import (
    Action,
    Pipeline,
    Stage,
    find_pipeline,
)
from generator.sandbox.delivery.model import Execution, Run
from generator.sandbox.model import RefusedError


def _pipeline(asked: Asked, member: str = "pipelineName") -> Pipeline:
    name = asked.given[member]
    return find_pipeline(asked.scene.world, asked.account, asked.region, name)


def _executions(asked: Asked, pipeline: Pipeline) -> list[Execution]:
    """The newest first."""
    return asked.scene.deliveries.of(pipeline.identity)[::-1]


def _execution(asked: Asked, pipeline: Pipeline, name: str) -> Execution:
    for one in _executions(asked, pipeline):
        if one.id == name:
            return one
    raise RefusedError(
        f"Pipeline execution '{name}' does not exist",
        "PipelineExecutionNotFoundException",
    )


def _list_executions(asked: Asked) -> dict[str, Any]:
    pipeline = _pipeline(asked)
    source = pipeline.stages[0].actions[0].name
    found = [
        {
            "pipelineExecutionId": one.id,
            "status": one.status,
            "startTime": time(one.started),
            "lastUpdateTime": time(one.updated),
            "sourceRevisions": [
                {
                    "actionName": source,
                    "revisionId": one.commit,
                    "revisionSummary": one.message,
                }
            ]
            if one.commit
            else [],
            "trigger": {
                "triggerType": one.trigger,
                "triggerDetail": one.trigger_detail,
            },
            "executionMode": "QUEUED",
            "executionType": one.kind,
            **(
                {"rollbackMetadata": {"rollbackTargetPipelineExecutionId": one.target}}
                if one.target
                else {}
            ),
        }
        for one in _executions(asked, pipeline)
    ]
    return page(asked, "pipelineExecutionSummaries", found)


def _list_runs(asked: Asked) -> dict[str, Any]:
    chosen = (asked.given.get("filter") or {}).get("pipelineExecutionId", "")
    found = [
        _run(one, run)
        for one in _executions(asked, _pipeline(asked))
        if chosen in ("", one.id)
        for run in reversed(one.runs)
    ]
    found.sort(key=lambda one: one["startTime"], reverse=True)
    return page(asked, "actionExecutionDetails", found)


def _run(execution: Execution, run: Run) -> dict[str, Any]:
    result = some(externalExecutionId=run.made, externalExecutionSummary=run.summary)
    return {
        "pipelineExecutionId": execution.id,
        "actionExecutionId": run.id,
        "pipelineVersion": run.version,
        "stageName": run.stage,
        "actionName": run.action,
        "startTime": time(run.started),
        "lastUpdateTime": time(run.updated),
        "status": run.status,
        **some(updatedBy=run.by),
        "input": {
            "actionTypeId": {
                "category": run.category,
                "owner": "AWS",
                "provider": run.provider,
                "version": "1",
            },
            "configuration": {
                # As CodePipeline shows a token.
                name: "****" if "Token" in name else value
                for name, value in run.configuration.items()
            },
        },
        "output": {
            "executionResult": {**result, **_error(run)},
            "outputVariables": run.variables,
        },
    }


def _error(run: Run) -> dict[str, Any]:
    if not run.error:
        return {}
    return {"errorDetails": {"code": "JobFailed", "message": run.error}}


def _state(asked: Asked) -> dict[str, Any]:
    pipeline = _pipeline(asked, "name")
    found = _executions(asked, pipeline)
    return {
        "pipelineName": pipeline.name,
        "pipelineVersion": pipeline.version,
        "stageStates": [_stage(found, stage) for stage in pipeline.stages],
    }


def _stage(found: list[Execution], stage: Stage) -> dict[str, Any]:
    been = [one for one in found if moving.last_runs(one, stage.name)]
    latest = max(been, key=lambda one: _begun(one, stage), default=None)
    queue = [
        one
        for one in found
        if (one.status, one.stage, one.is_in_stage) == ("InProgress", stage.name, False)
    ]
    runs = moving.last_runs(latest, stage.name) if latest else {}
    state: dict[str, Any] = {
        "stageName": stage.name,
        "inboundTransitionState": {"enabled": True},
        "actionStates": [
            {"actionName": action.name, **_latest(runs.get(action.name), action)}
            for action in stage.actions
        ],
    }
    if queue:
        state["inboundExecutions"] = [
            {"pipelineExecutionId": one.id, "status": "InProgress"} for one in queue
        ]
    if latest:
        state["latestExecution"] = {
            "pipelineExecutionId": latest.id,
            "status": _status(runs),
        }
    return state


def _begun(execution: Execution, stage: Stage) -> str:
    return max(run.started for run in moving.last_runs(execution, stage.name).values())


def _status(runs: dict[str, Run]) -> str:
    statuses = {run.status for run in runs.values()}
    return next(
        (each for each in ("InProgress", "Failed") if each in statuses), "Succeeded"
    )


def _latest(run: Run | None, action: Action) -> dict[str, Any]:
    if run is None:
        return {}
    answers = action.category == "Approval" and run.status == "InProgress"
    return {
        "latestExecution": {
            "actionExecutionId": run.id,
            "status": run.status,
            "lastStatusChange": time(run.updated),
            **some(
                summary=run.summary,
                lastUpdatedBy=run.by,
                externalExecutionId=run.made,
                token=run.token if answers else "",
            ),
            **_error(run),
        }
    }


def _start(asked: Asked) -> dict[str, Any]:
    """Of the commit that is named, else of the one that was pushed last."""
    pipeline = _pipeline(asked, "name")
    revisions = asked.given.get("sourceRevisions") or []
    pushed = [one for one in _executions(asked, pipeline) if one.commit]
    last = pushed[0] if pushed else None
    commit = revisions[0]["revisionValue"] if revisions else last and last.commit
    message = next((one.message for one in pushed if one.commit == commit), "")
    begun = moving.begin(
        asked.scene,
        pipeline,
        commit or "",
        message,
        "StartPipelineExecution",
        asked.scene.person,
    )
    return {"pipelineExecutionId": begun.id}


def _approvals(found: list[Execution]) -> Iterator[tuple[Execution, Run]]:
    for one in found:
        yield from ((one, run) for run in one.runs if run.category == "Approval")


def _answer(asked: Asked) -> dict[str, Any]:
    pipeline = _pipeline(asked)
    place = asked.given["stageName"], asked.given["actionName"]
    for _, run in _approvals(_executions(asked, pipeline)):
        if (run.stage, run.action) != place or run.token != asked.given["token"]:
            continue
        if run.status != "InProgress":
            raise RefusedError(
                "The approval action has already been approved or rejected.",
                "ApprovalAlreadyCompletedException",
            )
        result = asked.given["result"]
        is_good = result["status"] == "Approved"
        run.status = "Succeeded" if is_good else "Failed"
        run.summary, run.by = result["summary"], asked.scene.person
        run.updated = asked.scene.time
        return {"approvedAt": asked.scene.now}
    raise RefusedError(
        "The approval request already received a response or has expired.",
        "InvalidApprovalTokenException",
    )


def _retry(asked: Asked) -> dict[str, Any]:
    pipeline = _pipeline(asked)
    stage = pipeline.stage(asked.given["stageName"])
    one = _execution(asked, pipeline, asked.given["pipelineExecutionId"])
    been = [
        each
        for each in _executions(asked, pipeline)
        if moving.last_runs(each, stage.name)
    ]
    if not been or max(been, key=lambda each: _begun(each, stage)) is not one:
        raise RefusedError(
            f"A later execution has been in stage {stage.name}",
            "NotLatestPipelineExecutionException",
        )
    runs = moving.last_runs(one, stage.name)
    if one.status != "Failed" or _status(runs) != "Failed":
        raise RefusedError(
            f"Stage {stage.name} has not failed", "StageNotRetryableException"
        )
    one.status, one.updated = "InProgress", asked.scene.time
    for action in stage.actions:
        if action.name in runs and runs[action.name].status == "Failed":
            moving.start(asked.scene, pipeline, one, stage, action)
    return {"pipelineExecutionId": one.id}


def _roll_back(asked: Asked) -> dict[str, Any]:
    pipeline = _pipeline(asked)
    stage = pipeline.stage(asked.given["stageName"])
    target = _execution(asked, pipeline, asked.given["targetPipelineExecutionId"])
    runs = moving.last_runs(target, stage.name)
    if target.kind == "ROLLBACK" or not runs or _status(runs) != "Succeeded":
        raise RefusedError(
            f"Execution {target.id} did not succeed in stage {stage.name}",
            "UnableToRollbackStageException",
        )
    if any(run.version != pipeline.version for run in runs.values()):
        raise RefusedError(
            f"Execution {target.id} is of another version of the pipeline",
            "PipelineExecutionOutdatedException",
        )
    begun = moving.roll_back(
        asked.scene, pipeline, stage.name, target, "ManualRollback"
    )
    return {"pipelineExecutionId": begun.id}


def _get(asked: Asked) -> dict[str, Any]:
    """moto's, with the version that the stack's resource has over all commands."""
    pipeline = _pipeline(asked, "name")
    found = asked.moto("codepipeline", "get_pipeline", name=pipeline.name)
    found["pipeline"]["version"] = pipeline.version
    return found


ANSWERS: Mapping[str, Answer] = {
    "GetPipeline": _get,
    "GetPipelineState": _state,
    "ListActionExecutions": _list_runs,
    "ListPipelineExecutions": _list_executions,
    "PutApprovalResult": _answer,
    "RetryStageExecution": _retry,
    "RollbackStage": _roll_back,
    "StartPipelineExecution": _start,
}
