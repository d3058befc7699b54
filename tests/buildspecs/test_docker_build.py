"""The docker-build project: what a good build hands to CodeDeploy."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.account import (
    CLUSTER,
    CONTAINER,
    ECR_HOST,
    ECR_PASSWORD,
    PASSWORD,
    REGISTRY,
    SERVICE,
    SIDECAR,
    TASK_DEFINITION,
    USERNAME,
    client,
)
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import COMMIT, Machine, appspec, own_task_definition
from tests.buildspecs.handover import check_handover

REPOSITORY = f"{REGISTRY}/payment-service"


@pytest.fixture
def ecr_project(stack: Stack) -> BuildProject:
    parameters = {**stack.parameters, "EcrRepositoryName": "payment-service"}
    return Stack(stack.template, parameters).build_project("docker-build-project-dev")


def registered(endpoint: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Put the image in as CodePipeline does and register what comes out."""
    uri = json.loads(files["imageDetail.json"])["ImageURI"]
    text = files["taskdef.json"].decode().replace("<IMAGE1_NAME>", uri)
    ecs = client("ecs", endpoint)
    answer = ecs.register_task_definition(**json.loads(text))
    described = ecs.describe_task_definition(
        taskDefinition=answer["taskDefinition"]["taskDefinitionArn"], include=["TAGS"]
    )
    return {**described["taskDefinition"], "tags": described["tags"]}


def test_a_registry_with_credentials_gets_the_image_under_commit_and_latest(
    machine: Machine, docker_build_project: BuildProject
) -> None:
    build = machine.run(docker_build_project)
    check_handover(build, machine.docker, REPOSITORY, COMMIT)
    assert machine.docker["calls"][0][-1] == REGISTRY
    assert machine.docker["audited"] == [["package-lock.json"]]
    for value in (PASSWORD, USERNAME):
        assert value not in build.raw_output


def test_ecr_gets_the_image_with_a_token_of_the_role(
    machine: Machine, ecr_project: BuildProject
) -> None:
    assert all(one.type == "PLAINTEXT" for one in ecr_project.variables)
    build = machine.run(ecr_project)
    check_handover(build, machine.docker, f"{ECR_HOST}/payment-service", COMMIT)
    assert ECR_PASSWORD not in build.raw_output


@pytest.mark.parametrize(
    ("registry", "host", "repository"),
    [
        ("https://registry.example.com/", REGISTRY, REPOSITORY),
        (f"{REGISTRY}/team", REGISTRY, f"{REGISTRY}/team/payment-service"),
    ],
)
def test_the_secret_may_write_the_registry_as_an_address(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    registry: str,
    host: str,
    repository: str,
) -> None:
    url = Variable("REGISTRY_URL", registry)
    build = machine.run(docker_build_project, described_service, started_with=[url])
    check_handover(build, machine.docker, repository, COMMIT)
    assert machine.docker["calls"][0][-1] == host


def test_layers_come_from_the_last_image_and_are_kept_for_the_next(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.run(docker_build_project, described_service)
    (made,) = machine.docker["builds"]
    assert made["cache_from"] == [f"{REPOSITORY}:latest"]
    assert made["build_arg"] == ["BUILDKIT_INLINE_CACHE=1"]
    assert made["file"] == [f"{made['context']}/Dockerfile"]
    assert made["target"] == []
    assert made["pull"] == [True]
    *compared, created = made["label"]
    assert compared == [
        f"org.opencontainers.image.revision={COMMIT}",
        "org.opencontainers.image.source="
        "https://github.com/example-payments/payment-service",
    ]
    assert re.fullmatch(
        r"org\.opencontainers\.image\.created=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created
    )


def test_the_running_task_definition_comes_back_with_the_new_image_alone(
    machine: Machine, docker_build_project: BuildProject, aws_endpoint: str
) -> None:
    ecs = client("ecs", aws_endpoint)
    system_tag = {"key": "aws:cloudformation:stack-name", "value": "cluster"}
    tags = [*TASK_DEFINITION["tags"], system_tag]
    ecs.register_task_definition(**{**TASK_DEFINITION, "tags": tags})
    use(ecs, f"{TASK_DEFINITION['family']}:2")
    build = machine.run(docker_build_project)
    made = registered(aws_endpoint, build.artifact_files())
    payment, sidecar = made["containerDefinitions"]
    assert payment["image"] == build.exported["IMAGE_URI"]
    assert payment["portMappings"][0]["containerPort"] == 8080
    assert SIDECAR.items() <= sidecar.items()
    assert made["tags"] == TASK_DEFINITION["tags"]
    same = set(TASK_DEFINITION) - {"containerDefinitions", "tags"}
    assert {key: made[key] for key in same} == {
        key: TASK_DEFINITION[key] for key in same
    }


def use(ecs: Any, task_definition: str) -> None:
    ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=task_definition)


def test_the_primary_task_set_says_what_is_running(
    machine: Machine, docker_build_project: BuildProject, aws_endpoint: str
) -> None:
    ecs = client("ecs", aws_endpoint)
    ecs.register_task_definition(**{**TASK_DEFINITION, "cpu": "1024", "memory": "2048"})
    task_set = ecs.create_task_set(
        cluster=CLUSTER,
        service=SERVICE,
        taskDefinition=f"{TASK_DEFINITION['family']}:2",
    )["taskSet"]
    ecs.update_service_primary_task_set(
        cluster=CLUSTER, service=SERVICE, primaryTaskSet=task_set["taskSetArn"]
    )
    use(ecs, f"{TASK_DEFINITION['family']}:1")
    build = machine.run(docker_build_project)
    assert json.loads(build.artifact_files()["taskdef.json"])["cpu"] == "1024"


def test_a_repository_keeps_its_own_deployment_files(
    machine: Machine, docker_build_project: BuildProject, service: Path
) -> None:
    own = {
        "taskdef.json": json.dumps(own_task_definition(cpu="1024"), indent=3),
        "appspec.yaml": appspec(PlatformVersion="1.4.0"),
    }
    for name, text in own.items():
        (service / name).write_text(text)
    build = machine.run(docker_build_project, service)
    check_handover(build, machine.docker, REPOSITORY, COMMIT)
    files = build.artifact_files()
    assert {name: files[name].decode() for name in own} == own


def test_a_folder_of_a_monorepo_is_built(
    machine: Machine, docker_build_project: BuildProject, tmp_path: Path, service: Path
) -> None:
    (tmp_path / "repository" / "services").mkdir(parents=True)
    service.rename(tmp_path / "repository" / "services" / "payments")
    path = Variable("SERVICE_PATH", "services/payments")
    build = machine.run(docker_build_project, tmp_path / "repository", [path])
    check_handover(build, machine.docker, REPOSITORY, COMMIT)


def test_the_container_of_the_template_is_the_one_of_the_tests(
    docker_build_project: BuildProject,
) -> None:
    values = {one.name: one.value for one in docker_build_project.variables}
    assert (values["ECS_CLUSTER_NAME"], values["ECS_SERVICE_NAME"]) == (
        CLUSTER,
        SERVICE,
    )
    assert values["CONTAINER_NAME"] == CONTAINER


@pytest.mark.parametrize(
    ("limit", "levels"),
    [
        ("CRITICAL", "CRITICAL"),
        ("HIGH", "HIGH,CRITICAL"),
        ("LOW", "LOW,MEDIUM,HIGH,CRITICAL"),
    ],
)
def test_the_scan_takes_the_severity_of_the_parameter_and_worse(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    limit: str,
    levels: str,
) -> None:
    machine.tell_docker(finds="none", finds_in_dependencies="none")
    severity = Variable("SCAN_SEVERITY", limit)
    build = machine.run(
        docker_build_project, described_service, started_with=[severity]
    )
    assert build.failed_phase is None, build.output
    scans = [call for call in machine.docker["calls"] if "--severity" in call]
    assert [one[one.index("--severity") + 1] for one in scans] == [levels, levels]


def test_immutable_tags_keep_latest_where_it_is(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(immutable=True)
    assert machine.run(docker_build_project, described_service).failed_phase is None
    following = machine.run(docker_build_project, described_service, commit="5" * 40)
    assert following.failed_phase is None, following.output
    assert "NOTE: latest stays where it is: set ImageTagMutability" in following.output
    assert [tag for _, tag, _ in machine.docker["pushed"]] == [
        COMMIT,
        "latest",
        "5" * 40,
    ]
    again = machine.run(docker_build_project, described_service)
    assert again.failed_phase == "BUILD"
    assert "set ImageTagMutability to IMMUTABLE to have it taken" in again.last_words
    assert again.artifact is None
