"""`rehearse` as the team of a service starts it: a process, in a project."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.buildspecs import docker_stand_in
from tests.buildspecs.account import (
    PASSWORD,
    REGISTRY,
    ROLES,
    TASK_DEFINITION,
    USERNAME,
)
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import (
    NETWORK,
    SERVICE,
    docker_settings,
    own_task_definition,
    package_manager_settings,
    write_tool,
)
from tests.buildspecs.image_registry import image_registry
from tests.checkout import run
from tests.samples import PARAMETERS, VALUES, sample_project, write_parameters

Rehearse = Callable[..., subprocess.CompletedProcess[str]]
# The engine answers; then the stand-in does.
ENGINE = """case "$*" in
  version*) echo 28.2.2; exit ;;
  context*) echo unix:///var/run/docker.sock; exit ;;
  *.Id*) echo sha256:0123456789abcdef; exit ;;
  run*) shift 3; set -- run "$@" ;;
esac
exec {python} -S {docker} {state}"""


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A copy of the sample service that brings its own task definition."""
    folder = Path(shutil.copytree(SERVICE, tmp_path / "service"))
    (folder / "taskdef.json").write_text(json.dumps(own_task_definition()))
    return folder


@pytest.fixture
def rehearse(tmp_path: Path, tools: Path, caches: Path) -> Rehearse:
    """Where there is node and no Docker, until a test brings one."""
    project = tmp_path / "project"
    project.mkdir()
    sample_project(project)
    family = {"TaskDefinitionFamily": str(TASK_DEFINITION["family"])}
    write_parameters(project, {**VALUES, **ROLES, **family})
    (tmp_path / "tools").mkdir()
    caching = package_manager_settings(caches)
    passed = [f"--pass-env={name}" for name in caching]
    network = {name: os.environ[name] for name in NETWORK if name in os.environ}

    def start(
        folder: Path, *more: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        path = f"{tmp_path / 'tools'}:{tools}:/usr/bin:/bin"
        arguments = ("rehearse", str(folder), "--params", str(PARAMETERS))
        return run(
            project,
            *(*arguments, *passed, *more),
            home=tmp_path,
            **{**caching, **network, "PATH": path, **(environment or {})},
        )

    return start


@pytest.fixture
def docker(tmp_path: Path, stack: Stack) -> Path:
    """A Docker that writes down what it was told, in this file."""
    state = tmp_path / "docker.json"
    state.write_text(json.dumps(docker_settings(stack)))
    engine = ENGINE.format(
        python=sys.executable, docker=docker_stand_in.__file__, state=state
    )
    write_tool(tmp_path / "tools" / "docker", engine)
    return state


def test_a_good_service_passes_as_far_as_it_can_be_run_here(
    rehearse: Rehearse, service: Path, tmp_path: Path
) -> None:
    write_tool(tmp_path / "tools" / "docker", "echo no engine >&2; exit 1; :")
    done = rehearse(service)
    assert done.returncode == 3, done.stderr
    assert "report tests: 4 tests, 0 failed" in done.stdout
    assert "image not run: the Docker engine does not answer" in done.stdout
    assert "tests passed" in done.stdout
    assert "ERROR:" not in done.stdout + done.stderr
    assert not list(service.glob("node_modules"))


def test_a_broken_service_is_told_first_what_to_mend(
    rehearse: Rehearse, service: Path
) -> None:
    (service / "src" / "main.js").write_text("debugger;\n")
    done = rehearse(service)
    assert done.returncode == 4
    assert done.stdout.startswith("ERROR: lint failed\n")
    assert "  pre_build  FAILED" in done.stdout


def test_a_machine_learns_the_same(rehearse: Rehearse, service: Path) -> None:
    (service / "package-lock.json").unlink()
    done = rehearse(service, "--stage", "tests", "--format", "json")
    document = json.loads(done.stdout)
    (stage,) = document["stages"]
    assert (done.returncode, document["exit_code"]) == (4, 4)
    assert document["stack"] == "payment-service-pipeline-dev"
    assert stage["reason"].startswith("ERROR: no lock file of npm, pnpm or yarn")
    assert stage["failed_phase"] == "INSTALL"
    assert [one["phase"] for one in stage["phases"]] == ["install"]


SECRETS = {
    "REGISTRY_USERNAME": USERNAME,
    "REGISTRY_PASSWORD": PASSWORD,
    "REGISTRY_URL": REGISTRY,
}


def test_an_image_is_built_and_scanned_and_not_pushed(
    rehearse: Rehearse, service: Path, docker: Path, tmp_path: Path
) -> None:
    arguments = ("--stage", "image", "--format", "json")
    with image_registry(tmp_path) as registry:
        given = SECRETS | registry.environment
        done = rehearse(service, *arguments, environment=given)
    assert done.returncode == 0, done.stderr
    # Nor is anything beside it.
    (asked,) = registry.asked
    assert asked.startswith("GET ")
    told = json.loads(docker.read_text())
    assert told["scanned"]
    assert not [call for call in told["calls"] if call[0] == "push"]
    assert "is not pushed" in done.stderr
    for secret in (USERNAME, PASSWORD):
        assert secret not in done.stdout + done.stderr
    (stage,) = json.loads(done.stdout)["stages"]
    assert "taskdef.json" in stage["artifact"]


def test_a_secret_that_nobody_gives_is_asked_for_by_name(
    rehearse: Rehearse, service: Path, docker: Path
) -> None:
    done = rehearse(service)
    assert done.returncode == 2
    assert (
        "REGISTRY_USERNAME (username of docker-registry-credentials-dev)" in done.stderr
    )
    assert "Set REGISTRY_USERNAME" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no folder nowhere"),
        ([".", "--params", "params/dev/none.pipeline.json"], "There is no params/dev"),
    ],
)
def test_what_cannot_be_rehearsed_is_one_sentence(
    rehearse: Rehearse, arguments: list[str], sentence: str
) -> None:
    done = rehearse(Path(arguments[0]), *arguments[1:])
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
