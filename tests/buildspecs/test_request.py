"""What a service may ask for arrives unchanged, or one line refuses it."""

import hashlib
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.account import ACCOUNT, ECR_PASSWORD, REGION, client
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.handover import check_stopped
from tests.buildspecs.one_step import run_step

ODD = """a "b" 'c' $HOME `id` \\ ; &
second line\tend """

ARGUMENTS = {"NODE_ENV": "production", "ODD": ODD, "EMPTY": ""}
ASKS = "# What the service asks for"


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def asks(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> Callable[..., Build]:
    """A build whose project has other variables."""

    def run(**given: str) -> Build:
        variables = [Variable(name, value) for name, value in given.items()]
        return machine.run(docker_build_project, described_service, variables)

    return run


def one_build(machine: Machine) -> dict[str, Any]:
    (made,) = machine.docker["builds"]
    return dict(made)


def test_what_is_asked_for_arrives_as_it_was_written(
    machine: Machine, asks: Callable[..., Build], described_service: Path
) -> None:
    """As in a monorepo, where the Dockerfile copies what lies beside the service."""
    (described_service / "docker").mkdir()
    (described_service / "Dockerfile").rename(described_service / "docker" / "api")
    member = described_service / "services" / "api"
    member.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "taskdef.json"):
        (described_service / name).rename(member / name)
    (described_service / "docker" / "api").write_text("FROM node:22\nCOPY docker ./\n")
    build = asks(
        SERVICE_PATH="services/api",
        DOCKERFILE_PATH="docker/api",
        BUILD_CONTEXT_PATH=".",
        BUILD_TARGET="release",
        BUILD_ARGUMENTS=json.dumps(ARGUMENTS),
    )
    assert build.failed_phase is None, build.output
    made = one_build(machine)
    arguments = dict(one.split("=", 1) for one in made["build_arg"])
    assert arguments == {"BUILDKIT_INLINE_CACHE": "1", **ARGUMENTS}
    assert made["file"] == [f"{made['context']}/docker/api"]
    assert made["target"] == ["release"]


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("BUILD_ARGUMENTS", "A=b", "BuildArguments is no JSON object of texts"),
        ("BUILD_ARGUMENTS", '["A"]', "BuildArguments is no JSON object of texts"),
        ("BUILD_ARGUMENTS", '{"A": 1}', "BuildArguments is no JSON object of texts"),
        ("BUILD_ARGUMENTS", '{"A": {}}', "BuildArguments is no JSON object of texts"),
        ("BUILD_ARGUMENTS", '{"A": "\\u0000"}', "BuildArguments is no JSON object of"),
        ("BUILD_ARGUMENTS", '{"A B": ""}', "BuildArguments has 'A B', which is no"),
        ("BUILD_ARGUMENTS", '{"A": "1", "A": "2"}', "BuildArguments has A more than"),
        ("DOCKERFILE_PATH", "docker/api", "the repository has no docker/api"),
        ("DOCKERFILE_PATH", "../Dockerfile", "../Dockerfile leads out of the repos"),
        ("BUILD_CONTEXT_PATH", "images", "the repository has no folder images to"),
        ("BUILD_CONTEXT_PATH", "..", ".. leads out of the repository"),
        ("BUILD_CONTEXT_PATH", "root", "root leads out of the repository"),
        ("SERVICE_PATH", "api", "the repository has no folder api"),
    ],
)
def test_what_is_malformed_is_refused(
    docker_build_project: BuildProject,
    tmp_path: Path,
    name: str,
    value: str,
    cause: str,
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "Dockerfile").touch()
    (tmp_path / "src" / "root").symlink_to("/")
    said, code = run_step(docker_build_project, ASKS, tmp_path, {name: value})
    assert said.startswith(f"ERROR: {cause}")
    assert code != 0
    assert not (tmp_path / "work" / "options").exists()


def add_secret(endpoint: str, name: str, content: str) -> None:
    client("secretsmanager", endpoint).create_secret(Name=name, SecretString=content)


def test_a_secret_is_mounted_and_shown_nowhere(
    machine: Machine, asks: Callable[..., Build], aws_endpoint: str
) -> None:
    keys = {"NPM_TOKEN": "npm-s3cr3t", "ODD": ODD}
    add_secret(aws_endpoint, "build", json.dumps(keys))
    machine.tell_docker(secrets=list(keys.values()))
    build = asks(BUILD_SECRET_NAME="build")
    assert build.failed_phase is None, build.output
    assert machine.docker["mounted"] == keys
    assert "npm-s3cr3t" not in build.raw_output
    left = machine.folder.rglob("*")
    texts = [path.read_bytes() for path in left if path.is_file()]
    docker = machine.docker_state.read_bytes()
    assert [text for text in texts if b"npm-s3cr3t" in text] == [docker]


@pytest.mark.parametrize("content", ["npm-s3cr3t", '{"A": 5}', '{"A-B": "npm-s3cr3t"}'])
def test_a_secret_of_another_form_is_refused_and_not_shown(
    docker_build_project: BuildProject, tmp_path: Path, content: str
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "Dockerfile").touch()
    (tmp_path / "answer").write_text(json.dumps({"SecretString": content}))
    given = {"BUILD_SECRET_NAME": "build"}
    said, code = run_step(
        docker_build_project, ASKS, tmp_path, given, aws=f"cat {tmp_path}/answer #"
    )
    assert said.startswith("ERROR: the secret build ")
    assert "npm-s3cr3t" not in said
    assert code != 0


def test_a_secret_that_cannot_be_read_is_named(
    machine: Machine, asks: Callable[..., Build]
) -> None:
    build = asks(BUILD_SECRET_NAME="build")
    cause = "cannot read the secret build: "
    check_stopped(build, machine.docker, "PRE_BUILD", cause)
    assert "ResourceNotFoundException" in build.last_words


def with_parameters(stack: Stack, **given: str) -> BuildProject:
    parameters = {**stack.parameters, **given}
    return Stack(stack.template, parameters).build_project("docker-build-project-dev")


def test_base_images_and_docker_hub_are_logged_in_to_before_the_registry(
    machine: Machine, stack: Stack, described_service: Path, aws_endpoint: str
) -> None:
    content = json.dumps({"username": "robot", "password": "hub-s3cr3t"})
    add_secret(aws_endpoint, "hub", content)
    hosts = [
        f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com",
        f"444455556666.dkr.ecr.{REGION}.amazonaws.com",
    ]
    registries = machine.docker["registries"]
    machine.tell_docker(
        registries={
            **registries,
            **{host: ["AWS", ECR_PASSWORD] for host in hosts},
            "docker.io": ["robot", "hub-s3cr3t"],
        },
        secrets=["hub-s3cr3t", ECR_PASSWORD],
    )
    arns = [
        f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/hub/*",
        f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/base/node",
        f"arn:aws:ecr:{REGION}:444455556666:repository/base/node",
    ]
    project = with_parameters(
        stack, DockerHubSecretName="hub", BaseImageRepositoryArns=",".join(arns)
    )
    build = machine.run(project, described_service)
    assert build.failed_phase is None, build.output
    expected = ["docker.io", *hosts, "registry.example.com"]
    assert machine.docker["logged_in"] == expected
    assert "hub-s3cr3t" not in build.raw_output


def test_a_base_images_registry_that_refuses_is_named(
    machine: Machine, stack: Stack, described_service: Path
) -> None:
    arn = f"arn:aws:ecr:{REGION}:444455556666:repository/base/node"
    project = with_parameters(stack, BaseImageRepositoryArns=arn)
    build = machine.run(project, described_service)
    cause = f"cannot log in to 444455556666.dkr.ecr.{REGION}.amazonaws.com: "
    check_stopped(build, machine.docker, "PRE_BUILD", cause)


def test_ecr_that_gives_no_password_is_named(
    docker_build_project: BuildProject, tmp_path: Path
) -> None:
    given = {"ECR_REGISTRY": "1.dkr.ecr.a.amazonaws.com"}
    refuses = "echo AccessDenied >&2; exit 254 #"
    marker = "# Log in where images come from"
    said, code = run_step(docker_build_project, marker, tmp_path, given, aws=refuses)
    assert said == "ERROR: ECR gives no password: AccessDenied\n"
    assert code != 0


def mirror(folder: Path, digest: str = "") -> str:
    """The CLI's two calls, as ECR's API reference describes them, for a shell.

    moto's ECR knows no layers. The layer has what `oras pull` of trivy's guide,
    "Air-Gap", unpacks.
    """
    layer = folder / "layer.tar.gz"
    for name in ("trivy.db", "metadata.json"):
        (folder / name).write_text(name)
    with tarfile.open(layer, "w:gz") as bundle:
        for name in ("trivy.db", "metadata.json"):
            bundle.add(folder / name, name)
    digest = digest or hashlib.sha256(layer.read_bytes()).hexdigest()
    manifest = json.dumps({"layers": [{"digest": f"sha256:{digest}"}]})
    answer = json.dumps({"images": [{"imageManifest": manifest}], "failures": []})
    (folder / "answer.json").write_text(answer)
    return f"""case " $* " in
          *" batch-get-image --repository-name mirror/trivy-db "*imageTag=2*)
            cat {folder / "answer.json"}; exit ;;
          *" batch-get-image "*) echo '{{"images": [], "failures": [{{}}]}}'; exit ;;
          *" get-download-url-for-layer "*sha256:{digest}*)
            echo file://{layer}; exit ;;
        esac
        : """


def test_the_scanner_takes_its_database_from_a_mirror_and_asks_nobody(
    machine: Machine, asks: Callable[..., Build]
) -> None:
    machine.before_aws(mirror(machine.folder))
    build = asks(SCANNER_DATABASE="mirror/trivy-db")
    assert build.failed_phase is None, build.output
    (database,) = machine.folder.glob("tmp/*/scan/cache/db/trivy.db")
    assert database.read_text() == "trivy.db"
    assert machine.docker["scanner_settings"] == ["TRIVY_SKIP_DB_UPDATE"]


@pytest.mark.parametrize(
    ("given", "digest", "cause"),
    [
        ({"SCANNER_JAVA_DATABASE": "x"}, "", "the mirror x has no database of trivy"),
        ({"SCANNER_DATABASE": "mirror/trivy-db"}, "ab" * 32, "is not sha256:abab"),
    ],
)
def test_a_mirror_without_its_database_stops_the_build(
    docker_build_project: BuildProject,
    tmp_path: Path,
    given: dict[str, str],
    digest: str,
    cause: str,
) -> None:
    aws = mirror(tmp_path, digest)
    marker = "# Its databases, from a mirror"
    said, code = run_step(
        docker_build_project, marker, tmp_path, given, docker="true", aws=aws
    )
    assert cause in said.splitlines()[-1]
    assert code != 0
