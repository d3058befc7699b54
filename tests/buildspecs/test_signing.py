"""With a key only what the image build signed is deployed, whoever wrote it."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cfn_flip
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.account import client
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import ROOT, SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.test_rollout import GIVEN
from tests.templates.promotion.stack import REQUIRED as PROMOTION

# Of the build that signs: what the machine calls it, see the runner.
BUILDER = "arn:aws:codebuild:us-east-1:000000000000:project/docker-build-project-dev"


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def kms(machine: Machine, aws_endpoint: str) -> Any:
    """After the machine, which makes the account afresh."""
    return client("kms", aws_endpoint)


def new_key(kms: Any) -> str:
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    return str(made["KeyMetadata"]["Arn"])


@pytest.fixture
def key(kms: Any) -> str:
    return new_key(kms)


@pytest.fixture
def signed(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    key: str,
) -> Build:
    variables = [Variable("SIGNING_KEY_ARN", key)]
    return machine.run(docker_build_project, described_service, variables)


Handed = dict[str, bytes]
Verify = Callable[..., Build]


@pytest.fixture
def verify(
    machine: Machine, stack: Stack, signed: Build, key: str, tmp_path: Path
) -> Verify:
    """What the action before the deployment says of files."""
    whole = Stack(stack.template, {**stack.parameters, "SigningKeyArn": key})
    project = whole.build_project("verify-image-project-dev")
    folder = tmp_path / "handed-on"

    def run(files: Handed, **given: str) -> Build:
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        digest = signed.exported["IMAGE_DIGEST"]
        variables = {"IMAGE_DIGEST": digest, "BUILDER_ARN": BUILDER, **given}
        return machine.run(
            project, folder, [Variable(n, v) for n, v in variables.items()]
        )

    return run


def refused(build: Build, cause: str) -> None:
    assert build.failed_phase == "BUILD"
    assert build.last_words.startswith("ERROR: "), build.output
    assert cause in build.last_words
    assert "not deployed" in build.last_words


def test_what_was_signed_is_deployed(signed: Build, verify: Verify) -> None:
    assert signed.failed_phase is None, signed.output
    build = verify(signed.artifact_files())
    assert build.failed_phase is None, build.output
    assert "are signed by" in build.output


def test_the_signature_is_one_that_others_can_check(
    signed: Build, kms: Any, key: str
) -> None:
    """An envelope of DSSE around the statement: with the public key and no AWS."""
    files = signed.artifact_files()
    envelope = json.loads(files["provenance.dsse.json"])
    payload = base64.b64decode(envelope["payload"], validate=True)
    assert payload == files["provenance.json"]
    kind = envelope["payloadType"].encode()
    assert kind == b"application/vnd.in-toto+json"
    encoded = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    (signature,) = envelope["signatures"]
    assert signature["keyid"] == key
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert isinstance(public, ec.EllipticCurvePublicKey)
    # moto takes a hash for a message, whatever MessageType says, and hashes it again;
    # KMS signs it as it is (API reference, Sign), so others verify `encoded` itself.
    message = hashlib.sha256(encoded).digest()
    public.verify(base64.b64decode(signature["sig"]), message, ec.ECDSA(SHA256()))


@pytest.mark.parametrize(
    ("name", "cause"),
    [("imageDetail.json", "a file is not"), ("taskdef.json", "a file is not")],
)
def test_a_file_that_was_changed_afterwards_is_not_deployed(
    signed: Build, verify: Verify, name: str, cause: str
) -> None:
    files = signed.artifact_files()
    refused(verify({**files, name: files[name] + b" "}), cause)


def test_a_file_that_came_later_is_not_deployed(signed: Build, verify: Verify) -> None:
    files = {**signed.artifact_files(), "more.json": b"{}"}
    refused(verify(files), "./more.json was not signed")


def test_what_nobody_signed_is_not_deployed(signed: Build, verify: Verify) -> None:
    files = signed.artifact_files()
    del files["provenance.dsse.json"]
    refused(verify(files), "has no signature")


def test_another_image_than_the_approved_is_not_deployed(
    signed: Build, verify: Verify
) -> None:
    another = "sha256:" + "ab" * 32
    refused(verify(signed.artifact_files(), IMAGE_DIGEST=another), f"image {another}")


def test_what_another_build_signed_with_the_key_is_not_deployed(
    signed: Build, verify: Verify
) -> None:
    ledger = BUILDER.replace("docker-build", "ledger-docker-build")
    refused(verify(signed.artifact_files(), BUILDER_ARN=ledger), ledger)


def test_what_another_key_signed_is_not_deployed(
    signed: Build, verify: Verify, kms: Any
) -> None:
    files = signed.artifact_files()
    envelope = json.loads(files["provenance.dsse.json"])
    forged = kms.sign(
        KeyId=new_key(kms),
        Message=hashlib.sha256(files["provenance.json"]).digest(),
        MessageType="DIGEST",
        SigningAlgorithm="ECDSA_SHA_256",
    )["Signature"]
    envelope["signatures"][0]["sig"] = base64.b64encode(forged).decode()
    text = json.dumps(envelope).encode()
    refused(verify({**files, "provenance.dsse.json": text}), "signature")


def test_a_statement_that_was_changed_is_not_deployed(
    signed: Build, verify: Verify
) -> None:
    files = signed.artifact_files()
    envelope = json.loads(files["provenance.dsse.json"])
    changed = files["provenance.json"].replace(b"payment-service", b"payment-servicf")
    envelope["payload"] = base64.b64encode(changed).decode()
    text = json.dumps(envelope).encode()
    refused(verify({**files, "provenance.dsse.json": text}), "signature")


def test_a_build_that_cannot_sign_hands_on_nothing(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    key: str,
) -> None:
    absent = key[:-12] + "0" * 12
    variables = [Variable("SIGNING_KEY_ARN", absent)]
    build = machine.run(docker_build_project, described_service, variables)
    assert build.failed_phase == "BUILD"
    assert build.last_words.startswith(f"ERROR: cannot sign with {absent}: ")
    assert build.artifact is None


def test_an_image_that_was_there_already_is_not_signed(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    key: str,
) -> None:
    """Whoever may push could have put it there."""
    variables = [Variable("IMAGE_TAG_MUTABILITY", "IMMUTABLE")]
    machine.run(docker_build_project, described_service, variables)
    variables.append(Variable("SIGNING_KEY_ARN", key))
    build = machine.run(docker_build_project, described_service, variables)
    assert build.last_words.startswith("ERROR: there is an image ")
    assert build.last_words.endswith("push another commit")
    assert build.artifact is None


def test_a_build_that_signs_is_the_one_that_a_verification_expects(
    stack: Stack, key: str
) -> None:
    """The ARN of the project, as CodeBuild says it of its builds."""
    whole = Stack(stack.template, {**stack.parameters, "SigningKeyArn": key})
    project = whole.build_project("verify-image-project-dev")
    (builder,) = (one.value for one in project.variables if one.name == "BUILDER_ARN")
    assert builder.endswith(":123456789012:project/docker-build-project-dev")


def test_a_promotion_looks_before_each_target(
    machine: Machine, signed: Build, key: str, tmp_path: Path
) -> None:
    text = (ROOT / "templates_out" / "promotion.yaml").read_text("utf-8")
    given = {**PROMOTION, "SigningKeyArn": key}
    project = Stack(json.loads(cfn_flip.to_json(text)), given).build_project(
        "rollout-project-dev"
    )
    digest = signed.exported["IMAGE_DIGEST"]
    variables = {**GIVEN, "STEP": "prepare", "IMAGE_DIGEST": digest}
    variables["BUILDER_ARN"] = BUILDER
    started = [Variable(n, v) for n, v in variables.items()]
    folder = tmp_path / "promoted"
    folder.mkdir()
    files = signed.artifact_files()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    build = machine.run(project, folder, started)
    assert build.failed_phase is None, build.output
    (folder / "imageDetail.json").write_bytes(files["imageDetail.json"] + b" ")
    refused(machine.run(project, folder, started), "a file is not what was signed")
    (folder / "provenance.dsse.json").unlink()
    refused(machine.run(project, folder, started), "has no signature")
