"""The ECS services that a pipeline may be for, and what each says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.deploy.state.asking import Asker
from generator.discovery.found import Found, Missing, Result

_NO_CLUSTER = ("ClusterNotFoundException",)


@dataclass(frozen=True)
class EcsService:
    """One service by its names."""

    cluster: str
    name: str


def services(asker: Asker, cluster: str = "") -> list[EcsService]:
    """Every service of the account and region, or of one cluster.

    Raises:
        UnansweredError: AWS did not say.
    """
    clusters = [cluster] if cluster else _names(asker, "list_clusters", "clusterArns")
    return [
        EcsService(each, name)
        for each in clusters
        for name in _names(asker, "list_services", "serviceArns", cluster=each)
    ]


def _names(asker: Asker, operation: str, items: str, **about: str) -> list[str]:
    arns = asker.every("ecs", operation, items, absent=_NO_CLUSTER, **about)
    return sorted(str(arn).rsplit("/", 1)[-1] for arn in arns)


def likely(found: list[EcsService], service: str, environment: str) -> list[EcsService]:
    """Those that are called like the service; in this environment, if one says so."""
    same = [
        each for each in found if each.name in (service, f"{service}-{environment}")
    ]
    return same or [each for each in found if each.name.startswith(service)]


def of_service(asker: Asker, service: EcsService, found: Any) -> Iterator[Result]:
    """What the service and its task definition say."""
    where = f"ECS service {service.cluster}/{service.name}"
    yield Found("EcsClusterName", service.cluster, where)
    yield Found("EcsServiceName", service.name, where)
    controller = (found.get("deploymentController") or {}).get("type", "ECS")
    yield Found("DeploymentController", controller, where)
    balancers = found.get("loadBalancers") or []
    if len(balancers) == 1:
        yield Found("ContainerName", str(balancers[0]["containerName"]), where)
        yield Found("ContainerPort", str(balancers[0]["containerPort"]), where)
    else:
        why = f"the service has {len(balancers)} load balancers"
        yield from (Missing(name, why) for name in ("ContainerName", "ContainerPort"))
    # A service of an external controller names it in its task sets alone.
    if found.get("taskDefinition"):
        yield from _of_task_definition(asker, str(found["taskDefinition"]), balancers)


def _of_task_definition(
    asker: Asker, name: str, balancers: list[Any]
) -> Iterator[Result]:
    answer = asker.ask("ecs", "describe_task_definition", taskDefinition=name)
    definition = (answer or {}).get("taskDefinition", {})
    where = f"task definition {name.rsplit('/', 1)[-1]}"
    for parameter, key in (
        ("TaskDefinitionFamily", "family"),
        ("TaskExecutionRoleArn", "executionRoleArn"),
        ("TaskRoleArn", "taskRoleArn"),
    ):
        if definition.get(key):
            yield Found(parameter, str(definition[key]), where)
        elif parameter != "TaskRoleArn":
            yield Missing(parameter, f"{where} has none")
    container = balancers[0]["containerName"] if balancers else ""
    for each in definition.get("containerDefinitions", []):
        repository = _repository(str(each["image"]), asker)
        if each["name"] == container and repository:
            yield Found("EcrRepositoryName", repository, f"image of {container}")


def _repository(image: str, asker: Asker) -> str:
    """The repository of an image in this account's ECR, else ""."""
    place = asker.environment
    registry = f"{place.account}.dkr.ecr.{place.region}.{place.url_suffix}/"
    if not image.startswith(registry):
        return ""
    return image.removeprefix(registry).partition("@")[0].partition(":")[0]
