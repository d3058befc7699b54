"""What an ECS service runs, and how far a deployment has shifted its traffic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError

from generator.deploy.outcome import Outcome, Stopped
from generator.operations.history import Run, runs
from generator.operations.pipeline import Action, Pipeline
from generator.operations.refusals import in_words

# Statuses of a deployment that is not over [botocore, DeploymentStatus of CodeDeploy
# and ServiceDeploymentStatus of ECS].
_UNDER_WAY = {"Created", "Queued", "InProgress", "Baking", "Ready"}
# So many runs of a promotion's actions are some ten executions.
_LOOKED_AT = 200
_ECS_UNDER_WAY = [
    "PENDING",
    "IN_PROGRESS",
    "STOP_REQUESTED",
    "ROLLBACK_REQUESTED",
    "ROLLBACK_IN_PROGRESS",
]


@dataclass(frozen=True)
class Version:
    """One of the versions that a service has tasks of.

    `share` is its part of the production traffic in percent, None where AWS does
    not tell. `is_new` marks the one that a deployment brings.
    """

    image: str
    task_definition: str
    share: float | None
    is_new: bool

    @property
    def digest(self) -> str:
        """The image's digest, or nothing where it is known by a tag."""
        return self.image.partition("@")[2]


@dataclass(frozen=True)
class Deployment:
    """A deployment under way; `controller` is who shifts its traffic."""

    id: str
    controller: Literal["CodeDeploy", "ECS"]
    status: str


@dataclass(frozen=True)
class Service:
    """What a Deploy action's service runs; `unread` says why that is not known.

    `proven` is then the digest that a build of the pipeline has last seen to run.
    """

    stage: str
    cluster: str
    name: str
    versions: tuple[Version, ...]
    deployment: Deployment | None
    unread: str = ""
    proven: str = ""

    @property
    def running(self) -> str:
        """The digest of what serves, or was seen to."""
        return self.serving.digest if self.serving else self.proven

    @property
    def serving(self) -> Version | None:
        """The version that serves, or most of it while traffic shifts."""
        old = [version for version in self.versions if not version.is_new]
        return max(
            self.versions,
            key=lambda one: (one.share or 0, one in old),
            default=None,
        )


def services(pipeline: Pipeline) -> tuple[Service, ...]:
    """The service of each Deploy action, in the order of the stages.

    One of another account is not asked for: the pipeline's own runs say what was seen
    there.
    """
    return tuple(_services(pipeline))


def services_or_why(pipeline: Pipeline) -> tuple[tuple[Service, ...], str]:
    """The services, or why they cannot be told: that hides nothing else."""
    try:
        return services(pipeline), ""
    except Stopped as stopped:
        return (), stopped.message
    except ClientError as error:
        return (), pipeline.mask.text(str(error))


def _services(pipeline: Pipeline) -> Iterator[Service]:
    past = runs(pipeline, limit=_LOOKED_AT)
    recent: list[Run] = []
    for action in pipeline.of("Deploy"):
        if where := pipeline.elsewhere(action):
            recent = recent or list(past)
            yield _elsewhere(action, where, recent)
        elif action.provider == "CodeDeployToECS":
            yield _by_codedeploy(pipeline, action)
        elif action.provider == "ECS":
            yield _by_ecs(pipeline, action)


def _elsewhere(action: Action, where: str, recent: Sequence[Run]) -> Service:
    given = action.configuration
    proven = (run.proven for run in recent if run.stage == action.stage and run.proven)
    return Service(
        action.stage,
        given.get("ClusterName", ""),
        given.get("ServiceName") or given.get("DeploymentGroupName", ""),
        (),
        None,
        f"runs in {where}",
        next(proven, ""),
    )


def _by_codedeploy(pipeline: Pipeline, action: Action) -> Service:
    codedeploy = pipeline.ask("codedeploy")
    names = action.configuration
    with in_words(f"deployment group {names['DeploymentGroupName']}"):
        group = codedeploy.call(
            "get_deployment_group",
            applicationName=names["ApplicationName"],
            deploymentGroupName=names["DeploymentGroupName"],
        )["deploymentGroupInfo"]
    place = group["ecsServices"][0]
    service = _described(pipeline, place["clusterName"], place["serviceName"])
    last = group.get("lastAttemptedDeployment") or {}
    deployment, shares = None, {}
    if last.get("status") in _UNDER_WAY:
        deployment = Deployment(last["deploymentId"], "CodeDeploy", last["status"])
        shares = _shares(pipeline, last["deploymentId"])
    sets = service.get("taskSets") or ()
    versions = tuple(
        Version(
            _image(pipeline, one["taskDefinition"], one.get("loadBalancers") or ()),
            one["taskDefinition"],
            # Without a deployment all traffic goes to the primary one.
            shares.get(one["id"], 100.0 if one["status"] == "PRIMARY" else 0.0),
            deployment is not None and one.get("externalId") == deployment.id,
        )
        for one in sets
        if one["status"] != "DRAINING"
    )
    return Service(
        action.stage, place["clusterName"], place["serviceName"], versions, deployment
    )


def _shares(pipeline: Pipeline, deployment: str) -> dict[str, float]:
    """Task set -> percent of the traffic, as CodeDeploy has it."""
    codedeploy = pipeline.ask("codedeploy")
    targets = list(
        codedeploy.pages(
            "list_deployment_targets", "targetIds", deploymentId=deployment
        )
    )
    if not targets:
        return {}
    found = codedeploy.call(
        "batch_get_deployment_targets", deploymentId=deployment, targetIds=targets
    )
    return {
        # Misspelt in the API.
        one["identifer"]: one.get("trafficWeight") or 0.0
        for target in found.get("deploymentTargets") or ()
        for one in (target.get("ecsTarget") or {}).get("taskSetsInfo") or ()
    }


def _by_ecs(pipeline: Pipeline, action: Action) -> Service:
    ecs = pipeline.ask("ecs")
    cluster = action.configuration["ClusterName"]
    name = action.configuration["ServiceName"]
    service = _described(pipeline, cluster, name)
    with in_words(f"service {name}"):
        under_way = next(
            ecs.pages(
                "list_service_deployments",
                "serviceDeployments",
                cluster=cluster,
                service=name,
                status=_ECS_UNDER_WAY,
            ),
            None,
        )
    if under_way is None:
        definition = service["taskDefinition"]
        image = _image(pipeline, definition, service.get("loadBalancers") or ())
        versions: tuple[Version, ...] = (Version(image, definition, 100.0, False),)
        return Service(action.stage, cluster, name, versions, None)
    arn = under_way["serviceDeploymentArn"]
    found = ecs.call("describe_service_deployments", serviceDeploymentArns=[arn])
    (deployment,) = found["serviceDeployments"]
    new = deployment["targetServiceRevision"]
    revisions = [*deployment.get("sourceServiceRevisions", ()), new]
    return Service(
        action.stage,
        cluster,
        name,
        tuple(_revision(pipeline, one, is_new=one is new) for one in revisions),
        Deployment(arn, "ECS", deployment["status"]),
    )


def _revision(
    pipeline: Pipeline, summary: Mapping[str, Any], *, is_new: bool
) -> Version:
    ecs = pipeline.ask("ecs")
    found = ecs.call("describe_service_revisions", serviceRevisionArns=[summary["arn"]])
    (revision,) = found["serviceRevisions"]
    return Version(
        _image(
            pipeline, revision["taskDefinition"], revision.get("loadBalancers") or ()
        ),
        revision["taskDefinition"],
        summary.get("requestedProductionTrafficWeight"),
        is_new,
    )


def _described(pipeline: Pipeline, cluster: str, name: str) -> Mapping[str, Any]:
    """The service as ECS describes it; one that is not there is told as a failure."""
    with in_words(f"cluster {cluster}"):
        found = pipeline.ask("ecs").call(
            "describe_services", cluster=cluster, services=[name]
        )
    described: list[Mapping[str, Any]] = found.get("services") or []
    # A deleted service is told for a while [API reference, Service, status].
    if not described or described[0].get("status") == "INACTIVE":
        raise Stopped(
            Outcome.MISUSED,
            f"there is no ECS service {name} in cluster {cluster}.",
            "Make the service, or correct its name in the parameter file.",
        )
    return described[0]


def _image(
    pipeline: Pipeline, definition: str, balancers: Sequence[Mapping[str, Any]]
) -> str:
    """The image of the container that gets the traffic, else of the first one."""
    found = pipeline.ask("ecs").call(
        "describe_task_definition", taskDefinition=definition
    )
    images = {
        container["name"]: container["image"]
        for container in found["taskDefinition"]["containerDefinitions"]
    }
    served = [one["containerName"] for one in balancers if one.get("containerName")]
    first = next(iter(images))
    return str(images.get(served[0], images[first]) if served else images[first])
