"""Whatever fails: one line names it, nothing is pushed, nothing is deployed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.rehearsal.project import BuildProject, Variable
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
from tests.buildspecs.conftest import COMMIT, Machine
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
        ("ECS_CLUSTER_NAME", "west", "(ClusterNotFoundException)"),
        ("CONTAINER_NAME", "web", "payment-service-dev:1 has no container web"),
        ("SERVICE_PATH", "services/cards", "has no folder services/cards"),
        (
            "REGISTRY_PASSWORD",
            "wrong",
            "cannot log in to ***: Error response from daemon: Get https://***/",
        ),
        ("REGISTRY_URL", "", "the registry secret names no registry"),
        ("REGISTRY_URL", f"{REGISTRY}\n", "names a registry with white space in it"),
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


@pytest.mark.parametrize(
    ("call", "cause"),
    [
        ("describe-services", f"cannot look up service {SERVICE} in cluster {CLUSTER}"),
        ("describe-task-definition", "cannot look up arn:aws:ecs:"),
    ],
)
def test_a_role_that_may_not_look(
    machine: Machine, docker_build_project: BuildProject, call: str, cause: str
) -> None:
    machine.deny(call)
    build = machine.run(docker_build_project)
    check_stopped(build, machine.docker, "PRE_BUILD", cause)
    assert "AccessDeniedException" in build.last_words


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
    check_stopped(build, machine.docker, "PRE_BUILD", "incorrect username or password")


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
    cause = "vulnerabilities in the image (HIGH,CRITICAL): not pushed"
    check_stopped(build, machine.docker, "BUILD", cause)
    line = "HIGH CVE-2025-26519 musl 1.2.5-r8 (fixed in 1.2.5-r9): musl libc:"
    assert line.replace("HIGH", found) in build.output


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
    check_stopped(build, machine.docker, "BUILD", "the scan of the dependencies")


def test_a_severity_that_the_scanner_does_not_know(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    severity = Variable("SCAN_SEVERITY", "SERIOUS")
    build = machine.run(
        docker_build_project, described_service, started_with=[severity]
    )
    check_stopped(build, machine.docker, "BUILD", "the scan of the dependencies")


@pytest.mark.parametrize("tag", [COMMIT, "latest"])
def test_a_push_that_the_registry_refuses(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    tag: str,
) -> None:
    machine.tell_docker(read_only=[f"{REGISTRY}/payment-service:{tag}"])
    build = machine.run(docker_build_project, described_service)
    assert build.failed_phase == "BUILD"
    assert build.last_words.startswith(f"ERROR: cannot push {tag}: denied: User")
    assert build.artifact is None
    assert not build.exported["IMAGE_URI"]


def test_an_ecr_repository_that_does_not_exist(
    machine: Machine, stack: Stack, described_service: Path
) -> None:
    project = Stack(
        stack.template, {**stack.parameters, "EcrRepositoryName": "cards"}
    ).build_project("docker-build-project-dev")
    machine.tell_docker(no_repository=[f"{ECR_HOST}/cards"])
    build = machine.run(project, described_service)
    cause = f"cannot push {COMMIT}: name unknown: The repository with name 'cards'"
    check_stopped(build, machine.docker, "BUILD", cause)


def test_deployment_files_that_codedeploy_would_refuse_for_their_size(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    path = described_service / "taskdef.json"
    path.write_text(path.read_text() + " " * 3_000_000)
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "BUILD", "CodeDeploy takes 3 MB")


def test_no_failure_shows_a_secret(
    machine: Machine, docker_build_project: BuildProject
) -> None:
    machine.tell_docker(registries={REGISTRY: ["someone", "else"]})
    build = machine.run(docker_build_project)
    assert build.failed_phase == "PRE_BUILD"
    assert PASSWORD not in build.raw_output
    assert USERNAME not in build.raw_output
