"""README's walk through the sandbox: real commands, no account, no credentials."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.project import Project
from generator.sandbox import sandbox
from generator.sandbox.simulator import Simulator

CHECKOUT = Path(__file__).parents[2]
PARAMETERS = "params/dev/payment-service.pipeline.json"

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def generator(tmp_path: Path) -> Command:
    """Runs a command on a copy of the checkout's templates and parameters."""
    for folder in ("params", "templates_out"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "generator", *arguments],
            cwd=tmp_path,
            env=clean | {"HOME": str(tmp_path), "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def change(tmp_path: Path, **parameters: str) -> None:
    file = tmp_path / PARAMETERS
    content = json.loads(file.read_text("utf-8"))
    content["Parameters"].update(parameters)
    file.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def pipelines(simulated: Simulator) -> dict[str, list[str]]:
    """Each pipeline of the dev account with its stages."""
    session = simulated.session("111122223333")
    client = session.client("codepipeline", region_name="us-east-2")
    return {
        found["name"]: [
            stage["name"]
            for stage in client.get_pipeline(name=found["name"])["pipeline"]["stages"]
        ]
        for found in client.list_pipelines()["pipelines"]
    }


def test_a_newcomer_walks_from_plan_to_destroy(
    generator: Command, tmp_path: Path
) -> None:
    planned = ok(generator("plan", "--sandbox", "--env", "dev"))
    assert "+ Pipeline (AWS::CodePipeline::Pipeline)" in planned

    ok(generator("deploy", "--sandbox", "--plan", "plan.json", "--yes"))

    outputs = json.loads(
        ok(generator("outputs", "--sandbox", "--env", "dev", "--format", "json"))
    )
    text = json.dumps(outputs)
    assert (
        "arn:aws:codepipeline:us-east-2:111122223333:payment-service-pipeline" in text
    )

    with sandbox(Project(tmp_path)) as simulated:
        assert pipelines(simulated) == {
            "payment-service-pipeline-dev": [
                "Source",
                "UnitTests",
                "DockerBuild",
                "ManualApproval",
                "Deploy",
            ]
        }

    change(tmp_path, LogRetentionDays="90")
    pending = generator("plan", "--sandbox", "--env", "dev", "--detailed-exitcode")
    assert pending.returncode == 3, pending.stdout + pending.stderr
    assert "/Properties/RetentionInDays: 30 -> 90" in pending.stdout

    ok(generator("deploy", "--sandbox", "--env", "dev", "--yes"))

    ok(generator("destroy", "--sandbox", "--env", "dev", "--yes"))
    with sandbox(Project(tmp_path)) as simulated:
        assert pipelines(simulated) == {}
