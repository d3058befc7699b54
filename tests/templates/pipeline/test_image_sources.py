"""What an image is built from: each source is one permission and its variables."""

import pytest

from generator.buildspec_format import ARM_BUILD_IMAGE
from generator.runtimes import RUNTIMES
from generator.templates.pipeline.languages import LANGUAGES, Language
from tests.templates.pipeline.project import variables
from tests.templates.stack import (
    ARM,
    BASE_IMAGES,
    BUILD_SECRET,
    CHINA,
    DOCKER_HUB,
    stack,
)


def test_without_a_source_nothing_more_is_allowed() -> None:
    policies = stack().properties("DockerBuildRole")["Policies"]
    names = [each["PolicyName"] for each in policies]
    assert names == ["build", "registry-credentials"]
    found = variables("DockerBuildProject")
    assert not [name for name in found if name.startswith("DOCKER_HUB")]


def test_base_images_come_from_the_repositories_that_are_named() -> None:
    found = stack(BASE_IMAGES).resources_of("DockerBuildRole", "ecr:BatchGetImage")
    assert found == BASE_IMAGES["BaseImageRepositoryArns"].split(",")


def test_docker_hub_is_asked_with_a_secret_of_its_own() -> None:
    found = variables("DockerBuildProject", DOCKER_HUB)
    for key in ("username", "password"):
        variable = found[f"DOCKER_HUB_{key.upper()}"]
        assert variable["Type"] == "SECRETS_MANAGER"
        assert variable["Value"] == f"shared/docker-hub:{key}"


def test_what_the_dockerfile_mounts_is_no_variable() -> None:
    found = variables("DockerBuildProject", BUILD_SECRET)
    assert found["BUILD_SECRET_NAME"] == {
        "Name": "BUILD_SECRET_NAME",
        "Value": "shared/build",
    }


def test_hosts_end_as_the_partition_says() -> None:
    found = variables("DockerBuildProject", pseudo=CHINA)
    assert found["URL_SUFFIX"]["Value"] == "amazonaws.com.cn"


@pytest.mark.parametrize(
    ("given", "kind", "image"),
    [
        ({}, "LINUX_CONTAINER", "aws/codebuild/standard:7.0"),
        (ARM, "ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0"),
    ],
)
def test_an_image_is_built_and_its_code_tested_where_it_can_run(
    given: dict[str, str], kind: str, image: str
) -> None:
    for project in ("DockerBuildProject", "UnitTestProject"):
        machine = stack(given).properties(project)["Environment"]
        assert (machine["Type"], machine["Image"]) == (kind, image)


def test_what_runs_nothing_of_the_service_stays_where_it_is() -> None:
    signed = {"SigningKeyArn": "arn:aws:kms:us-east-2:111122223333:key/signs"}
    machine = stack(ARM, signed).properties("VerifyImageProject")["Environment"]
    assert machine["Type"] == "LINUX_CONTAINER"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.title)
def test_each_version_of_a_language_is_there_on_arm(language: Language) -> None:
    assert set(language.versions) <= set(RUNTIMES[ARM_BUILD_IMAGE][language.runtime])
