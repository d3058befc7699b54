"""A repository in which no tag moves: a commit is pushed once, and taken after that."""

from pathlib import Path

import pytest

from generator.rehearsal.project import BuildProject
from tests.buildspecs.account import TASK_DEFINITION, client
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import COMMIT, SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.test_docker_build import REPOSITORY, use

LABELS = {
    "org.opencontainers.image.revision": COMMIT,
    "org.opencontainers.image.source": (
        "https://github.com/example-payments/payment-service"
    ),
}


def there(machine: Machine, labels: dict[str, str]) -> None:
    """An image of the commit that somebody pushed before."""
    digest = "ab" * 32
    machine.tell_docker(
        pushed=[[REPOSITORY, COMMIT, f"sha256:{digest}"]], labels={digest: labels}
    )


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def immutable_project(stack: Stack) -> BuildProject:
    """For a repository in which no tag moves."""
    parameters = {**stack.parameters, "ImageTagMutability": "IMMUTABLE"}
    return Stack(stack.template, parameters).build_project("docker-build-project-dev")


def test_where_no_tag_moves_a_commit_is_pushed_alone_and_once(
    machine: Machine, immutable_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(immutable=True)
    first = machine.run(immutable_project, described_service)
    again = machine.run(immutable_project, described_service)
    assert again.failed_phase is None, again.output
    assert again.exported == first.exported
    assert again.exported["IMAGE_DIGEST"]
    for name in ("imageDetail.json", "imagedefinitions.json"):
        assert again.artifact_files()[name] == first.artifact_files()[name]
    (pushed,) = machine.docker["pushed"]
    assert pushed[:2] == [REPOSITORY, COMMIT]
    (built,) = machine.docker["builds"]
    assert built["tag"] == [f"{REPOSITORY}:{COMMIT}"]
    # It was good once; what was found since counts.
    assert len(machine.docker["scanned"]) == 2


@pytest.mark.parametrize("name", LABELS)
def test_an_image_of_another_origin_is_not_taken_for_the_commits(
    machine: Machine,
    immutable_project: BuildProject,
    described_service: Path,
    name: str,
) -> None:
    there(machine, {**LABELS, name: "another"})
    build = machine.run(immutable_project, described_service)
    assert build.failed_phase == "BUILD"
    assert build.last_words.startswith(
        f"ERROR: there is an image {COMMIT} already, and its label {name} is not "
    )
    assert build.artifact is None
    assert not build.exported["IMAGE_URI"]


def test_an_image_that_is_there_already_is_judged_like_any(
    machine: Machine, immutable_project: BuildProject, described_service: Path
) -> None:
    there(machine, LABELS)
    machine.tell_docker(finds="HIGH")
    build = machine.run(immutable_project, described_service)
    assert "vulnerabilities in the image (HIGH,CRITICAL)" in build.last_words
    assert build.artifact is None


def test_where_no_tag_moves_layers_come_from_what_runs(
    machine: Machine, immutable_project: BuildProject, aws_endpoint: str
) -> None:
    (payment, sidecar) = TASK_DEFINITION["containerDefinitions"]
    running = f"{REPOSITORY}@sha256:{'cd' * 32}"
    containers = [{**payment, "image": running}, sidecar]
    ecs = client("ecs", aws_endpoint)
    ecs.register_task_definition(
        **{**TASK_DEFINITION, "containerDefinitions": containers}
    )
    use(ecs, f"{TASK_DEFINITION['family']}:2")
    assert machine.run(immutable_project).failed_phase is None
    (built,) = machine.docker["builds"]
    assert built["cache_from"] == [running]


def test_a_service_that_runs_something_else_is_built_without_layers(
    machine: Machine, immutable_project: BuildProject, described_service: Path
) -> None:
    machine.deny("describe-services")
    build = machine.run(immutable_project, described_service)
    assert build.failed_phase is None, build.output
    (built,) = machine.docker["builds"]
    assert built["cache_from"] == []
    assert "NOTE: no layers to start from" in build.output
