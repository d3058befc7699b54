"""What the unit tests of a service may ask for, and who sees what of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.account import client
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.one_step import run_step
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
    unit_test_project: BuildProject, tmp_path: Path, value: str, cause: str
) -> None:
    marker = "# What the tests get"
    given = {"TEST_VARIABLES": value}
    said, code = run_step(unit_test_project, marker, tmp_path, given)
    assert said == f"ERROR: {cause}\n" or said.startswith(f"ERROR: {cause}, such as")
    assert code != 0


def test_tokens_are_there_while_packages_are_installed_and_no_longer(
    machine: Machine, tested: Callable[..., Build], aws_endpoint: str
) -> None:
    keys = {"NPM_TOKEN": TOKEN, "LOG_LEVEL": "of the secret"}
    client("secretsmanager", aws_endpoint).create_secret(
        Name="packages", SecretString=json.dumps(keys)
    )
    given = {"LOG_LEVEL": "debug", "ODD": ODD, "EMPTY": ""}
    variables = json.dumps(given)
    build = tested(PACKAGE_SECRET_NAME="packages", TEST_VARIABLES=variables)
    assert build.failed_phase is None, build.output
    assert seen(machine, "install")["NPM_TOKEN"] == TOKEN
    assert TOKEN not in json.dumps(seen(machine, "test"))
    assert given.items() <= seen(machine, "test").items()
    assert seen(machine, "install")["ODD"] == ODD
    assert TOKEN not in build.raw_output


def code_artifact(machine: Machine) -> None:
    """The one call, as its API reference describes it: moto does not know it."""
    machine.before_aws(
        f"""case " $* " in *" get-authorization-token --domain payments \
--domain-owner 444455556666 --region us-east-2 "*) echo {TOKEN}; exit ;; esac"""
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
    unit_test_project: BuildProject, tmp_path: Path
) -> None:
    given = {"CODEARTIFACT_REPOSITORY_ARN": CODE_ARTIFACT}
    marker, refuses = "# What the tests get", "echo AccessDenied >&2; exit 254 #"
    said, code = run_step(unit_test_project, marker, tmp_path, given, aws=refuses)
    assert said == "ERROR: CodeArtifact gives no token: AccessDenied\n"
    assert code != 0


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


BEFORE = "# The database of the tests"
# Says what it is asked, and answers the second question.
DOCKER = """echo "$@" >> {0}/calls
case $1 in
  run) [ ! -f {0}/refuses ] || {{ echo manifest unknown >&2; exit 125; }} ;;
  exec) [ "$(grep -c ^exec {0}/calls)" = "$(cat {0}/answers)" ] ;;
esac #"""


def before_tests(
    project: BuildProject, folder: Path, answers: int = 2, **given: str
) -> tuple[str, int, list[str]]:
    (folder / "answers").write_text(str(answers))
    docker = DOCKER.format(folder)
    tools = {"docker": docker, "sleep": "true"}
    said, code = run_step(project, BEFORE, folder, given, **tools)
    calls = folder / "calls"
    return said, code, calls.read_text().splitlines() if calls.exists() else []


def test_a_command_that_fails_is_named_and_nothing_is_tested(
    unit_test_project: BuildProject, tmp_path: Path
) -> None:
    given = {"COMMAND_BEFORE_TESTS": "false"}
    said, code, calls = before_tests(unit_test_project, tmp_path, **given)
    assert said.startswith("ERROR: the command before the tests failed (CommandB")
    assert (code, calls) == (1, [])


@pytest.mark.parametrize(
    ("kind", "image", "address"),
    [
        ("postgres", "postgres:17", "postgresql://test:test@127.0.0.1:5432/test"),
        ("mysql", "mysql:8.4", "mysql://test:test@127.0.0.1:3306/test"),
        ("redis", "redis:7", "redis://127.0.0.1:6379/0"),
    ],
)
def test_a_database_answers_before_the_command_and_the_tests(
    unit_test_project: BuildProject, tmp_path: Path, kind: str, image: str, address: str
) -> None:
    command = "echo at $DATABASE_URL, $DATABASE_HOST, $DATABASE_PORT"
    given = {"TEST_DATABASE": kind, "COMMAND_BEFORE_TESTS": command}
    said, code, calls = before_tests(unit_test_project, tmp_path, **given)
    port = address.rpartition("/")[0].rpartition(":")[2]
    assert said.endswith(f"at {address}, 127.0.0.1, {port}\n")
    assert code == 0
    started, *asked = calls
    assert f" --publish 127.0.0.1:{port}:{port} " in started
    assert started.endswith(f" public.ecr.aws/docker/library/{image}")
    assert len(asked) == 2


def test_a_database_of_ones_own_that_cannot_be_had_is_named(
    unit_test_project: BuildProject, tmp_path: Path
) -> None:
    (tmp_path / "refuses").touch()
    given = {"TEST_DATABASE": "redis", "TEST_DATABASE_IMAGE": "mirror/redis:9"}
    said, code, _ = before_tests(unit_test_project, tmp_path, **given)
    assert "ERROR: cannot start mirror/redis:9 beside the tests: manifest unkn" in said
    assert code != 0


def test_a_database_that_never_answers_stops_the_build(
    unit_test_project: BuildProject, tmp_path: Path
) -> None:
    given = {"TEST_DATABASE": "redis", "COMMAND_BEFORE_TESTS": "echo on"}
    said, code, calls = before_tests(unit_test_project, tmp_path, 99, **given)
    assert said.startswith("ERROR: redis does not answer within a minute: ")
    assert (code != 0, len(calls)) == (True, 61)


def test_the_tests_see_the_database(
    machine: Machine, tested: Callable[..., Build]
) -> None:
    build = tested(TEST_DATABASE="postgres")
    assert build.failed_phase is None, build.output
    (database,) = machine.docker["databases"]
    assert database["image"] == "public.ecr.aws/docker/library/postgres:17"
    assert seen(machine, "test")["DATABASE_PORT"] == "5432"
