"""What is installed from a wheel works elsewhere, without the checkout."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import COMMANDS
from generator.project import Project
from generator.sandbox import sandbox
from tests.checkout import ROOT, environment
from tests.samples import ACCOUNT, VALUES, sample_project, write_parameters

MADE_FROM = ("generator", "LICENSE", "README.md", "pyproject.toml", "setup.cfg")

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel was installed to; what it needs comes from this Python."""
    source, site = (tmp_path_factory.mktemp(name) for name in ("source", "site"))
    for name in MADE_FROM:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    offline = ("--no-deps", "--no-index", "-q", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip")
    wheel = (*pip, "wheel", ".", "--no-build-isolation", "-w", "dist", *offline)
    subprocess.run(wheel, cwd=source, check=True)
    (made,) = (source / "dist").glob("*.whl")
    subprocess.run((*pip, "install", "--target", site, made, *offline), check=True)
    return site


@pytest.fixture
def generator(installed: Path, tmp_path: Path) -> Command:
    """The installed command, in a project that is not a checkout."""
    sample_project(tmp_path)
    clean = environment(tmp_path, PYTHONPATH=str(installed))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [installed / "bin" / "generator", *arguments],
            cwd=tmp_path,
            env=clean,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_package_has_every_file_that_is_not_only_for_the_checkout(
    installed: Path,
) -> None:
    def files(folder: Path) -> set[str]:
        return {
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    assert files(installed / "generator") == files(ROOT / "generator")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_there(generator: Command, command: str) -> None:
    done = generator(command, "--help")
    assert done.returncode == 0, done.stderr
    assert f"generator {command}" in done.stdout


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pipelines(project: Project) -> dict[str, list[str]]:
    """Each pipeline of the sandbox's account with its stages."""
    with sandbox(project) as simulated:
        session = simulated.session(ACCOUNT)
        client = session.client("codepipeline", region_name="us-east-2")
        return {
            found["name"]: [
                stage["name"]
                for stage in client.get_pipeline(name=found["name"])["pipeline"][
                    "stages"
                ]
            ]
            for found in client.list_pipelines()["pipelines"]
        }


@pytest.mark.whole_way
def test_a_newcomer_walks_through_the_sandbox_from_plan_to_destroy(
    generator: Command, tmp_path: Path
) -> None:
    in_dev = ("--sandbox", "--env", "dev")
    planned = ok(generator("plan", *in_dev))
    assert "+ Pipeline (AWS::CodePipeline::Pipeline)" in planned

    ok(generator("deploy", "--sandbox", "--plan", "plan.json", "--yes"))
    outputs = json.loads(ok(generator("outputs", *in_dev, "--format", "json")))
    arn = f"arn:aws:codepipeline:us-east-2:{ACCOUNT}:payment-service-pipeline-dev"
    assert arn in json.dumps(outputs)
    stages = pipelines(Project(tmp_path))["payment-service-pipeline-dev"]
    assert (stages[0], stages[-1]) == ("Source", "Deploy")

    write_parameters(tmp_path, {**VALUES, "LogRetentionDays": "90"})
    pending = generator("plan", *in_dev, "--detailed-exitcode")
    assert pending.returncode == 3, pending.stdout + pending.stderr
    assert "RetentionInDays: 30 -> 90" in pending.stdout

    ok(generator("deploy", *in_dev, "--yes"))
    ok(generator("destroy", *in_dev, "--yes"))
    assert pipelines(Project(tmp_path)) == {}


def test_house_rules_explain_themselves(generator: Command) -> None:
    assert "E9905" in generator("explain", "E9905").stdout
