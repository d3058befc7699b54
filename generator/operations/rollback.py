"""The running service back to the image that ran before.

While a deployment is under way it is stopped, and who shifts the traffic takes it
back: CodeDeploy or ECS itself. Afterwards CodePipeline deploys an earlier execution
anew (RollbackStage).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from generator.deploy.outcome import Outcome, Stopped
from generator.operations.history import Run, executions, runs
from generator.operations.overview import Origin, origins
from generator.operations.pipeline import Pipeline
from generator.operations.refusals import in_words
from generator.operations.service import Service, services

# So far back an earlier image is looked for.
_LOOKED_AT = 1000


@dataclass(frozen=True)
class Way:
    """How to go back: what is stopped or deployed again, and what runs then.

    `target` is the deployment to stop, or the execution to go back to. `image` is
    what will run; `origin` tells its commit where that is known.
    """

    by: Literal["CodeDeploy", "ECS", "CodePipeline"]
    service: Service
    target: str
    image: str
    origin: Origin | None


def way_back(pipeline: Pipeline, stage: str = "", to: str = "") -> Way:
    """The way from what runs to what ran before, or to the digest or execution `to`.

    Raises:
        Stopped: there is no such way.
    """
    service = _service(pipeline, stage)
    recent = list(islice(runs(pipeline), _LOOKED_AT))
    known = origins(executions(pipeline), recent)
    if service.deployment and not to:
        old = next((one for one in service.versions if not one.is_new), None)
        if old is None:
            raise Stopped(
                Outcome.BLOCKED,
                f"nothing ran in {service.name} before this deployment.",
                "Stop it in the console if it must not go on.",
            )
        deployment = service.deployment
        return Way(
            deployment.controller,
            service,
            deployment.id,
            old.image,
            known.get(old.digest),
        )
    candidates = _earlier(pipeline, service, recent, known)
    if to:
        candidates = [one for one in candidates if _means(to, *one)]
    if not candidates:
        raise Stopped(
            Outcome.BLOCKED,
            f"there is no earlier deployment{f' {to}' if to else ''} to go back to.",
            "CodePipeline goes back to executions that succeeded in the stage since "
            "the pipeline was changed last; otherwise revert the commit and let the "
            "pipeline deploy it.",
        )
    digest, origin = candidates[0]
    return Way("CodePipeline", service, origin.execution, digest, origin)


def go_back(pipeline: Pipeline, way: Way) -> str:
    """Begin; returns the deployment that is stopped or the new execution.

    Raises:
        Stopped: AWS refuses.
    """
    if way.by == "CodeDeploy":
        with in_words(f"deployment {way.target}"):
            pipeline.ask("codedeploy").call(
                "stop_deployment", deploymentId=way.target, autoRollbackEnabled=True
            )
        return way.target
    if way.by == "ECS":
        with in_words(f"deployment {way.target}"):
            pipeline.ask("ecs").call(
                "stop_service_deployment",
                serviceDeploymentArn=way.target,
                stopType="ROLLBACK",
            )
        return way.target
    with in_words(f"stage {way.service.stage} of pipeline {pipeline.name}"):
        begun = pipeline.ask("codepipeline").call(
            "rollback_stage",
            pipelineName=pipeline.name,
            stageName=way.service.stage,
            targetPipelineExecutionId=way.target,
        )
    return str(begun["pipelineExecutionId"])


def _service(pipeline: Pipeline, stage: str) -> Service:
    found = [one for one in services(pipeline) if stage in ("", one.stage)]
    stages = ", ".join(action.stage for action in pipeline.of("Deploy"))
    if len(found) != 1:
        raise Stopped(
            Outcome.MISUSED,
            f"which service is meant: the pipeline deploys in {stages or 'no stage'}.",
            "Name one with --stage.",
        )
    if found[0].unread and not found[0].proven:
        raise Stopped(
            Outcome.MISUSED, f"stage {found[0].stage} {found[0].unread}.", "Look there."
        )
    return found[0]


def _earlier(
    pipeline: Pipeline,
    service: Service,
    recent: Sequence[Run],
    known: dict[str, Origin],
) -> list[tuple[str, Origin]]:
    """Digests that went well in the stage, the newest before the running one first.

    `recent` is newest first, and so is `known`, which follows it.
    """
    # "You cannot roll back to a target execution ID that is a rollback execution
    # type": those build nothing, so they are no origin [CodePipeline user guide,
    # "Configuring stage rollback", with the rule about the structure's version].
    last: dict[tuple[str, str], Run] = {}
    for run in recent:
        if (run.stage, run.version) == (service.stage, pipeline.version):
            last.setdefault((run.execution, run.action), run)
    # One that failed in the stage has actions before that which went well.
    bad = {run.execution for run in last.values() if run.status != "Succeeded"}
    good = {run.execution for run in last.values()} - bad
    running = service.running
    order = list(known)
    after = order.index(running) + 1 if running in known else 0
    return [
        (digest, known[digest])
        for digest in order[after:]
        if known[digest].execution in good and digest != running
    ]


def _means(to: str, digest: str, origin: Origin) -> bool:
    """Is `to` the beginning of the digest or of the execution's ID?"""
    short = digest.removeprefix("sha256:")
    return short.startswith(to.removeprefix("sha256:")) or origin.execution.startswith(
        to
    )
