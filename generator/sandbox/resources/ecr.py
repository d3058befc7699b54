"""Image repositories."""

import json

from generator.sandbox.resources.kind import Kind, Made, Order
from generator.sandbox.resources.shapes import api_parameters


def _create_repository(order: Order) -> Made:
    client = order.client
    wanted = {**order.properties, "repositoryName": order.name("RepositoryName")}
    filters = wanted.get("ImageTagMutabilityExclusionFilters")
    if filters:
        # The one structure that the API names otherwise.
        wanted["ImageTagMutabilityExclusionFilters"] = [
            {
                "filterType": each["ImageTagMutabilityExclusionFilterType"],
                "filter": each["ImageTagMutabilityExclusionFilterValue"],
            }
            for each in filters
        ]
    made = client.create_repository(
        **api_parameters(client, "CreateRepository", wanted)
    )["repository"]
    name = {"repositoryName": made["repositoryName"]}
    policy = order.properties.get("RepositoryPolicyText")
    if policy:
        text = policy if isinstance(policy, str) else json.dumps(policy)
        client.set_repository_policy(**name, policyText=text)
    lifecycle = order.properties.get("LifecyclePolicy") or {}
    if "LifecyclePolicyText" in lifecycle:
        text = lifecycle["LifecyclePolicyText"]
        client.put_lifecycle_policy(**name, lifecyclePolicyText=text)
    return Made(
        made["repositoryName"],
        {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]},
    )


def _delete_repository(order: Order, name: str) -> None:
    order.client.delete_repository(repositoryName=name)


REPOSITORY = Kind("ecr", _create_repository, _delete_repository)
