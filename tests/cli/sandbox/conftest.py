"""A project whose pipeline is deployed in the sandbox, and a folder to push."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.sandbox.delivery import building
from tests.cli.commands import Ran, run
from tests.samples import PARAMETERS, VALUES, sample_project, write_parameters
from tests.sandbox.delivery.conftest import Clock, clock

__all__ = ["clock"]

Sandbox = Callable[..., Ran]


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A canary that keeps the old tasks five minutes."""
    root = tmp_path_factory.mktemp("deployed")
    sample_project(root)
    canary = "CodeDeployDefault.ECSCanary10Percent5Minutes"
    write_parameters(root, {**VALUES, "DeploymentConfigName": canary})
    done = run(
        *("--project", str(root), "deploy", "--sandbox", "--yes"),
        str(root / PARAMETERS),
    )
    assert done.code == 0, done.err
    return root


@pytest.fixture
def sandbox(
    deployed: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sandbox]:
    """Runs a command on that pipeline; no build is really run."""
    monkeypatch.setattr(building, "_hindrance", lambda stage: "this is a test")
    root = Path(shutil.copytree(deployed, tmp_path / "project"))
    monkeypatch.chdir(root)
    (root / "service").mkdir()
    (root / "service" / "main.js").write_text("// first\n")

    def command(*words: str, **more: str) -> Ran:
        kind = () if words[0] == "sandbox" else ("--sandbox",)
        return run(*words, *kind, str(PARAMETERS), **more)

    yield command


PUSH = ("sandbox", "run", "--service", "service")
