"""ECS clusters, task definitions and services."""

from typing import Any

from generator.sandbox.resources.ec2 import have_subnets
from generator.sandbox.resources.kind import Kind, Made, Order
from generator.sandbox.resources.shapes import api_parameters


def _create_cluster(order: Order) -> Made:
    wanted = {**order.properties, "ClusterName": order.name("ClusterName")}
    # The API's member is called otherwise.
    wanted["settings"] = wanted.pop("ClusterSettings", [])
    made = order.client.create_cluster(
        **api_parameters(order.client, "CreateCluster", wanted)
    )["cluster"]
    return Made(made["clusterName"], {"Arn": made["clusterArn"]})


def _update_cluster(order: Order, name: str) -> Made:
    made = order.client.update_cluster_settings(
        cluster=name,
        settings=[
            {"name": each["Name"], "value": each["Value"]}
            for each in order.properties.get("ClusterSettings", [])
        ],
    )["cluster"]
    _tag(order, made["clusterArn"])
    return Made(name, {"Arn": made["clusterArn"]})


def _delete_cluster(order: Order, name: str) -> None:
    order.client.delete_cluster(cluster=name)


def _register(order: Order) -> Made:
    """A replacement is the next revision, also when it is made again later.

    The one that it replaced may be made after it.
    """
    wanted = {**order.properties, "Family": order.name("Family")}
    parameters = api_parameters(order.client, "RegisterTaskDefinition", wanted)
    there = order.client.list_task_definitions(familyPrefix=wanted["Family"])
    for arn in there["taskDefinitionArns"]:
        if arn.endswith(f":{order.generation}"):
            return _task_definition(arn)
    while True:
        made = order.client.register_task_definition(**parameters)["taskDefinition"]
        if made["revision"] >= order.generation:
            return _task_definition(made["taskDefinitionArn"])


def _keep_revision(order: Order, arn: str) -> Made:
    """Only tags can change without a new revision."""
    _tag(order, arn)
    return _task_definition(arn)


def _task_definition(arn: str) -> Made:
    return Made(arn, {"TaskDefinitionArn": arn})


def _deregister(order: Order, arn: str) -> None:
    order.client.deregister_task_definition(taskDefinition=arn)


def _create_service(order: Order) -> Made:
    """With the one task that a service without a number gets, which runs at once."""
    wanted = {**order.properties, "ServiceName": order.name("ServiceName")}
    network = wanted["NetworkConfiguration"]["AwsvpcConfiguration"]
    have_subnets(order, network["Subnets"], list(network["SecurityGroups"]))
    order.client.create_service(**api_parameters(order.client, "CreateService", wanted))
    return _run(order, wanted)


def _update_service(order: Order, arn: str) -> Made:
    """All that UpdateService takes is sent, as CloudFormation does."""
    wanted = {**order.properties, "Service": arn}
    if wanted["DeploymentController"]["Type"] == "CODE_DEPLOY":
        raise ValueError(
            "Unable to update task definition on services with a CODE_DEPLOY "
            "deployment controller."
        )
    wanted.pop("DesiredCount", None)
    order.client.update_service(**api_parameters(order.client, "UpdateService", wanted))
    _tag(order, arn)
    return _service(order, arn)


def _run(order: Order, wanted: dict[str, Any]) -> Made:
    made = order.client.update_service(
        cluster=wanted["Cluster"],
        service=wanted["ServiceName"],
        desiredCount=int(wanted.get("DesiredCount", 1)),
    )["service"]
    return _service(order, made["serviceArn"])


def _service(order: Order, arn: str) -> Made:
    return Made(arn, {"ServiceArn": arn, "Name": arn.rsplit("/", 1)[1]})


def _delete_service(order: Order, arn: str) -> None:
    order.client.delete_service(
        cluster=order.properties["Cluster"], service=arn, force=True
    )


def _tag(order: Order, arn: str) -> None:
    tags = [
        {"key": each["Key"], "value": each["Value"]}
        for each in order.properties.get("Tags", [])
    ]
    if tags:
        order.client.tag_resource(resourceArn=arn, tags=tags)


CLUSTER = Kind("ecs", _create_cluster, _delete_cluster, _update_cluster)
TASK_DEFINITION = Kind("ecs", _register, _deregister, _keep_revision)
SERVICE = Kind("ecs", _create_service, _delete_service, _update_service)
