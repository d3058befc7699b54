"""What is known of an image lies beside it in its registry, where that takes it."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.account import (
    ECR_PASSWORD,
    PASSWORD,
    REGISTRY,
    USERNAME,
    client,
)
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import (
    SECOND_WAY_IN_TOX,
    UNREACHABLE,
    Machine,
)
from tests.buildspecs.handover import FILES
from tests.buildspecs.image_registry import (
    HUB,
    MANIFEST,
    TOKEN,
    UPLOADS,
    ImageRegistry,
    digest,
    image_registry,
)

SBOM, STATEMENT = "application/vnd.cyclonedx+json", "application/vnd.in-toto+json"
ENVELOPE = "application/vnd.in-toto.provenance+dsse"
EMPTY = digest(b"{}")


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def images(machine: Machine, tmp_path: Path) -> Iterator[ImageRegistry]:
    """The registry that the stand-in for docker pushes to."""
    with image_registry(tmp_path) as registry:

        def pushed(name: str) -> bytes | None:
            text = machine.docker["manifests"].get(name.removeprefix("sha256:"))
            there = name in [each[2] for each in machine.docker["pushed"]]
            return text.encode() if there and text else None

        registry.pushed = pushed
        machine.to_registry = registry.environment
        yield registry


def with_parameters(stack: Stack, **more: str) -> BuildProject:
    changed = Stack(stack.template, {**stack.parameters, **more})
    return changed.build_project("docker-build-project-dev")


def attached(registry: ImageRegistry, build: Build) -> dict[str, Any]:
    """The manifests that name the image, by their kind; each is whole."""
    assert build.failed_phase is None, build.output
    found = registry.referrers(build.exported["IMAGE_DIGEST"])
    for manifest in found:
        (layer,) = manifest["layers"]
        content = registry.blobs[layer["digest"]]
        assert layer["size"] == len(content)
        assert layer["mediaType"] == manifest["artifactType"]
        assert manifest["config"] == {
            "mediaType": "application/vnd.oci.empty.v1+json",
            "digest": EMPTY,
            "size": 2,
        }
    kinds = {each["artifactType"]: each for each in found}
    assert len(kinds) == len(found)
    return kinds


def content(registry: ImageRegistry, manifest: Any) -> bytes:
    return registry.blobs[manifest["layers"][0]["digest"]]


def note(build: Build) -> str:
    """The one line that says why nothing is attached; the rest is handed on."""
    assert build.failed_phase is None, build.output
    assert set(build.artifact_files()) == FILES
    (line,) = (
        one for one in build.output.splitlines() if "not beside the image" in one
    )
    assert line.startswith("NOTE: ")
    return line


def test_sbom_and_statement_name_the_image_as_their_subject(
    machine: Machine,
    images: ImageRegistry,
    docker_build_project: BuildProject,
    described_service: Path,
) -> None:
    build = machine.run(docker_build_project, described_service)
    found = attached(images, build)
    assert set(found) == {SBOM, STATEMENT}
    image = build.exported["IMAGE_DIGEST"]
    pushed = images.pushed(image)
    assert pushed is not None
    for manifest in found.values():
        assert manifest["subject"] == {
            "mediaType": json.loads(pushed)["mediaType"],
            "digest": image,
            "size": len(pushed),
        }
    assert json.loads(content(images, found[SBOM]))["bomFormat"] == "CycloneDX"
    statement = build.artifact_files()["provenance.json"]
    assert content(images, found[STATEMENT]) == statement
    assert set(build.artifact_files()) == FILES
    for secret in (PASSWORD, USERNAME):
        assert secret not in build.raw_output


def test_ecr_takes_them_with_the_token_of_the_role(
    machine: Machine, images: ImageRegistry, stack: Stack, described_service: Path
) -> None:
    project = with_parameters(stack, EcrRepositoryName="payment-service")
    build = machine.run(project, described_service)
    assert set(attached(images, build)) == {SBOM, STATEMENT}
    assert ECR_PASSWORD not in build.raw_output


def test_what_is_signed_is_attached_with_its_signature(
    machine: Machine,
    images: ImageRegistry,
    docker_build_project: BuildProject,
    described_service: Path,
    aws_endpoint: str,
) -> None:
    kms = client("kms", aws_endpoint)
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    key = Variable("SIGNING_KEY_ARN", made["KeyMetadata"]["Arn"])
    build = machine.run(docker_build_project, described_service, [key])
    found = attached(images, build)
    assert set(found) == {SBOM, ENVELOPE}
    envelope = build.artifact_files()["provenance.dsse.json"]
    assert content(images, found[ENVELOPE]) == envelope


def test_an_image_that_is_taken_keeps_what_its_own_build_attached(
    machine: Machine, images: ImageRegistry, stack: Stack, described_service: Path
) -> None:
    project = with_parameters(stack, ImageTagMutability="IMMUTABLE")
    first = attached(images, machine.run(project, described_service))
    images.asked.clear()
    again = machine.run(project, described_service)
    assert "image-taken" in again.artifact_files()["provenance.json"].decode()
    assert attached(images, again) == first
    assert images.asked == []


def test_a_registry_with_tokens_of_its_own_is_asked_for_one(
    machine: Machine,
    images: ImageRegistry,
    docker_build_project: BuildProject,
    described_service: Path,
) -> None:
    images.issues_tokens = True
    url = Variable("REGISTRY_URL", f"{REGISTRY}/team")
    build = machine.run(docker_build_project, described_service, [url])
    assert set(attached(images, build)) == {SBOM, STATEMENT}
    assert images.asked.count("GET /token") == 1
    assert TOKEN not in build.raw_output


def test_another_host_that_an_answer_names_gets_no_password(
    machine: Machine,
    images: ImageRegistry,
    docker_build_project: BuildProject,
    described_service: Path,
) -> None:
    images.uploads_elsewhere = True
    build = machine.run(docker_build_project, described_service)
    assert set(attached(images, build)) == {SBOM, STATEMENT}
    assert images.hosts == {REGISTRY, UPLOADS}


def test_docker_hub_is_asked_where_its_registry_is(
    machine: Machine,
    images: ImageRegistry,
    docker_build_project: BuildProject,
    described_service: Path,
) -> None:
    machine.tell_docker(
        registries={**machine.docker["registries"], "docker.io": [USERNAME, PASSWORD]}
    )
    url = Variable("REGISTRY_URL", "docker.io/example-payments")
    build = machine.run(docker_build_project, described_service, [url])
    assert set(attached(images, build)) == {SBOM, STATEMENT}
    assert images.hosts == {HUB}


DENIED = b'{"errors":[{"code":"DENIED","message":"not authorized to perform: ecr:X"}]}'


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"has_referrers": False}, "HTTP Error 404"),
        ({"refuses": ("GET /v2/payment-service/manifests", 403, DENIED)}, "ecr:X"),
        ({"refuses": ("HEAD", 500, b"")}, "HEAD /v2/payment-service/blobs/sha256:"),
        ({"refuses": ("POST", 405, b"")}, "POST /v2/payment-service/blobs/uploads/"),
        ({"refuses": ("PUT", 405, b'{"errors":\n[]}')}, 'Not Allowed {"errors": []}'),
        ({"pushed": lambda name: b'{"mediaType": "text/plain"}'}, "instead"),
        ({"pushed": lambda name: None}, "MANIFEST_UNKNOWN"),
    ],
)
def test_a_registry_that_takes_none_stops_no_build(
    machine: Machine,
    images: ImageRegistry,
    docker_build_project: BuildProject,
    described_service: Path,
    settings: dict[str, Any],
    said: str,
) -> None:
    for name, value in settings.items():
        setattr(images, name, value)
    build = machine.run(docker_build_project, described_service)
    assert said in note(build)
    assert images.manifests == {}
    if "has_referrers" in settings:
        assert images.blobs == {}


def test_a_registry_that_cannot_be_reached_stops_no_build(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    assert machine.to_registry == UNREACHABLE
    build = machine.run(docker_build_project, described_service)
    assert "Connection refused" in note(build)


@pytest.fixture
def distribution(tmp_path: Path) -> Iterator[str]:
    """The registry of the CNCF, in which `docker push` was first spoken."""
    program = shutil.which("docker-registry")
    if program is None:
        pytest.skip("there is no docker-registry on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {
        "version": 0.1,
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(tmp_path / "images")}},
        "http": {"addr": address},
    }
    file = tmp_path / "distribution.json"
    file.write_text(json.dumps(settings))
    running = subprocess.Popen([program, "serve", file], stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://{address}/v2/")
        yield address
    finally:
        running.terminate()
        running.wait()


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urlopen(url, timeout=5).close()
            return
        except URLError:
            sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def kept(url: str) -> bytes:
    """What the registry has there."""
    with urlopen(Request(url, headers={"Accept": MANIFEST}), timeout=30) as answer:
        content: bytes = answer.read()
    return content


def test_a_real_registry_takes_the_blobs_and_the_manifests(
    machine: Machine,
    images: ImageRegistry,
    distribution: str,
    docker_build_project: BuildProject,
    described_service: Path,
) -> None:
    images.behind = distribution
    build = machine.run(docker_build_project, described_service)
    assert build.failed_phase is None, build.output
    paths = [one.split()[1] for one in images.asked if one.startswith("PUT ")]
    sent = [path for path in paths if "/manifests/" in path]
    found = [json.loads(kept(f"http://{distribution}{path}")) for path in sent]
    assert {each["artifactType"] for each in found} == {SBOM, STATEMENT}
    for each in found:
        assert each["subject"]["digest"] == build.exported["IMAGE_DIGEST"]
        (layer,) = each["layers"]
        blob = f"http://{distribution}/v2/payment-service/blobs/{layer['digest']}"
        assert digest(kept(blob)) == layer["digest"]


def test_a_real_registry_without_referrers_gets_nothing(
    machine: Machine,
    images: ImageRegistry,
    distribution: str,
    docker_build_project: BuildProject,
    described_service: Path,
) -> None:
    images.behind, images.has_referrers = distribution, False
    build = machine.run(docker_build_project, described_service)
    assert "/referrers/sha256:" in note(build)
    assert "HTTP Error 404" in note(build)
    assert not any(one.startswith(("POST", "PUT")) for one in images.asked)
