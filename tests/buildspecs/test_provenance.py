"""Where an image comes from: the statement that every build hands on."""

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.conftest import COMMIT, SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.docker_stand_in import BASE
from tests.buildspecs.test_docker_build import REPOSITORY

SOURCE = "https://github.com/example-payments/payment-service"
URI = {"type": "string", "pattern": r"^[a-zA-Z][\w+.-]*:\S+$"}
TIME = {"type": "string", "pattern": r"^\d{4}(-\d\d){2}T\d\d(:\d\d){2}Z$"}
DIGESTS = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "gitCommit": {"type": "string", "pattern": "^[0-9a-f]{40}$"},
    },
    "additionalProperties": False,
}
# in-toto's ResourceDescriptor v1: one of uri, digest and content, at least.
RESOURCES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "uri": URI, "digest": DIGESTS},
        "required": ["digest"],
        "additionalProperties": False,
    },
}


def closed(*optional: str, **required: Any) -> dict[str, Any]:
    """An object with these and nothing else."""
    return {
        "type": "object",
        "properties": {**required, **{name: {} for name in optional}},
        "required": [*required],
        "additionalProperties": False,
    }


# in-toto's Statement v1 and SLSA's provenance v1, as their specifications have them
# (in-toto/attestation, spec/v1; slsa.dev, "Provenance", v1).
STATEMENT = closed(
    _type={"const": "https://in-toto.io/Statement/v1"},
    subject={**RESOURCES, "minItems": 1},
    predicateType={"const": "https://slsa.dev/provenance/v1"},
    predicate=closed(
        buildDefinition=closed(
            "internalParameters",
            buildType=URI,
            externalParameters={"type": "object"},
            resolvedDependencies=RESOURCES,
        ),
        runDetails=closed(
            builder=closed("version", "builderDependencies", id=URI),
            metadata=closed(
                invocationId={"type": "string"}, startedOn=TIME, finishedOn=TIME
            ),
            byproducts=RESOURCES,
        ),
    ),
)


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def statement(files: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["provenance.json"])
    jsonschema.validate(found, STATEMENT)
    return found


def test_a_build_says_of_which_commit_with_what_and_by_whom(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    asked = [Variable("BUILD_ARGUMENTS", '{"MODE": "a \\"b\\""}')]
    (described_service / "Dockerfile").write_text("FROM node:22-alpine AS run\n")
    build = machine.run(docker_build_project, described_service, asked)
    assert build.failed_phase is None, build.output
    files = build.artifact_files()
    said = statement(files)
    digest = build.exported["IMAGE_DIGEST"].removeprefix("sha256:")
    assert said["subject"] == [{"name": REPOSITORY, "digest": {"sha256": digest}}]
    made, run = said["predicate"].values()
    assert made["externalParameters"] == {
        "repository": SOURCE,
        "commit": COMMIT,
        "buildspec": "project",
        "servicePath": ".",
        "buildArguments": asked[0].value,
    }
    source, base = made["resolvedDependencies"]
    assert source == {"uri": f"git+{SOURCE}@{COMMIT}", "digest": {"gitCommit": COMMIT}}
    assert base == {
        "name": "base image",
        "uri": "docker://docker.io/library/node:22-alpine",
        "digest": {"sha256": BASE},
    }
    assert run["builder"]["id"].endswith(":project/docker-build-project-dev")
    assert ":build/docker-build-project-dev:" in run["metadata"]["invocationId"]
    assert run["metadata"]["startedOn"] <= run["metadata"]["finishedOn"]
    (created,) = machine.docker["builds"][0]["label"][2:]
    assert created.endswith(f"created={run['metadata']['startedOn']}")
    # Each file that is deployed, and the SBOM.
    assert {one["name"]: one["digest"] for one in run["byproducts"]} == {
        name: {"sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name != "provenance.json"
    }


def test_an_image_that_was_there_is_not_said_to_be_this_builds(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    tags = [Variable("IMAGE_TAG_MUTABILITY", "IMMUTABLE")]
    kinds = []
    for _ in range(2):
        build = machine.run(docker_build_project, described_service, tags)
        definition = statement(build.artifact_files())["predicate"]["buildDefinition"]
        kinds.append(definition["buildType"])
    assert kinds == [
        "urn:payment-pipeline:docker-build:v1",
        "urn:payment-pipeline:image-taken-by-its-labels:v1",
    ]
    # Of another build's base images nothing is known.
    (source,) = definition["resolvedDependencies"]
    assert source["digest"] == {"gitCommit": COMMIT}
