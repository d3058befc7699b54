"""Deployments to ECS: what they shift when, how they end, and what runs then."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from generator.cloudformation.partitions import partition_of
from generator.sandbox.delivery import course
from generator.sandbox.delivery.definition import (
    Action,
    Pipeline,
    deployment_group,
    pipelines,
    properties_of,
)
from generator.sandbox.delivery.events import tell
from generator.sandbox.delivery.model import Deliveries, Deployment, Execution, Run
from generator.sandbox.delivery.scene import Scene, later, new_id
from generator.sandbox.model import RefusedError

_CODEDEPLOY = ("aws.codedeploy", "CodeDeploy Deployment State-change Notification")
_ECS = ("aws.ecs", "ECS Deployment State Change")
_TOLD = {
    "InProgress": ("START", "SERVICE_DEPLOYMENT_IN_PROGRESS"),
    "Succeeded": ("SUCCESS", "SERVICE_DEPLOYMENT_COMPLETED"),
    "Failed": ("FAILURE", "SERVICE_DEPLOYMENT_FAILED"),
    "Stopped": ("STOP", "SERVICE_DEPLOYMENT_FAILED"),
}
# [CodeDeploy API reference, ErrorInformation, and "Troubleshooting": the texts of
# the console]
_BY_ALARM = (
    "ALARM_ACTIVE",
    "One or more alarms have been activated according to the Amazon CloudWatch "
    "metrics you selected, and the affected deployments have been stopped.",
)
_UNHEALTHY = (
    "TIMEOUT",
    "The deployment timed out while waiting for the replacement task set to become "
    "healthy.",
)
_SIMULATED = " (asked for with --fail deployment)"


def begin(
    scene: Scene, pipeline: Pipeline, execution: Execution, action: Action, run: Run
) -> Deployment:
    """Start the deployment of a Deploy action.

    Raises:
        RefusedError: the deployment group is not there.
    """
    given = run.configuration
    image = image_of(scene.deliveries, execution)
    if action.provider == "ECS":
        made = _by_ecs(scene, action, run, image)
    else:
        made = _by_codedeploy(scene, action, run, image)
    if "deployment" in execution.fails:
        execution.fails.remove("deployment")
        _break(made, has_alarms=_has_alarms(scene, action, given))
    scene.deliveries.deployments.append(made)
    _tell(scene, pipeline, made, made.started)
    return made


def image_of(deliveries: Deliveries, execution: Execution) -> str:
    """The image that an execution brings: its own, or that of its target."""
    wanted = execution.target or execution.id
    for one in deliveries.executions:
        if one.id == wanted:
            for run in reversed(one.runs):
                if "IMAGE_URI" in run.variables:
                    return run.variables["IMAGE_URI"]
    return ""


def delivered_to(scene: Scene) -> Iterator[tuple[str, str, str, str]]:
    """The services of the pipelines to which something was pushed."""
    for pipeline in pipelines(scene.world):
        if scene.deliveries.of(pipeline.identity):
            for stage in pipeline.stages:
                for action in stage.actions:
                    yield from _service(scene, action)


def _service(scene: Scene, action: Action) -> Iterator[tuple[str, str, str, str]]:
    """The service that an action deploys to, if it does."""
    where, given = (action.account, action.region), action.configuration
    if action.provider == "ECS":
        yield *where, given["ClusterName"], given["ServiceName"]
    elif action.provider == "CodeDeployToECS":
        names = given["ApplicationName"], given["DeploymentGroupName"]
        with suppress(RefusedError):
            group = deployment_group(scene.world, *where, *names)
            for each in group["ECSServices"]:
                yield *where, str(each["ClusterName"]), str(each["ServiceName"])


def running(deliveries: Deliveries, place: tuple[str, str, str, str]) -> str:
    """The ID of the deployment whose version runs when nothing is shifted."""
    for one in reversed(deliveries.deployments_of(place)):
        if one.status == "Succeeded":
            return one.id
    return ""


def under_way(
    deliveries: Deliveries, place: tuple[str, str, str, str]
) -> Deployment | None:
    """The deployment of a service that has not ended."""
    for one in reversed(deliveries.deployments_of(place)):
        if one.status == "InProgress":
            return one
    return None


def share(scene: Scene, deployment: Deployment) -> float:
    """Percent of the traffic that its version has."""
    if deployment.status != "InProgress":
        return 100.0 if deployment.status == "Succeeded" else 0.0
    passed = scene.since(deployment.started)
    return max((part for at, part in deployment.shifts if at <= passed), default=0.0)


def settle(scene: Scene, pipeline: Pipeline, deployment: Deployment) -> None:
    """End a deployment whose time has come, or that somebody has stopped."""
    if deployment.status != "InProgress":
        return
    if deployment.stopped:
        _end(scene, pipeline, deployment, "Stopped", deployment.stopped)
    elif scene.since(deployment.started) >= deployment.ends:
        status = "Failed" if deployment.error_code else "Succeeded"
        when = later(deployment.started, deployment.ends)
        _end(scene, pipeline, deployment, status, when)


def _end(
    scene: Scene, pipeline: Pipeline, deployment: Deployment, status: str, when: str
) -> None:
    deployment.status, deployment.ended = status, when
    _tell(scene, pipeline, deployment, when)


def _by_codedeploy(scene: Scene, action: Action, run: Run, image: str) -> Deployment:
    given = run.configuration
    application, name = given["ApplicationName"], given["DeploymentGroupName"]
    where = action.account, action.region
    group = deployment_group(scene.world, *where, application, name)
    configuration = str(group.get("DeploymentConfigName") or "")
    custom = properties_of(
        scene.world,
        *where,
        "AWS::CodeDeploy::DeploymentConfig",
        "DeploymentConfigName",
        configuration,
    )
    path = course.of_codedeploy(
        configuration, group, custom.get("TrafficRoutingConfig") or {}
    )
    (service,) = group["ECSServices"]
    pairs = (group.get("LoadBalancerInfo") or {}).get("TargetGroupPairInfoList") or ()
    return Deployment(
        # [CodeDeploy User Guide, "Primary components": d- and nine letters]
        id=f"d-{new_id('deployment', run.id).replace('-', '').upper()[:9]}",
        controller="CodeDeploy",
        account=action.account,
        region=action.region,
        cluster=str(service["ClusterName"]),
        service=str(service["ServiceName"]),
        image=image,
        started=run.started,
        shifts=list(path.shifts) if pairs else [(path.ends, 100.0)],
        ends=path.ends,
        application=application,
        group=name,
        configuration=configuration,
    )


def _by_ecs(scene: Scene, action: Action, run: Run, image: str) -> Deployment:
    given = run.configuration
    cluster, name = given["ClusterName"], given["ServiceName"]
    where = action.account, action.region
    service = properties_of(
        scene.world, *where, "AWS::ECS::Service", "ServiceName", name
    )
    path = course.of_ecs(service.get("DeploymentConfiguration") or {})
    number = new_id("deployment", run.id).replace("-", "")[:20]
    arn = f"arn:{partition_of(action.region).name}:ecs:{action.region}:{action.account}"
    return Deployment(
        id=f"{arn}:service-deployment/{cluster}/{name}/{number}",
        controller="ECS",
        account=action.account,
        region=action.region,
        cluster=cluster,
        service=name,
        image=image,
        started=run.started,
        shifts=list(path.shifts),
        ends=path.ends,
    )


def _has_alarms(scene: Scene, action: Action, given: Mapping[str, str]) -> bool:
    if action.provider == "ECS":
        return False
    group = deployment_group(
        scene.world,
        action.account,
        action.region,
        given["ApplicationName"],
        given["DeploymentGroupName"],
    )
    alarms = group.get("AlarmConfiguration") or {}
    return str(alarms.get("Enabled", "")).lower() == "true"


def _break(deployment: Deployment, *, has_alarms: bool) -> None:
    """An alarm stops it after the first shift; without alarms none is healthy."""
    first = deployment.shifts[0][0]
    code, text = _BY_ALARM if has_alarms else _UNHEALTHY
    deployment.ends = first + 1 if has_alarms else first
    deployment.shifts = deployment.shifts[:1] if has_alarms else []
    deployment.error_code, deployment.error = code, text + _SIMULATED


def _tell(scene: Scene, pipeline: Pipeline, made: Deployment, when: str) -> None:
    by_codedeploy, by_ecs = _TOLD[made.status]
    if made.controller == "CodeDeploy":
        detail = {
            "application": made.application,
            "deploymentGroup": made.group,
            "deploymentId": made.id,
            "region": made.region,
            "state": by_codedeploy,
        }
        tell(scene, pipeline, when, *_CODEDEPLOY, detail)
    else:
        prefix = made.id.partition(":service-deployment")[0]
        service = f"{prefix}:service/{made.cluster}/{made.service}"
        detail = {"eventName": by_ecs, "deploymentId": made.id}
        tell(scene, pipeline, when, *_ECS, detail, (service,))
