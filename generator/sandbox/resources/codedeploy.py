"""CodeDeploy applications and deployment groups.

moto cannot update or delete them through its API, so that is done in its
backend.
"""

from contextlib import suppress

from moto.codedeploy.models import CodeDeployBackend, codedeploy_backends

from generator.sandbox.resources.kind import Kind, Made, Order, Properties
from generator.sandbox.resources.shapes import api_parameters


def _backend(order: Order) -> CodeDeployBackend:
    return codedeploy_backends[order.account][order.region]


def _create_application(order: Order) -> Made:
    client = order.client
    name = order.name("ApplicationName")
    wanted = {**order.properties, "ApplicationName": name}
    client.create_application(**api_parameters(client, "CreateApplication", wanted))
    return Made(name, {})


def _delete_application(order: Order, name: str) -> None:
    _backend(order).applications.pop(name, None)
    _backend(order).deployment_groups.pop(name, None)


def _actual_application(order: Order, name: str) -> Properties | None:
    found = _backend(order).applications.get(name)
    return {"ComputePlatform": found.compute_platform} if found else None


def _create_group(order: Order) -> Made:
    client = order.client
    name = order.name("DeploymentGroupName")
    wanted = {**order.properties, "DeploymentGroupName": name}
    client.create_deployment_group(
        **api_parameters(client, "CreateDeploymentGroup", wanted)
    )
    return Made(name, {})


def _delete_group(order: Order, name: str) -> None:
    application = str(order.properties["ApplicationName"])
    _backend(order).deployment_groups.get(application, {}).pop(name, None)


def _actual_group(order: Order, name: str) -> Properties | None:
    client = order.client
    with suppress(client.exceptions.DeploymentGroupDoesNotExistException):
        found = client.get_deployment_group(
            applicationName=order.properties["ApplicationName"],
            deploymentGroupName=name,
        )["deploymentGroupInfo"]
        return {
            "DeploymentConfigName": found["deploymentConfigName"],
            "ServiceRoleArn": found["serviceRoleArn"],
        }
    return None


APPLICATION = Kind(
    "codedeploy", _create_application, _delete_application, actual=_actual_application
)
DEPLOYMENT_GROUP = Kind(
    "codedeploy", _create_group, _delete_group, actual=_actual_group
)
