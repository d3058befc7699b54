"""What CodeDeploy and ECS would refuse after the approval stops the build before it.

Facts: the CodeDeploy User Guide, "AppSpec file reference"; the ECS API reference,
RegisterTaskDefinition; the pipeline's own permissions.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.account import (
    ACCOUNT,
    CLUSTER,
    SERVICE,
    TASK_DEFINITION,
    client,
)
from tests.buildspecs.conftest import (
    SECOND_WAY_IN_TOX,
    Machine,
    appspec,
    own_task_definition,
)
from tests.buildspecs.handover import check_stopped

ARM = {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}
WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
HOOKS = "Hooks:\n  - BeforeAllowTraffic: payment-smoke-test\n"


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def task_definition(**changes: Any) -> Callable[[Path], Any]:
    text = json.dumps(own_task_definition(**changes))
    return lambda service: (service / "taskdef.json").write_text(text)


def container(**changes: Any) -> Callable[[Path], Any]:
    payment, sidecar = own_task_definition()["containerDefinitions"]
    return task_definition(containerDefinitions=[{**payment, **changes}, sidecar])


def write(name: str, content: str) -> Callable[[Path], Any]:
    return lambda service: (service / name).write_text(content)


def balancer(name: str, port: int) -> Callable[[Path], Any]:
    target = {"ContainerName": name, "ContainerPort": port}
    return own_appspec(LoadBalancerInfo=target)


def own_appspec(hooks: str = "", **properties: Any) -> Callable[[Path], Any]:
    return write("appspec.yaml", appspec(hooks, **properties))


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (write("taskdef.json", '{"family": "a",}'), "taskdef.json is not JSON: "),
        (write("taskdef.json", "[]"), "ECS would refuse taskdef.json: "),
        (task_definition(revision=7), 'Unknown parameter in input: "revision"'),
        (task_definition(cpu=256), "Invalid type for parameter cpu"),
        (container(port=1), 'parameter in containerDefinitions[0]: "port"'),
        (task_definition(tags=[]), "has an empty list of tags, which ECS refuses"),
        (
            task_definition(tags=[{"key": "aws:a", "value": "b"}]),
            "has tags that begin with aws:, which ECS refuses",
        ),
        (
            task_definition(family="cards"),
            "taskdef.json is of family cards, not of payment-service-dev",
        ),
        (
            task_definition(taskRoleArn=f"arn:aws:iam::{ACCOUNT}:role/admin"),
            f"has taskRoleArn arn:aws:iam::{ACCOUNT}:role/admin, which the pipeline",
        ),
        (
            task_definition(executionRoleArn="ecsTaskExecutionRole"),
            "has executionRoleArn ecsTaskExecutionRole, which the pipeline may not",
        ),
        (
            task_definition(runtimePlatform=ARM),
            "taskdef.json runs on LINUX ARM64, the image is built for LINUX X86_64",
        ),
        (task_definition(runtimePlatform=WINDOWS), "WINDOWS_SERVER_2022_CORE X86_64"),
        (container(name="web"), "taskdef.json has no container payment-service"),
        (
            container(image="payment-service:1"),
            "taskdef.json has no image <IMAGE1_NAME> in container payment-service",
        ),
        (
            container(portMappings=[{"containerPort": 3000}]),
            "payment-service of taskdef.json has the ports [3000], not 8080",
        ),
        (write("appspec.yml", appspec()), "appspec.yml must be called appspec.yaml"),
        (write("appspec.json", "{}"), "appspec.json must be called appspec.yaml"),
        (write("AppSpec.yaml", appspec()), "AppSpec.yaml must be called appspec.yaml"),
        (write("appspec.yaml", "version: [0.0\n"), "appspec.yaml must be YAML"),
        (write("appspec.yaml", "version: 0.0\n"), "KeyError('Resources')"),
        (write("appspec.yaml", "files: []\n" + appspec()), "unknown key files"),
        (
            write("appspec.yaml", appspec().replace("0.0", "1.0")),
            "appspec.yaml does not say version: 0.0",
        ),
        (
            own_appspec(TaskDefinition="payment:1"),
            "appspec.yaml has no <TASK_DEFINITION>",
        ),
        (
            own_appspec(HOOKS),
            "appspec.yaml has Hooks, which the deployment may not call",
        ),
        (balancer("web", 8080), "appspec.yaml sends traffic to web, no container of"),
        (
            balancer("log-router", 8080),
            "container log-router of taskdef.json has the ports []",
        ),
        (balancer("payment-service", 80), "has the ports [8080], not 80"),
    ],
)
def test_a_file_of_the_service_that_would_be_refused(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    spoil: Callable[[Path], Any],
    cause: str,
) -> None:
    spoil(described_service)
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "PRE_BUILD", cause)
    assert machine.docker["builds"] == []


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"runtimePlatform": ARM}, "payment-service-dev:2 runs on LINUX ARM64"),
        ({"taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/admin"}, "role/admin, which"),
    ],
)
def test_a_running_task_definition_that_could_not_be_registered_again(
    machine: Machine,
    docker_build_project: BuildProject,
    aws_endpoint: str,
    changes: dict[str, Any],
    cause: str,
) -> None:
    ecs = client("ecs", aws_endpoint)
    made = ecs.register_task_definition(**{**TASK_DEFINITION, **changes})
    arn = made["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=arn)
    build = machine.run(docker_build_project)
    check_stopped(build, machine.docker, "PRE_BUILD", cause)


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("TASK_DEFINITION_FAMILY", "cards", "payment-service-dev, not of cards"),
        ("TASK_ROLE_ARN", "", "role/payment-task-dev, which the pipeline may not"),
        ("CONTAINER_PORT", "80", "has the ports [8080], not 80"),
    ],
)
def test_a_parameter_that_does_not_fit_what_runs(
    machine: Machine,
    docker_build_project: BuildProject,
    name: str,
    value: str,
    cause: str,
) -> None:
    build = machine.run(docker_build_project, started_with=[Variable(name, value)])
    check_stopped(build, machine.docker, "PRE_BUILD", cause)


@pytest.mark.parametrize("name", ["taskdef.yaml", "TaskDef.json"])
def test_a_task_definition_under_another_name_is_not_passed_over(
    machine: Machine, docker_build_project: BuildProject, service: Path, name: str
) -> None:
    (service / name).write_text("{}")
    build = machine.run(docker_build_project, service)
    cause = f"{name} must be called taskdef.json"
    check_stopped(build, machine.docker, "PRE_BUILD", cause)


def test_an_untagged_task_definition_stays_untagged(
    machine: Machine, docker_build_project: BuildProject, aws_endpoint: str
) -> None:
    ecs = client("ecs", aws_endpoint)
    untagged = {key: TASK_DEFINITION[key] for key in TASK_DEFINITION if key != "tags"}
    made = ecs.register_task_definition(**untagged)
    arn = made["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=arn)
    build = machine.run(docker_build_project)
    assert "tags" not in json.loads(build.artifact_files()["taskdef.json"])


def test_traffic_may_go_through_another_container_than_the_image(
    machine: Machine, docker_build_project: BuildProject, service: Path
) -> None:
    payment, _ = own_task_definition()["containerDefinitions"]
    proxy = {"name": "proxy", "image": "nginx", "portMappings": [{"containerPort": 80}]}
    task_definition(
        containerDefinitions=[payment, proxy], taskRoleArn="payment-task-dev"
    )(service)
    balancer("proxy", 80)(service)
    assert machine.run(docker_build_project, service).failed_phase is None


CALLED = [
    {"AfterAllowTestTraffic": "try-payments"},
    {"AfterAllowTraffic": "count-payments"},
]
CALLS = [
    Variable("AfterAllowTestTrafficHook", "try-payments"),
    Variable("AfterAllowTrafficHook", "count-payments"),
]


def test_the_hooks_of_the_parameters_are_in_the_appspec_that_the_build_makes(
    machine: Machine, docker_build_project: BuildProject
) -> None:
    build = machine.run(docker_build_project, started_with=CALLS)
    made = yaml.safe_load(build.artifact_files()["appspec.yaml"])
    assert made["Hooks"] == CALLED


def test_a_services_own_appspec_may_have_exactly_the_hooks_of_the_parameters(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    own_appspec(yaml.safe_dump({"Hooks": CALLED}))(described_service)
    build = machine.run(docker_build_project, described_service, started_with=CALLS)
    assert yaml.safe_load(build.artifact_files()["appspec.yaml"])["Hooks"] == CALLED


@pytest.mark.parametrize(
    ("hooks", "cause"),
    [
        (HOOKS, "appspec.yaml has Hooks, which the deployment may not call"),
        ("", "appspec.yaml leaves out Hooks that parameters name"),
    ],
)
def test_a_services_own_appspec_with_other_hooks_or_fewer_is_refused(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    hooks: str,
    cause: str,
) -> None:
    own_appspec(hooks)(described_service)
    build = machine.run(docker_build_project, described_service, started_with=CALLS)
    check_stopped(build, machine.docker, "PRE_BUILD", cause)


BY_ECS = Variable("DEPLOYMENT_CONTROLLER", "ECS")


def test_where_ecs_deploys_what_runs_is_looked_at_and_the_image_is_all_that_is_left(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    """The ECS action copies the task definition of the service, not a file."""
    task_definition(family="cards")(described_service)
    build = machine.run(docker_build_project, described_service, started_with=[BY_ECS])
    assert build.failed_phase is None
    assert "NOTE: taskdef.json is not used" in build.output
    files = build.artifact_files()
    assert {"imagedefinitions.json", "imageDetail.json"} <= set(files)
    assert not {"taskdef.json", "appspec.yaml"} & set(files)
    refused = [BY_ECS, Variable("TASK_DEFINITION_FAMILY", "cards")]
    build = machine.run(docker_build_project, described_service, started_with=refused)
    assert build.failed_phase == "PRE_BUILD"
    assert "payment-service-dev, not of cards" in build.last_words


def test_an_image_of_another_architecture_is_not_pushed(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(platform="linux/arm64")
    build = machine.run(docker_build_project, described_service)
    cause = "the image is for linux/arm64, the task definition for linux/amd64"
    check_stopped(build, machine.docker, "BUILD", cause)
