"""What this machine can build is really built; no build reaches AWS."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.buildspecs import docker_stand_in
from tests.buildspecs.account import (
    PASSWORD,
    REGISTRY,
    TASK_DEFINITION,
    USERNAME,
)
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import (
    NETWORK,
    SERVICE,
    aws_command,
    docker_settings,
    own_task_definition,
    stack,
    tools,
    write_tool,
)
from tests.checkout import run
from tests.rehearsal.test_command import ENGINE
from tests.samples import PARAMETERS, VALUES, sample_project, write_parameters

__all__ = ["aws_command", "stack", "tools"]

SECRETS = {
    "REGISTRY_USERNAME": USERNAME,
    "REGISTRY_PASSWORD": PASSWORD,
    "REGISTRY_URL": REGISTRY,
}
TASK_ROLE = "arn:aws:iam::111122223333:role/task"
FAMILY = {"TaskDefinitionFamily": str(TASK_DEFINITION["family"])}
# What asks AWS, and what is said of it.
ASKING: list[tuple[Mapping[str, str], str]] = [
    ({"EcrRepositoryName": "payments/service"}, "ECR_REGISTRY is given"),
    ({"ImageTagMutability": "IMMUTABLE"}, "it asks ECS what runs"),
]


@pytest.fixture
def machine(tmp_path: Path, tools: Path, stack: Stack) -> dict[str, str]:
    """The environment of somebody with Node.js, Docker and a registry's login."""
    state = tmp_path / "docker.json"
    state.write_text(json.dumps(docker_settings(stack)))
    (tmp_path / "tools").mkdir()
    engine = ENGINE.format(
        python=sys.executable, docker=docker_stand_in.__file__, state=state
    )
    write_tool(tmp_path / "tools" / "docker", engine)
    path = f"{tmp_path / 'tools'}:{tools}:/usr/bin:/bin"
    network = {name: os.environ[name] for name in NETWORK if name in os.environ}
    return {**network, **SECRETS, "PATH": path}


def push(tmp_path: Path, machine: dict[str, str], **more: str) -> tuple[int, str, str]:
    """Deploy, push, and what the log of the image's build says."""
    project, service = tmp_path / "project", tmp_path / "service"
    project.mkdir()
    sample_project(project)
    write_parameters(project, {**VALUES, "TaskRoleArn": TASK_ROLE, **FAMILY, **more})
    shutil.copytree(SERVICE, service, ignore=shutil.ignore_patterns("node_modules"))
    definition = own_task_definition(
        executionRoleArn=VALUES["TaskExecutionRoleArn"], taskRoleArn=TASK_ROLE
    )
    (service / "taskdef.json").write_text(json.dumps(definition))

    def command(*words: str) -> tuple[int, str]:
        done = run(project, *words, str(PARAMETERS), home=tmp_path, **machine)
        return done.returncode, done.stdout + done.stderr

    assert command("deploy", "--sandbox", "--yes")[0] == 0
    code, out = command("sandbox", "run", "--service", str(service))
    where = ("--action", "DockerBuild", "--lines", "500")
    return code, out, command("pipeline", "logs", "--sandbox", *where)[1]


@pytest.mark.whole_way
def test_an_image_is_built_where_docker_is(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    code, out, log = push(tmp_path, machine)
    assert code == 3, out + log
    assert "taken for good" not in out
    told = json.loads((tmp_path / "docker.json").read_text())
    assert told["scanned"]
    assert not [call for call in told["calls"] if call[0] == "push"]
    assert "is not pushed" in log
    for secret in (USERNAME, PASSWORD):
        assert secret not in out + log


@pytest.mark.whole_way
@pytest.mark.parametrize(("more", "said"), ASKING)
def test_a_build_that_asks_aws_is_not_run(
    tmp_path: Path, machine: dict[str, str], more: Mapping[str, str], said: str
) -> None:
    code, out, _ = push(tmp_path, machine, **more)
    assert (code, f"taken for good: {said}" in out) == (3, True), out
    assert not json.loads((tmp_path / "docker.json").read_text()).get("builds")
