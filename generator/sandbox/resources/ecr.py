"""Image repositories."""

from generator.sandbox.resources.kind import Kind, Made, Order
from generator.sandbox.resources.shapes import api_parameters


def _create_repository(order: Order) -> Made:
    client = order.client
    wanted = {**order.properties, "repositoryName": order.name("RepositoryName")}
    made = client.create_repository(
        **api_parameters(client, "CreateRepository", wanted)
    )["repository"]
    return Made(
        made["repositoryName"],
        {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]},
    )


def _delete_repository(order: Order, name: str) -> None:
    order.client.delete_repository(repositoryName=name)


REPOSITORY = Kind("ecr", _create_repository, _delete_repository)
