"""What a docker build must hand over; one check for good builds and for mutants."""

import gzip
import json
from typing import Any

import botocore.session
import yaml

from generator.rehearsal.runner import Build
from tests.buildspecs.account import CONTAINER

LIMIT = 3_000_000
FILES = {
    "appspec.yaml",
    "imageDetail.json",
    "imagedefinitions.json",
    "provenance.json",
    "sbom.cdx.json.gz",
    "taskdef.json",
}
# CodeDeploy User Guide, "AppSpec 'resources' section (Amazon ECS and AWS Lambda
# deployments)": the properties of AWS::ECS::Service, with those of LoadBalancerInfo.
APPSPEC_PROPERTIES = {
    "TaskDefinition",
    "LoadBalancerInfo",
    "PlatformVersion",
    "NetworkConfiguration",
    "CapacityProviderStrategy",
}


def check_handover(
    build: Build, docker: dict[str, Any], repository: str, commit: str
) -> None:
    """An image pushed as commit and latest, and after that known by its digest."""
    assert build.failed_phase is None, build.output
    assert [one[:2] for one in docker["pushed"]] == [
        [repository, commit],
        [repository, "latest"],
    ]
    assert len({digest for _, _, digest in docker["pushed"]}) == 1
    digest = docker["pushed"][0][2]
    uri = f"{repository}@{digest}"
    assert build.exported == {
        "IMAGE_URI": uri,
        "IMAGE_DIGEST": digest,
        "IMAGE_TAG": commit,
    }
    files = build.artifact_files()
    assert set(files) == FILES
    assert json.loads(files["imageDetail.json"]) == {"ImageURI": uri}
    assert json.loads(files["imagedefinitions.json"]) == [
        {"name": CONTAINER, "imageUri": uri}
    ]
    assert json.loads(gzip.decompress(files["sbom.cdx.json.gz"]))["bomFormat"] == (
        "CycloneDX"
    )
    check_appspec(yaml.safe_load(files["appspec.yaml"]))
    check_task_definition(json.loads(files["taskdef.json"]))
    assert sum(map(len, files.values())) < LIMIT


def check_appspec(appspec: dict[str, Any]) -> None:
    """Only what CodeDeploy knows, with the placeholder that CodePipeline fills."""
    assert appspec["version"] == 0.0
    assert set(appspec) <= {"version", "Resources", "Hooks"}
    (resource,) = appspec["Resources"]
    service = resource["TargetService"]
    assert set(service) == {"Type", "Properties"}
    assert service["Type"] == "AWS::ECS::Service"
    properties = service["Properties"]
    assert set(properties) <= APPSPEC_PROPERTIES
    assert properties["TaskDefinition"] == "<TASK_DEFINITION>"
    assert properties["LoadBalancerInfo"] == {
        "ContainerName": CONTAINER,
        "ContainerPort": 8080,
    }


def check_task_definition(task_definition: dict[str, Any]) -> None:
    """Only fields that RegisterTaskDefinition takes, the image a placeholder."""
    model = botocore.session.get_session().get_service_model("ecs")
    takes = model.operation_model("RegisterTaskDefinition").input_shape.members
    assert set(task_definition) <= set(takes)
    (container,) = (
        one
        for one in task_definition["containerDefinitions"]
        if one["name"] == CONTAINER
    )
    assert container["image"] == "<IMAGE1_NAME>"


def check_stopped(build: Build, docker: dict[str, Any], phase: str, cause: str) -> None:
    """One line names the cause; nothing was pushed, nothing is left to deploy."""
    assert build.failed_phase == phase, build.output
    start = "DOWNLOAD_SOURCE: " if phase == "DOWNLOAD_SOURCE" else "ERROR: "
    assert build.last_words.startswith(start), build.output
    assert cause in build.last_words
    assert docker["pushed"] == []
    assert build.artifact is None
    assert not build.exported.get("IMAGE_URI")
