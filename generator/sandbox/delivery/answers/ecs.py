"""ECS: which version of a service runs, as its deployments have left it.

A service that no stack made is taken to be there once something was pushed to its
pipeline, as other things are that a stack names.
"""

from collections.abc import Mapping
from typing import Any

from generator.sandbox.delivery import deploying
from generator.sandbox.delivery.answers.asked import Answer, Asked, time
from generator.sandbox.delivery.model import Deployment
from generator.sandbox.delivery.scene import new_id
from generator.sandbox.model import RefusedError

Place = tuple[str, str, str, str]
# [botocore, ServiceDeploymentStatus]
_STATUSES = {
    "InProgress": "IN_PROGRESS",
    "Succeeded": "SUCCESSFUL",
    "Failed": "ROLLBACK_SUCCESSFUL",
    "Stopped": "ROLLBACK_SUCCESSFUL",
}


def task_sets(asked: Asked, place: Place) -> list[dict[str, Any]]:
    """The task set that ran before, then the one that a deployment brings."""
    service = _described(asked, place)
    deliveries = asked.scene.deliveries
    now = deploying.under_way(deliveries, place)
    old = deploying.running(deliveries, place)
    serves_new = now is not None and deploying.share(asked.scene, now) >= 100
    sets = [_task_set(service, old, is_primary=not serves_new)]
    if now:
        sets.append(_task_set(service, now.id, is_primary=serves_new))
    return sets


def _task_set(
    service: dict[str, Any], deployment: str, *, is_primary: bool
) -> dict[str, Any]:
    number = new_id(service["serviceArn"], deployment).replace("-", "")[:19]
    return {
        "id": f"ecs-svc/{int(number, 16) % 10**19:019}",
        "status": "PRIMARY" if is_primary else "ACTIVE",
        "taskDefinition": _definition(service, deployment),
        "loadBalancers": service.get("loadBalancers") or [],
        "stabilityStatus": "STEADY_STATE",
        **({"externalId": deployment} if deployment else {}),
    }


def _definition(service: dict[str, Any], deployment: str) -> str:
    """ARN of the task definition of a deployment, or of the one before all."""
    arn = str(service["taskDefinition"])
    return f"{arn}-{deployment.rpartition('/')[2]}" if deployment else arn


def _described(asked: Asked, place: Place) -> dict[str, Any]:
    """The service as moto has it; made there if nobody made it."""
    *_, cluster, name = place
    if not _there(asked, cluster, name):
        asked.moto("ecs", "create_cluster", clusterName=cluster)
        container = {"name": name, "image": "placeholder", "memory": 512}
        asked.moto(
            "ecs",
            "register_task_definition",
            family=name,
            containerDefinitions=[container],
        )
        asked.moto(
            "ecs",
            "create_service",
            cluster=cluster,
            serviceName=name,
            taskDefinition=name,
            desiredCount=1,
        )
    found: dict[str, Any] = _there(asked, cluster, name)[0]
    return found


def _there(asked: Asked, cluster: str, name: str) -> list[dict[str, Any]]:
    clusters = asked.moto("ecs", "describe_clusters", clusters=[cluster])["clusters"]
    if not any(each["status"] == "ACTIVE" for each in clusters):
        return []
    found = asked.moto("ecs", "describe_services", cluster=cluster, services=[name])
    return [each for each in found["services"] if each["status"] != "INACTIVE"]


def _services(asked: Asked) -> dict[str, Any]:
    cluster = str(asked.given.get("cluster") or "default").rpartition("/")[2]
    places = [
        (asked.account, asked.region, cluster, str(name).rpartition("/")[2])
        for name in asked.given["services"]
    ]
    for place in places:
        if place in set(deploying.delivered_to(asked.scene)):
            _described(asked, place)
    answer = asked.moto("ecs", "describe_services", **asked.given)
    for service in answer["services"]:
        place = (asked.account, asked.region, cluster, service["serviceName"])
        _as_left(asked, service, place)
    return answer


def _as_left(asked: Asked, service: dict[str, Any], place: Place) -> None:
    """CodeDeploy's services have task sets; ECS writes the new version itself."""
    if service.get("status") == "INACTIVE":
        return
    controller = (service.get("deploymentController") or {}).get("type")
    made = asked.scene.deliveries.deployments_of(place)
    if made[-1].controller == "CodeDeploy" if made else controller == "CODE_DEPLOY":
        service["taskSets"] = task_sets(asked, place)
    elif made:
        old = deploying.running(asked.scene.deliveries, place)
        service["taskDefinition"] = _definition(service, old)


def _task_definition(asked: Asked) -> dict[str, Any] | None:
    """That of a deployment: the service's own with the deployed image."""
    wanted = str(asked.given["taskDefinition"])
    for one in asked.scene.deliveries.deployments:
        name = one.id.rpartition("/")[2]
        if (one.account, one.region) == (
            asked.account,
            asked.region,
        ) and wanted.endswith(f"-{name}"):
            service = _described(asked, one.place)
            found = asked.moto(
                "ecs",
                "describe_task_definition",
                taskDefinition=service["taskDefinition"],
            )
            _with_image(found["taskDefinition"], service, one)
            found["taskDefinition"]["taskDefinitionArn"] = wanted
            return found
    return None


def _with_image(
    definition: dict[str, Any], service: dict[str, Any], one: Deployment
) -> None:
    served = {each.get("containerName") for each in service.get("loadBalancers") or ()}
    containers = definition["containerDefinitions"]
    chosen = [each for each in containers if each["name"] in served] or containers
    chosen[0]["image"] = one.image


def _list_deployments(asked: Asked) -> dict[str, Any]:
    cluster = str(asked.given.get("cluster") or "default").rpartition("/")[2]
    name = str(asked.given["service"]).rpartition("/")[2]
    place = (asked.account, asked.region, cluster, name)
    wanted = asked.given.get("status") or list(_STATUSES.values())
    return {
        "serviceDeployments": [
            {
                "serviceDeploymentArn": one.id,
                "status": _STATUSES[one.status],
                "startedAt": time(one.started),
            }
            for one in reversed(asked.scene.deliveries.deployments_of(place))
            if one.controller == "ECS" and _STATUSES[one.status] in wanted
        ]
    }


def _found(asked: Asked, arn: str) -> Deployment:
    for one in asked.scene.deliveries.deployments:
        if one.id == arn:
            return one
    raise RefusedError(
        f"The service deployment {arn} is not there",
        "ServiceDeploymentNotFoundException",
    )


def _deployments(asked: Asked) -> dict[str, Any]:
    found = [_found(asked, arn) for arn in asked.given["serviceDeploymentArns"]]
    return {"serviceDeployments": [_deployment(asked, one) for one in found]}


def _deployment(asked: Asked, one: Deployment) -> dict[str, Any]:
    part = deploying.share(asked.scene, one)
    old = deploying.running(asked.scene.deliveries, one.place)
    return {
        "serviceDeploymentArn": one.id,
        "status": _STATUSES[one.status],
        "startedAt": time(one.started),
        "sourceServiceRevisions": [
            {
                "arn": _revision(asked, one.place, old),
                "requestedProductionTrafficWeight": 100 - part,
            }
        ],
        "targetServiceRevision": {
            "arn": _revision(asked, one.place, one.id),
            "requestedProductionTrafficWeight": part,
        },
    }


def _revision(asked: Asked, place: Place, deployment: str) -> str:
    """ARN of the revision that a deployment made, or of the one before all."""
    service = _described(asked, place)
    arn = str(service["serviceArn"]).replace(":service/", ":service-revision/")
    return f"{arn}/{deployment.rpartition('/')[2] or 'first'}"


def _revisions(asked: Asked) -> dict[str, Any]:
    found = []
    for arn in asked.given["serviceRevisionArns"]:
        *_, cluster, name, number = str(arn).split("/")
        place = (asked.account, asked.region, cluster, name)
        service = _described(asked, place)
        deployment = "" if number == "first" else number
        found.append(
            {
                "serviceRevisionArn": arn,
                "taskDefinition": _definition(service, deployment),
                "loadBalancers": service.get("loadBalancers") or [],
            }
        )
    return {"serviceRevisions": found}


def _stop(asked: Asked) -> dict[str, Any]:
    one = _found(asked, asked.given["serviceDeploymentArn"])
    if one.status != "InProgress":
        raise RefusedError(
            f"The service deployment {one.id} has ended", "ConflictException"
        )
    one.stopped = asked.scene.time
    one.error = f"The deployment was stopped by {asked.scene.person}"
    return {"serviceDeploymentArn": one.id}


ANSWERS: Mapping[str, Answer] = {
    "DescribeServiceDeployments": _deployments,
    "DescribeServiceRevisions": _revisions,
    "DescribeServices": _services,
    "DescribeTaskDefinition": _task_definition,
    "ListServiceDeployments": _list_deployments,
    "StopServiceDeployment": _stop,
}
