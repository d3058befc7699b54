"""What the unit tests of a service may ask for, and who sees what of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.account import client
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine, write_tool
from tests.buildspecs.test_request import ODD

TOKEN = "npm-s3cr3t"
CODE_ARTIFACT = "arn:aws:codeartifact:us-east-2:444455556666:repository/payments/store"
# What is installed sees one set of variables, what is tested another.
SEES = "node -e 'require(`fs`).writeFileSync(`%s.json`, JSON.stringify(process.env))'"


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A service without packages that writes down what it finds."""
    folder = tmp_path / "source"
    folder.mkdir()
    scripts = {"preinstall": SEES % "install", "test": SEES % "test"}
    manifest = {"name": "a", "version": "1.0.0", "scripts": scripts}
    (folder / "package.json").write_text(json.dumps(manifest))
    lock = {"lockfileVersion": 3, "packages": {"": {"name": "a", "version": "1.0.0"}}}
    (folder / "package-lock.json").write_text(json.dumps({**manifest, **lock}))
    return folder


@pytest.fixture
def tested(
    machine: Machine, unit_test_project: BuildProject, source: Path
) -> Callable[..., Build]:
    def run(**given: str) -> Build:
        variables = [Variable(name, value) for name, value in given.items()]
        return machine.run(unit_test_project, source, variables)

    return run


def seen(machine: Machine, when: str) -> dict[str, str]:
    (path,) = machine.folder.glob(f"build-*/src/{when}.json")
    return dict(json.loads(path.read_text()))


def test_variables_arrive_as_they_were_written(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    given = {"LOG_LEVEL": "debug", "ODD": ODD, "EMPTY": ""}
    build = tested(TEST_VARIABLES=json.dumps(given))
    assert build.failed_phase is None, build.output
    for when in ("install", "test"):
        assert given.items() <= seen(machine, when).items()


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("A=b", "TestVariables is no JSON object of texts"),
        ('{"A": 1}', "TestVariables is no JSON object of texts"),
        ('{"A-B": ""}', "TestVariables has 'A-B', which is no name here"),
        ('{"PATH": ""}', "TestVariables has 'PATH', which is no name here"),
        ('{"AWS_REGION": ""}', "TestVariables has 'AWS_REGION', which is no name here"),
        ('{"A": "1", "A": "2"}', "TestVariables has A more than once"),
    ],
)
def test_variables_that_are_malformed_are_refused(
    tested: Callable[..., Build], value: str, cause: str
) -> None:
    build = tested(TEST_VARIABLES=value)
    assert build.failed_phase == "INSTALL"
    assert build.last_words.startswith(f"ERROR: {cause}")


def test_tokens_are_there_while_packages_are_installed_and_no_longer(
    machine: Machine, tested: Callable[..., Build], aws_endpoint: str
) -> None:
    keys = {"NPM_TOKEN": TOKEN, "LOG_LEVEL": "of the secret"}
    client("secretsmanager", aws_endpoint).create_secret(
        Name="packages", SecretString=json.dumps(keys)
    )
    variables = json.dumps({"LOG_LEVEL": "debug"})
    build = tested(PACKAGE_SECRET_NAME="packages", TEST_VARIABLES=variables)
    assert build.failed_phase is None, build.output
    assert seen(machine, "install")["NPM_TOKEN"] == TOKEN
    assert TOKEN not in json.dumps(seen(machine, "test"))
    assert seen(machine, "test")["LOG_LEVEL"] == "debug"
    assert TOKEN not in build.raw_output


def test_a_secret_that_cannot_be_read_is_named(tested: Callable[..., Build]) -> None:
    build = tested(PACKAGE_SECRET_NAME="packages")
    assert build.failed_phase == "INSTALL"
    assert build.last_words.startswith("ERROR: cannot read the secret packages: ")


def code_artifact(machine: Machine) -> None:
    """The one call, as its API reference describes it: moto does not know it."""
    (_, real) = (machine.tools / "aws").read_text().split("exec ")
    write_tool(
        machine.folder / "tools" / "aws",
        f"""case " $* " in *" get-authorization-token --domain payments \
--domain-owner 444455556666 --region us-east-2 "*) echo {TOKEN}; exit ;; esac
        exec {real.partition(" ")[0]}""",
    )


def test_code_artifact_is_where_every_package_manager_looks(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    code_artifact(machine)
    build = tested(CODEARTIFACT_REPOSITORY_ARN=CODE_ARTIFACT)
    assert build.failed_phase is None, build.output
    host = "payments-444455556666.d.codeartifact.us-east-2.amazonaws.com"
    found = seen(machine, "install")
    assert found["CODEARTIFACT_AUTH_TOKEN"] == TOKEN
    assert found["npm_config_registry"] == f"https://{host}/npm/store/"
    assert found["YARN_NPM_REGISTRY_SERVER"] == f"https://{host}/npm/store/"
    simple = f"https://aws:{TOKEN}@{host}/pypi/store/simple/"
    assert found["PIP_INDEX_URL"] == found["UV_DEFAULT_INDEX"] == simple
    (settings,) = machine.folder.glob("tmp/*/npmrc")
    assert settings.read_text() == (
        f"registry=https://{host}/npm/store/\n"
        f"//{host}/npm/store/:_authToken=${{CODEARTIFACT_AUTH_TOKEN}}\n"
    )
    assert TOKEN not in json.dumps(seen(machine, "test"))
    assert TOKEN not in build.raw_output


def test_code_artifact_that_refuses_is_named(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    machine.deny("get-authorization-token")
    build = tested(CODEARTIFACT_REPOSITORY_ARN=CODE_ARTIFACT)
    assert build.failed_phase == "INSTALL"
    assert build.last_words.startswith("ERROR: CodeArtifact gives no token: ")


def test_the_image_may_mount_the_token_of_code_artifact(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    code_artifact(machine)
    machine.tell_docker(secrets=[TOKEN])
    given = [Variable("CODEARTIFACT_REPOSITORY_ARN", CODE_ARTIFACT)]
    build = machine.run(docker_build_project, described_service, given)
    assert build.failed_phase is None, build.output
    assert machine.docker["mounted"] == {"CODEARTIFACT_AUTH_TOKEN": TOKEN}
    assert TOKEN not in build.raw_output


def test_a_command_runs_before_the_tests_in_the_services_folder(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    command = "printf '%s' \"$LOG_LEVEL\" > before.json &&\ncat package.json"
    variables = json.dumps({"LOG_LEVEL": '"de $bug"'})
    build = tested(COMMAND_BEFORE_TESTS=command, TEST_VARIABLES=variables)
    assert build.failed_phase is None, build.output
    (path,) = machine.folder.glob("build-*/src/before.json")
    assert path.read_text() == '"de $bug"'


def test_a_command_that_fails_is_named_and_nothing_is_tested(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    build = tested(COMMAND_BEFORE_TESTS="false")
    assert build.failed_phase == "BUILD"
    assert "ERROR: the command before the tests failed (CommandB" in build.output
    assert list(machine.folder.glob("build-*/src/test.json")) == []


@pytest.mark.parametrize(
    ("kind", "image", "address"),
    [
        ("postgres", "postgres:17", "postgresql://test:test@127.0.0.1:5432/test"),
        ("mysql", "mysql:8.4", "mysql://test:test@127.0.0.1:3306/test"),
        ("redis", "redis:7", "redis://127.0.0.1:6379/0"),
    ],
)
def test_a_database_answers_before_anything_is_tested(
    machine: Machine, tested: Callable[..., Build], kind: str, image: str, address: str
) -> None:
    build = tested(TEST_DATABASE=kind)
    assert build.failed_phase is None, build.output
    (database,) = machine.docker["databases"]
    assert database["image"] == f"public.ecr.aws/docker/library/{image}"
    port = seen(machine, "test")["DATABASE_PORT"]
    assert database["publish"] == [f"127.0.0.1:{port}:{port}"]
    assert seen(machine, "test")["DATABASE_URL"] == address
    assert len(machine.docker["asked"]) == 2


def test_a_database_of_ones_own_that_cannot_be_had_is_named(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    machine.tell_docker(no_image=["mirror/postgres:9"])
    build = tested(TEST_DATABASE="postgres", TEST_DATABASE_IMAGE="mirror/postgres:9")
    assert build.failed_phase == "BUILD"
    assert "ERROR: cannot start mirror/postgres:9 beside the tests: " in build.output
    assert list(machine.folder.glob("build-*/src/test.json")) == []


def test_a_database_that_never_answers_stops_the_build(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    write_tool(machine.folder / "tools" / "sleep", "true")
    machine.tell_docker(database_sleeps=True)
    build = tested(TEST_DATABASE="redis")
    assert build.failed_phase == "BUILD"
    assert "ERROR: redis does not answer within a minute: " in build.output
    assert len(machine.docker["asked"]) == 60
