"""What is deployed to a target is what runs there, with the image of this execution.

And afterwards it is proven that it runs: by the observer's role, which changes nothing.
"""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import botocore.session
import cfn_flip
import pytest
import yaml

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.account import (
    ACCOUNT,
    CLUSTER,
    CONTAINER,
    REGISTRY,
    SERVICE,
    TASK_DEFINITION,
    client,
)
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import ROOT, SECOND_WAY_IN_TOX, Machine, write_tool
from tests.templates.promotion.stack import REQUIRED

DIGEST = "sha256:" + "9f86d081" * 8
IMAGE = f"{REGISTRY}/payment-service@{DIGEST}"
OLD = f"{REGISTRY}/payment-service@sha256:old"
OBSERVER = f"arn:aws:iam::{ACCOUNT}:role/observer-role-dev"
TASK = "arn:aws:ecs:us-east-2:444455556666:task/payments/4f1d"
GIVEN = {
    "TARGET_NAME": "staging",
    "OBSERVER_ROLE_ARN": OBSERVER,
    "DEPLOYMENT_CONTROLLER": "CODE_DEPLOY",
    "ECS_CLUSTER_NAME": CLUSTER,
    "ECS_SERVICE_NAME": SERVICE,
    "IMAGE_DIGEST": DIGEST,
}


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def project() -> BuildProject:
    text = (ROOT / "templates_out" / "promotion.yaml").read_text("utf-8")
    stack = Stack(json.loads(cfn_flip.to_json(text)), REQUIRED)
    return stack.build_project("rollout-project-dev")


Rollout = Callable[..., Build]


@pytest.fixture
def rollout(machine: Machine, project: BuildProject, tmp_path: Path) -> Rollout:
    """The build with what an action gives it; what the image build handed on."""
    handed_on = tmp_path / "handed-on"
    handed_on.mkdir()
    (handed_on / "imageDetail.json").write_text(json.dumps({"ImageURI": IMAGE}))

    def run(step: str, **given: str) -> Build:
        variables = {**GIVEN, "STEP": step, **given}
        return machine.run(
            project, handed_on, [Variable(n, v) for n, v in variables.items()]
        )

    return run


def made(build: Build) -> dict[str, str]:
    """What the next action gets."""
    return {name: text.decode() for name, text in build.artifact_files().items()}


def deploy(machine: Machine, image: str = IMAGE) -> None:
    """As CodeDeploy does, or ECS: the service gets another task definition."""
    ecs = client("ecs", machine.environment["AWS_ENDPOINT_URL"])
    container, *others = TASK_DEFINITION["containerDefinitions"]
    changed = {"containerDefinitions": [{**container, "image": image}, *others]}
    ecs.register_task_definition(**{**TASK_DEFINITION, **changed})
    ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=SERVICE)


def tasks_run(machine: Machine, *images: str) -> None:
    """moto starts no tasks for a service: what ECS answers with these."""
    tasks = [{"containers": [{"name": CONTAINER, "image": each}]} for each in images]
    machine.before_aws(
        f"""case " $* " in
          *" list-tasks "*) echo '{json.dumps([TASK] * len(images))}'; exit ;;
          *" describe-tasks "*) echo '{json.dumps({"tasks": tasks})}'; exit ;;
        esac"""
    )


def test_what_stands_in_for_ecs_has_the_fields_of_its_answers() -> None:
    """By botocore's model of the service, which the aws command reads, too."""
    model = botocore.session.get_session().get_service_model("ecs")
    answer = model.operation_model("DescribeTasks").output_shape
    container = answer.members["tasks"].member.members["containers"].member
    assert {"name", "image"} <= container.members.keys()
    listed = model.operation_model("ListTasks").output_shape
    assert listed.members["taskArns"].type_name == "list"


def says(build: Build) -> str:
    assert build.failed_phase == "BUILD"
    assert build.last_words.startswith("ERROR: ")
    return build.last_words


def test_what_runs_is_deployed_again_with_the_next_image(
    machine: Machine, rollout: Rollout
) -> None:
    build = rollout("prepare")
    assert build.failed_phase is None, build.output
    task = json.loads(made(build)["taskdef.json"])
    payment, sidecar = task["containerDefinitions"]
    assert payment["image"] == "<IMAGE1_NAME>"
    assert sidecar["image"].startswith("public.ecr.aws/")
    assert task["family"] == SERVICE
    # What ECS says of a task definition and does not take back.
    assert not {"taskDefinitionArn", "revision", "status"} & set(task)
    assert task["tags"] == [{"key": "CostCenter", "value": "payments"}]
    spec = yaml.safe_load(made(build)["appspec.yaml"])
    balancer = spec["Resources"][0]["TargetService"]["Properties"]["LoadBalancerInfo"]
    assert balancer == {"ContainerName": CONTAINER, "ContainerPort": 8080}
    assert json.loads(made(build)["imageDetail.json"]) == {"ImageURI": IMAGE}


def test_codedeploy_calls_the_functions_that_are_named(rollout: Rollout) -> None:
    build = rollout(
        "prepare", AfterAllowTrafficHook="count", BeforeAllowTrafficHook="x"
    )
    assert yaml.safe_load(made(build)["appspec.yaml"])["Hooks"] == [
        {"BeforeAllowTraffic": "x"},
        {"AfterAllowTraffic": "count"},
    ]
    assert "Hooks" not in made(rollout("prepare"))["appspec.yaml"]


def test_ecs_gets_the_image_alone(machine: Machine, rollout: Rollout) -> None:
    ecs = client("ecs", machine.environment["AWS_ENDPOINT_URL"])
    ecs.create_service(
        cluster=CLUSTER,
        serviceName="by-ecs",
        taskDefinition=SERVICE,
        deploymentController={"type": "ECS"},
    )
    build = rollout("prepare", DEPLOYMENT_CONTROLLER="ECS", ECS_SERVICE_NAME="by-ecs")
    assert build.failed_phase is None, build.output
    definitions = json.loads(made(build)["imagedefinitions.json"])
    assert definitions == [{"name": CONTAINER, "imageUri": IMAGE}]
    assert "taskdef.json" not in made(build)


def test_the_target_is_looked_at_by_the_observers_role_alone(
    machine: Machine, rollout: Rollout
) -> None:
    calls = machine.folder / "calls"
    machine.before_aws(f'echo "$AWS_ACCESS_KEY_ID $2" >> {calls}')
    assert rollout("prepare").failed_phase is None
    made_by = dict(reversed(each.split()) for each in calls.read_text().splitlines())
    own = {name for name, key in made_by.items() if key == "testing"}
    # The last makes no call.
    assert own == {"assume-role", "register-task-definition"}
    assert {"describe-services", "describe-task-definition"} <= made_by.keys() - own


def test_a_target_of_another_region_is_looked_at_there(
    machine: Machine, rollout: Rollout
) -> None:
    calls = machine.folder / "calls"
    machine.before_aws(f'echo "$*" >> {calls}')
    build = rollout("prepare", TARGET_REGION="eu-west-1")
    # The sample's cluster is not there.
    assert "Cluster not found" in says(build)
    (looked,) = (each for each in calls.read_text().splitlines() if "describe-" in each)
    assert looked.startswith("ecs --region eu-west-1 describe-services")
    assert rollout("prepare").failed_phase is None
    assert "--region" not in calls.read_text().splitlines()[-2]


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ({"ECS_SERVICE_NAME": "ledger"}, "has no active service ledger in cluster"),
        (
            {"DEPLOYMENT_CONTROLLER": "ECS"},
            "is deployed by CODE_DEPLOY, the promotion says ECS",
        ),
        ({"CONTAINER_NAME": "web"}, "has no container web"),
        ({"CONTAINER_PORT": "9090"}, "has the ports [8080], not 9090"),
        ({"IMAGE_DIGEST": "sha256:beef"}, "this execution built sha256:beef"),
    ],
)
def test_what_would_fail_after_the_approval_is_said_with_its_cause(
    rollout: Rollout, given: dict[str, str], cause: str
) -> None:
    assert cause in says(rollout("prepare", **given))


def test_a_role_that_may_not_be_taken_is_named(
    machine: Machine, rollout: Rollout
) -> None:
    machine.deny("assume-role")
    assert f"cannot look at target staging as {OBSERVER}" in says(rollout("prepare"))


@pytest.mark.parametrize("call", ["describe-services", "describe-task-definition"])
def test_what_cannot_be_looked_up_stops_it(
    machine: Machine, rollout: Rollout, call: str
) -> None:
    machine.deny(call)
    assert "AccessDenied" in says(rollout("prepare"))


def test_a_target_that_runs_the_digest_is_verified(
    machine: Machine, rollout: Rollout
) -> None:
    deploy(machine)
    tasks_run(machine, IMAGE, OLD)
    build = rollout("verify")
    assert build.failed_phase is None, build.output
    assert build.exported["RUNS_DIGEST"] == DIGEST
    assert build.exported["RUNS_SINCE"].endswith("Z")
    assert json.loads(made(build)["verified.json"])["target"] == "staging"


@pytest.mark.parametrize(
    ("deployed", "running", "cause"),
    [
        (
            f"{REGISTRY}/payment-service@sha256:old",
            [IMAGE],
            "somebody else has deployed",
        ),
        (IMAGE, [], "runs no task of"),
        (IMAGE, [OLD], "no running task of"),
    ],
)
def test_a_target_that_runs_something_else_is_not(
    machine: Machine, rollout: Rollout, deployed: str, running: list[str], cause: str
) -> None:
    deploy(machine, deployed)
    tasks_run(machine, *running)
    build = rollout("verify")
    assert cause in says(build)
    assert build.exported["RUNS_SINCE"] == ""


class _Answers(BaseHTTPRequestHandler):
    """`/health` is well, everything else is not there."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal of the tests."""


@pytest.fixture
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(("path", "answers"), [("health", True), ("gone", False)])
def test_the_url_must_answer(
    machine: Machine, rollout: Rollout, web: str, path: str, answers: bool
) -> None:
    deploy(machine)
    tasks_run(machine, IMAGE)
    # As it is, but once instead of six times with pauses.
    once = """exec bash -c 'exec /usr/bin/curl "${@/#5/0}"' curl"""
    write_tool(machine.folder / "tools" / "curl", once)
    build = rollout("verify", SERVICE_URL=f"{web}/{path}")
    assert (build.failed_phase is None) is answers, build.output
    if not answers:
        assert "does not answer after the deployment to target staging" in says(build)
