"""CodeDeploy: deployments, and how far they have shifted the traffic."""

from collections.abc import Mapping
from typing import Any

from generator.sandbox.delivery import deploying
from generator.sandbox.delivery.answers.asked import Answer, Asked, time
from generator.sandbox.delivery.answers.ecs import task_sets
from generator.sandbox.delivery.model import Deployment
from generator.sandbox.model import RefusedError


def _deployment(asked: Asked) -> Deployment:
    name = asked.given["deploymentId"]
    for one in asked.scene.deliveries.deployments:
        if (one.id, one.account, one.region) == (name, asked.account, asked.region):
            return one
    raise RefusedError(
        f"The deployment {name} could not be found", "DeploymentDoesNotExistException"
    )


def _group(asked: Asked) -> dict[str, Any]:
    """moto's, with the last deployments."""
    found = asked.moto("codedeploy", "get_deployment_group", **asked.given)
    own = [
        one
        for one in asked.scene.deliveries.deployments
        if (one.account, one.region, one.application, one.group)
        == (
            asked.account,
            asked.region,
            asked.given["applicationName"],
            asked.given["deploymentGroupName"],
        )
    ]
    info = found["deploymentGroupInfo"]
    good = [one for one in own if one.status == "Succeeded"]
    if own:
        info["lastAttemptedDeployment"] = _in_short(own[-1])
    if good:
        info["lastSuccessfulDeployment"] = _in_short(good[-1])
    return found


def _in_short(one: Deployment) -> dict[str, Any]:
    ended = {"endTime": time(one.ended)} if one.ended else {}
    return {
        "deploymentId": one.id,
        "status": one.status,
        "createTime": time(one.started),
        **ended,
    }


def _get(asked: Asked) -> dict[str, Any]:
    one = _deployment(asked)
    info: dict[str, Any] = {
        "applicationName": one.application,
        "deploymentGroupName": one.group,
        "deploymentConfigName": one.configuration,
        "deploymentId": one.id,
        "status": one.status,
        "createTime": time(one.started),
        "computePlatform": "ECS",
    }
    if one.ended:
        info["completeTime"] = time(one.ended)
    if one.status in ("Failed", "Stopped"):
        code = one.error_code if one.status == "Failed" else "MANUAL_STOP"
        info["errorInformation"] = {"code": code, "message": one.error}
        info["rollbackInfo"] = {
            "rollbackMessage": "simulated: all traffic is back at the version before"
        }
    return {"deploymentInfo": info}


def _targets(asked: Asked) -> dict[str, Any]:
    one = _deployment(asked)
    return {"targetIds": [f"{one.cluster}:{one.service}"]}


def _get_targets(asked: Asked) -> dict[str, Any]:
    one = _deployment(asked)
    part = deploying.share(asked.scene, one)
    sets = task_sets(asked, one.place)
    return {
        "deploymentTargets": [
            {
                "deploymentTargetType": "ECSTarget",
                "ecsTarget": {
                    "deploymentId": one.id,
                    "targetId": f"{one.cluster}:{one.service}",
                    "status": one.status,
                    "taskSetsInfo": [
                        {
                            # Misspelt in the API.
                            "identifer": each["id"],
                            "status": each["status"],
                            "taskSetLabel": label,
                            "trafficWeight": weight,
                        }
                        for each, label, weight in zip(
                            sets, ("Blue", "Green"), (100 - part, part), strict=False
                        )
                    ],
                },
            }
        ]
    }


def _stop(asked: Asked) -> dict[str, Any]:
    one = _deployment(asked)
    if one.status != "InProgress":
        raise RefusedError(
            f"The deployment {one.id} is already completed",
            "DeploymentAlreadyCompletedException",
        )
    one.stopped = asked.scene.time
    one.error = f"The deployment was stopped by {asked.scene.person}"
    return {"status": "Pending", "statusMessage": "No more lifecycle events run."}


ANSWERS: Mapping[str, Answer] = {
    "BatchGetDeploymentTargets": _get_targets,
    "GetDeployment": _get,
    "GetDeploymentGroup": _group,
    "ListDeploymentTargets": _targets,
    "StopDeployment": _stop,
}
