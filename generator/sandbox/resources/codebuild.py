"""CodeBuild projects.

moto's API refuses a CODEPIPELINE source without a location and newer compute
types, which AWS accepts; so a project goes straight to moto's backend.
"""

from typing import Any

from moto.codebuild.models import CodeBuildBackend, codebuild_backends

from generator.sandbox.resources.kind import Kind, Made, Order, Properties
from generator.sandbox.resources.shapes import api_parameters


def _backend(order: Order) -> CodeBuildBackend:
    return codebuild_backends[order.account][order.region]


def _create(order: Order) -> Made:
    name = order.name("Name")
    wanted = api_parameters(order.client, "CreateProject", order.properties)
    metadata: dict[str, Any] = _backend(order).create_project(
        project_name=name,
        description=wanted.get("description"),
        project_source=wanted["source"],
        artifacts=wanted["artifacts"],
        environment=wanted["environment"],
        service_role=wanted["serviceRole"],
        tags=wanted.get("tags", []),
        cache=wanted.get("cache"),
        # 60 and 480 minutes: CodeBuild API reference, CreateProject.
        timeout=wanted.get("timeoutInMinutes", 60),
        queued_timeout=wanted.get("queuedTimeoutInMinutes", 480),
        source_version=wanted.get("sourceVersion"),
        logs_config=wanted.get("logsConfig"),
        vpc_config=wanted.get("vpcConfig"),
    )
    metadata.update({k: v for k, v in wanted.items() if k not in metadata})
    if "encryptionKey" in wanted:
        metadata["encryptionKey"] = wanted["encryptionKey"]
    return Made(name, {"Arn": metadata["arn"]})


def _delete(order: Order, name: str) -> None:
    _backend(order).delete_project(name)


def _actual(order: Order, name: str) -> Properties | None:
    found = order.client.batch_get_projects(names=[name])["projects"]
    if not found:
        return None
    return {
        "Description": found[0].get("description"),
        "ServiceRole": found[0]["serviceRole"],
    }


PROJECT = Kind("codebuild", _create, _delete, actual=_actual)
