"""How executions move through a pipeline, as far as it is time.

Executions queue: a stage has one at a time, and none overtakes another
[CodePipeline User Guide, "Set the pipeline execution mode": QUEUED].
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from generator.sandbox.delivery import deploying, events
from generator.sandbox.delivery.definition import (
    Action,
    Pipeline,
    Stage,
    pipelines,
    rehearsals,
)
from generator.sandbox.delivery.model import Build, Execution, Run
from generator.sandbox.delivery.scene import Scene, later, new_id
from generator.sandbox.model import RefusedError

_VARIABLE = re.compile(r"#\{([\w@-]+)\.([\w@-]+)\}")
_EXECUTION = ("aws.codepipeline", "CodePipeline Pipeline Execution State Change")
_DEPLOYS = ("CodeDeployToECS", "ECS")


def settle(scene: Scene) -> None:
    """Move everything as far as the time lets it."""
    for pipeline in pipelines(scene.world):
        # What ends in a stage lets the next one in.
        while any(_moved(scene, pipeline, one) for one in _open(scene, pipeline)):
            pass


def _open(scene: Scene, pipeline: Pipeline) -> list[Execution]:
    found = scene.deliveries.of(pipeline.identity)
    return [one for one in found if one.status == "InProgress"]


def last_runs(execution: Execution, stage: str) -> dict[str, Run]:
    """Action -> its last run in a stage."""
    return {run.action: run for run in execution.runs if run.stage == stage}


def _moved(scene: Scene, pipeline: Pipeline, execution: Execution) -> bool:
    if execution.stage not in {each.name for each in pipeline.stages}:
        # The pipeline has been changed meanwhile.
        execution.status, execution.updated = "Stopped", scene.time
        return True
    stage = pipeline.stage(execution.stage)
    if not execution.is_in_stage:
        return _enters(scene, pipeline, execution)
    changed = _starts(scene, pipeline, execution, stage)
    runs = last_runs(execution, stage.name)
    for action in stage.actions:
        run = runs.get(action.name)
        if run and run.status == "InProgress":
            _work(scene, pipeline, execution, action, run)
            changed |= run.status != "InProgress"
    runs = last_runs(execution, stage.name)
    statuses = {run.status for run in runs.values()}
    if "InProgress" in statuses:
        return changed
    if "Failed" in statuses:
        _fail(scene, pipeline, execution, stage)
        return True
    if len(runs) == len(stage.actions):
        _leave(scene, pipeline, execution)
        return True
    return changed


def _enters(scene: Scene, pipeline: Pipeline, execution: Execution) -> bool:
    for other in scene.deliveries.of(pipeline.identity):
        if other is execution:
            break
        if other.status == "InProgress" and other.stage == execution.stage:
            return False
    execution.is_in_stage = True
    return True


def _starts(
    scene: Scene, pipeline: Pipeline, execution: Execution, stage: Stage
) -> bool:
    """Begin the actions whose turn it is: those of the lowest order that is open."""
    runs = last_runs(execution, stage.name)
    if any(run.status != "Succeeded" for run in runs.values()):
        return False
    rest = [action for action in stage.actions if action.name not in runs]
    turn = min((action.order for action in rest), default=0)
    for action in rest:
        if action.order == turn:
            start(scene, pipeline, execution, stage, action)
    return bool(rest)


def start(
    scene: Scene, pipeline: Pipeline, execution: Execution, stage: Stage, action: Action
) -> None:
    """Begin a run of an action."""
    begun = max(execution.updated, execution.started)
    run = Run(
        id=new_id("run", execution.id, len(execution.runs)),
        stage=stage.name,
        action=action.name,
        category=action.category,
        provider=action.provider,
        version=pipeline.version,
        configuration=_resolved(pipeline, execution, action.configuration),
        started=begun,
        updated=begun,
    )
    execution.runs.append(run)
    if action.category == "Approval":
        run.token = new_id("token", run.id)
        events.ask(scene, pipeline, stage.name, action, run, run.configuration)
    elif action.provider == "CodeBuild":
        project = run.configuration["ProjectName"]
        build = Build(f"{project}:{new_id('build', run.id)}", project, begun)
        scene.deliveries.builds.append(build)
        run.made = build.id
    elif action.provider in _DEPLOYS:
        try:
            made = deploying.begin(scene, pipeline, execution, action, run)
            run.made = made.id
        except RefusedError as refused:
            _finish(run, scene.time, error=refused.message)


def _work(
    scene: Scene, pipeline: Pipeline, execution: Execution, action: Action, run: Run
) -> None:
    if action.category == "Source":
        _take(scene, execution, run)
    elif action.category == "Approval":
        if scene.since(run.started) >= action.minutes * 60:
            when = later(run.started, action.minutes * 60)
            _finish(run, when, error="The approval has timed out.")
    elif action.provider == "CodeBuild":
        _build(scene, pipeline, execution, run)
    elif action.provider in _DEPLOYS:
        _deploy(scene, pipeline, run)
    else:
        _finish(run, scene.time, summary="simulated: the sandbox does not run this")


def _take(scene: Scene, execution: Execution, run: Run) -> None:
    if not execution.commit or not (scene.sources / execution.commit).is_dir():
        known = f"commit {execution.commit} was" if execution.commit else "nothing was"
        error = (
            f"The sandbox's repository is a folder, and {known} not pushed to it: "
            "`python -m generator sandbox run --service PATH` pushes one."
        )
        _finish(run, scene.time, error=error.replace("nothing was not", "nothing was"))
        return
    run.variables = {
        "CommitId": execution.commit,
        "CommitMessage": execution.message,
        "BranchName": run.configuration.get("Branch")
        or run.configuration.get("BranchName", ""),
    }
    _finish(run, scene.time, summary=execution.message)


def _build(scene: Scene, pipeline: Pipeline, execution: Execution, run: Run) -> None:
    """What nobody runs here has succeeded; what is rehearsed ends when it has run."""
    (build,) = (one for one in scene.deliveries.builds if one.id == run.made)
    if (run.stage, run.action) not in rehearsals(pipeline):
        build.lines.append("simulated: the sandbox does not run this build")
        build.status, build.ended = "SUCCEEDED", scene.time
    if build.status == "SUCCEEDED":
        _finish(run, build.ended)
    elif build.status != "IN_PROGRESS":
        # The message of CodePipeline [CodePipeline User Guide, "Troubleshooting"].
        _finish(run, build.ended, error="Build terminated with state: FAILED")


def _deploy(scene: Scene, pipeline: Pipeline, run: Run) -> None:
    (made,) = (one for one in scene.deliveries.deployments if one.id == run.made)
    deploying.settle(scene, pipeline, made)
    if made.status == "Succeeded":
        _finish(run, made.ended)
    elif made.status != "InProgress":
        error = f"Deployment {made.id.rpartition('/')[2]} {made.status.lower()}"
        _finish(run, made.ended, error=error)


def _finish(run: Run, when: str, *, error: str = "", summary: str = "") -> None:
    run.status, run.updated = "Failed" if error else "Succeeded", when
    run.error = error
    run.summary = summary or run.summary


def _leave(scene: Scene, pipeline: Pipeline, execution: Execution) -> None:
    execution.updated = max(run.updated for run in execution.runs)
    following = pipeline.after(execution.stage)
    if following is None or execution.kind == "ROLLBACK":
        execution.status = "Succeeded"
        _tell(scene, pipeline, execution)
    else:
        execution.stage, execution.is_in_stage = following.name, False


def _fail(scene: Scene, pipeline: Pipeline, execution: Execution, stage: Stage) -> None:
    execution.status = "Failed"
    execution.updated = max(run.updated for run in execution.runs)
    _tell(scene, pipeline, execution)
    target = last_good(scene, pipeline, stage.name)
    if stage.rolls_back and target and execution.kind != "ROLLBACK":
        made = roll_back(scene, pipeline, stage.name, target, "AutomatedRollback")
        made.started = made.updated = execution.updated


def last_good(scene: Scene, pipeline: Pipeline, stage: str) -> Execution | None:
    """The newest execution that a stage may go back to."""
    for one in reversed(scene.deliveries.of(pipeline.identity)):
        runs = last_runs(one, stage).values()
        if one.kind == "STANDARD" and {run.status for run in runs} == {"Succeeded"}:
            return one
    return None


def roll_back(
    scene: Scene, pipeline: Pipeline, stage: str, target: Execution, trigger: str
) -> Execution:
    """Begin the execution that deploys an earlier one again in one stage."""
    made = begin(
        scene, pipeline, target.commit, target.message, trigger, scene.person, stage
    )
    made.kind, made.target = "ROLLBACK", target.id
    return made


def begin(
    scene: Scene,
    pipeline: Pipeline,
    commit: str,
    message: str,
    trigger: str,
    detail: str,
    stage: str = "",
) -> Execution:
    """Begin an execution; it moves when everything is settled next."""
    number = len(scene.deliveries.of(pipeline.identity))
    made = Execution(
        id=new_id("execution", pipeline.account, pipeline.name, number, commit),
        pipeline=pipeline.identity,
        commit=commit,
        message=message,
        trigger=trigger,
        trigger_detail=detail,
        stage=stage or pipeline.stages[0].name,
        started=scene.time,
        updated=scene.time,
    )
    scene.deliveries.executions.append(made)
    return made


def simulated_digest(commit: str) -> str:
    """The digest of an image that nobody has built: the same for the same commit."""
    return f"sha256:{sha256(f'simulated image of {commit}'.encode()).hexdigest()}"


def _resolved(
    pipeline: Pipeline, execution: Execution, configuration: Mapping[str, str]
) -> dict[str, str]:
    """A configuration with the variables of the actions before."""
    spaces = {
        action.namespace: (stage.name, action.name)
        for stage in pipeline.stages
        for action in stage.actions
        if action.namespace
    }
    known = {(run.stage, run.action): run.variables for run in execution.runs}

    def value(found: re.Match[str]) -> str:
        variables = known.get(spaces.get(found[1], ("", "")), {})
        return variables.get(found[2], found[0])

    return {name: _VARIABLE.sub(value, text) for name, text in configuration.items()}


def _tell(scene: Scene, pipeline: Pipeline, execution: Execution) -> None:
    detail = {
        "pipeline": pipeline.name,
        "execution-id": execution.id,
        "state": execution.status.upper(),
        "version": pipeline.version,
    }
    events.tell(scene, pipeline, execution.updated, *_EXECUTION, detail)
