"""Whatever fails: one line names it, nothing is pushed, nothing is deployed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.buildspec_runner import BuildProject, Variable
from tests.buildspecs.account import (
    CLUSTER,
    ECR_HOST,
    PASSWORD,
    REGISTRY,
    SECRET,
    SERVICE,
    USERNAME,
    client,
)
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import Machine
from tests.buildspecs.handover import check_stopped


def write(name: str, content: str) -> Callable[[Path], None]:
    return lambda service: (service / name).write_text(content) and None


@pytest.mark.parametrize(
    ("spoil", "phase", "cause"),
    [
        (write("Dockerfile", "FROM scratch\nRUN false\n"), "BUILD", "cannot be built"),
        (
            lambda service: (service / "Dockerfile").unlink(),
            "PRE_BUILD",
            "the folder . has no Dockerfile",
        ),
        (
            write("taskdef.json", '{"containerDefinitions": []}'),
            "PRE_BUILD",
            "taskdef.json has no image <IMAGE1_NAME>",
        ),
        (
            write("appspec.yaml", "version: 0.0\n"),
            "PRE_BUILD",
            "appspec.yaml has no <TASK_DEFINITION>",
        ),
    ],
)
def test_a_repository_that_cannot_be_deployed(
    machine: Machine,
    docker_build_project: BuildProject,
    service: Path,
    spoil: Callable[[Path], None],
    phase: str,
    cause: str,
) -> None:
    spoil(service)
    build = machine.run(docker_build_project, service)
    check_stopped(build, machine.docker, phase, cause)


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("ECS_SERVICE_NAME", "cards", f"no active service cards in cluster {CLUSTER}"),
        ("ECS_CLUSTER_NAME", "west", f"no active service {SERVICE} in cluster west"),
        ("CONTAINER_NAME", "web", "payment-service-dev:1 has no container web"),
        ("SERVICE_PATH", "services/cards", "services/cards has no Dockerfile"),
        (
            "REGISTRY_PASSWORD",
            "wrong",
            "the registry refuses the credentials",
        ),
        ("REGISTRY_URL", "", "the registry secret names no registry"),
    ],
)
def test_a_name_that_does_not_fit(
    machine: Machine,
    docker_build_project: BuildProject,
    name: str,
    value: str,
    cause: str,
) -> None:
    build = machine.run(docker_build_project, started_with=[Variable(name, value)])
    check_stopped(build, machine.docker, "PRE_BUILD", cause)
    assert machine.docker["builds"] == []


def test_a_service_that_was_deleted(
    machine: Machine, docker_build_project: BuildProject, aws_endpoint: str
) -> None:
    ecs = client("ecs", aws_endpoint)
    ecs.delete_service(cluster=CLUSTER, service=SERVICE, force=True)
    build = machine.run(docker_build_project)
    check_stopped(build, machine.docker, "PRE_BUILD", "no active service")


def test_ecr_that_gives_no_token(machine: Machine, stack: Stack) -> None:
    project = Stack(
        stack.template, {**stack.parameters, "EcrRepositoryName": "payment-service"}
    ).build_project("docker-build-project-dev")
    machine.tell_docker(registries={ECR_HOST: ["AWS", "another"]})
    build = machine.run(project)
    check_stopped(build, machine.docker, "PRE_BUILD", "refuses the credentials")


def test_a_missing_secret(
    machine: Machine, docker_build_project: BuildProject, aws_endpoint: str
) -> None:
    client("secretsmanager", aws_endpoint).delete_secret(
        SecretId=SECRET, ForceDeleteWithoutRecovery=True
    )
    build = machine.run(docker_build_project)
    check_stopped(build, machine.docker, "DOWNLOAD_SOURCE", SECRET)
    assert build.phases == []


def test_a_secret_without_the_key(
    machine: Machine, docker_build_project: BuildProject, aws_endpoint: str
) -> None:
    client("secretsmanager", aws_endpoint).put_secret_value(
        SecretId=SECRET, SecretString='{"username": "robot"}'
    )
    build = machine.run(docker_build_project)
    check_stopped(build, machine.docker, "DOWNLOAD_SOURCE", "password")


@pytest.mark.parametrize("found", ["HIGH", "CRITICAL"])
def test_a_vulnerable_image(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    found: str,
) -> None:
    machine.tell_docker(finds=found)
    build = machine.run(docker_build_project, described_service)
    cause = "the image has HIGH,CRITICAL vulnerabilities: not pushed"
    check_stopped(build, machine.docker, "BUILD", cause)
    assert "CVE-2025-26519" in build.output
    assert "post_build" not in build.phases


def test_a_vulnerable_image_for_ecr(machine: Machine, stack: Stack) -> None:
    project = Stack(
        stack.template, {**stack.parameters, "EcrRepositoryName": "payment-service"}
    ).build_project("docker-build-project-dev")
    machine.tell_docker(finds="HIGH")
    check_stopped(machine.run(project), machine.docker, "BUILD", "not pushed")


def test_a_scanner_that_does_not_work(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(scanner_fails=True)
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "BUILD", "the scanner wrote no SBOM")


def test_a_severity_that_the_scanner_does_not_know(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    severity = Variable("SCAN_SEVERITY", "SERIOUS")
    build = machine.run(
        docker_build_project, described_service, started_with=[severity]
    )
    check_stopped(build, machine.docker, "BUILD", "the image scan did not work")


def test_a_push_that_the_registry_refuses(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(read_only=[f"{REGISTRY}/payment-service"])
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "POST_BUILD", "cannot push")


def test_deployment_files_that_codedeploy_would_refuse_for_their_size(
    machine: Machine, docker_build_project: BuildProject, service: Path
) -> None:
    (service / "taskdef.json").write_text("<IMAGE1_NAME>" + " " * 3_000_000)
    build = machine.run(docker_build_project, service)
    assert build.failed_phase == "POST_BUILD"
    assert "CodeDeploy takes 3 MB" in build.last_words
    assert build.artifact is None


def test_no_failure_shows_a_secret(
    machine: Machine, docker_build_project: BuildProject
) -> None:
    machine.tell_docker(registries={REGISTRY: ["someone", "else"]})
    build = machine.run(docker_build_project)
    assert build.failed_phase == "PRE_BUILD"
    assert PASSWORD not in build.raw_output
    assert USERNAME not in build.raw_output
