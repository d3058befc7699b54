"""CodePipeline pipelines and webhooks."""

from typing import Any

from moto.codepipeline.models import codepipeline_backends

from generator.sandbox.resources.kind import Kind, Made, Order, Properties
from generator.sandbox.resources.shapes import api_parameters


def _wanted(order: Order) -> dict[str, Any]:
    properties = {**order.properties, "Name": order.name("Name")}
    if stores := properties.get("ArtifactStores"):
        # A list there, in the API a mapping by region.
        properties["ArtifactStores"] = {
            each["Region"]: each["ArtifactStore"] for each in stores
        }
    return api_parameters(
        order.client,
        "CreatePipeline",
        {"pipeline": properties, "tags": order.properties.get("Tags", [])},
    )


def _made(name: str, version: int) -> Made:
    return Made(name, {"Version": str(version)})


def _create(order: Order) -> Made:
    made = order.client.create_pipeline(**_wanted(order))["pipeline"]
    return _made(made["name"], made["version"])


def _update(order: Order, name: str) -> Made:
    wanted = _wanted(order)
    client = order.client
    version = client.update_pipeline(pipeline=wanted["pipeline"])["pipeline"]["version"]
    arn = order.arn("codepipeline", name)
    old = client.list_tags_for_resource(resourceArn=arn)["tags"]
    client.untag_resource(resourceArn=arn, tagKeys=[tag["key"] for tag in old])
    client.tag_resource(resourceArn=arn, tags=wanted["tags"])
    return _made(name, version)


def _delete(order: Order, name: str) -> None:
    order.client.delete_pipeline(name=name)


def _actual(order: Order, name: str) -> Properties | None:
    if name not in codepipeline_backends[order.account][order.region].pipelines:
        return None
    found = order.client.get_pipeline(name=name)["pipeline"]
    return {"RoleArn": found["roleArn"]}


PIPELINE = Kind("codepipeline", _create, _delete, _update, _actual)
