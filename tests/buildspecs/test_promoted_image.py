"""The image that every target runs is built where no service of it is."""

import json
from pathlib import Path

import cfn_flip
import pytest

from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.account import REGISTRY, client
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import COMMIT, ROOT, SECOND_WAY_IN_TOX, Machine
from tests.templates.promotion.stack import REQUIRED

REPOSITORY = f"{REGISTRY}/payment-service"


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def project() -> BuildProject:
    text = (ROOT / "templates_out" / "promotion.yaml").read_text("utf-8")
    stack = Stack(json.loads(cfn_flip.to_json(text)), REQUIRED)
    return stack.build_project("docker-build-project-dev")


@pytest.mark.parametrize("tags", ["MUTABLE", "IMMUTABLE"])
def test_it_takes_no_service_to_build_the_image(
    machine: Machine, project: BuildProject, service: Path, tags: str
) -> None:
    ecs = client("ecs", machine.environment["AWS_ENDPOINT_URL"])
    for cluster in ecs.list_clusters()["clusterArns"]:
        for each in ecs.list_services(cluster=cluster)["serviceArns"]:
            ecs.delete_service(cluster=cluster, service=each, force=True)
    build = machine.run(project, service, [Variable("IMAGE_TAG_MUTABILITY", tags)])
    assert build.failed_phase is None, build.output
    ((repository, tag, digest), *latest) = machine.docker["pushed"]
    assert (repository, tag) == (REPOSITORY, COMMIT)
    assert bool(latest) is (tags == "MUTABLE")
    files = build.artifact_files()
    assert {"imageDetail.json", "provenance.json", "sbom.cdx.json.gz"} <= set(files)
    # What is deployed is made for each target.
    assert not {"imagedefinitions.json", "taskdef.json", "appspec.yaml"} & set(files)
    image = {"ImageURI": f"{REPOSITORY}@{digest}"}
    assert json.loads(files["imageDetail.json"]) == image
    assert build.exported["IMAGE_DIGEST"] == digest
