"""From nothing to a pipeline, as docs/first-pipeline.md goes, in the sandbox."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.sandbox.delivery import building
from tests.checkout import ROOT
from tests.cli.commands import Ran, run, run_json
from tests.doctor.ward import SECRETS
from tests.odd_answers import odd
from tests.samples import ENVIRONMENTS
from tests.sandbox.delivery.conftest import Clock, clock
from tests.templates.service.stack import REQUIRED

__all__ = ["clock"]

SERVICE = Path("params/dev/payment-service.service.json")
PIPELINE = Path("params/dev/payment-service.pipeline.json")
OURS = {"GitHubOwner": "example", "NotificationEmail": "payments@example.com"}
# In the sandbox only what a stack made is there in the next command.
SECRETS_TEMPLATE = {
    "Resources": {
        f"Secret{number}": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {"Name": name, "SecretString": text},
        }
        for number, (name, text) in enumerate(SECRETS.items())
    }
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("first")
    (root / "templates_out").mkdir()
    (root / "params" / "dev").mkdir(parents=True)
    for name in ("pipeline.yaml", "service.yaml"):
        shutil.copy(ROOT / "templates_out" / name, root / "templates_out")
    (root / "templates_out" / "secrets.yaml").write_text(json.dumps(SECRETS_TEMPLATE))
    (root / "params" / "environments.toml").write_text(ENVIRONMENTS)
    return root


def init(folder: Path, given: Mapping[str, str], *more: str) -> Ran:
    sets = [
        word for key, value in given.items() for word in ("--set", f"{key}={value}")
    ]
    asked = ("init", "payment-service", "--env", "dev", "--sandbox")
    return run("--project", str(folder), *asked, *sets, *more)


def deploy(folder: Path, file: Path) -> Ran:
    path = str(folder / file)
    return run_json("--project", str(folder), "deploy", "--sandbox", "--yes", path)


def wrong(folder: Path) -> tuple[int, set[str]]:
    done = run_json(
        "--project",
        str(folder),
        "doctor",
        "--sandbox",
        "--env",
        "dev",
        str(folder / PIPELINE),
    )
    (stack,) = done.json["stacks"]
    return done.code, {
        one["subject"] for one in stack["findings"] if one["state"] == "wrong"
    }


def parameters(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text())["Parameters"]
    return found


def pipeline(folder: Path, *words: str) -> Ran:
    path = str(folder / PIPELINE)
    return run("--project", str(folder), "pipeline", *words, "--sandbox", path)


@pytest.mark.whole_way
def test_from_nothing_to_a_running_service_and_back(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What builds run on is tests/rehearsal's.
    monkeypatch.setattr(building, "_hindrance", lambda stage: "this is a test")

    # Nobody is there to be asked, and nothing is made up.
    asked = init(folder, {})
    assert (asked.code, (folder / SERVICE).exists()) == (2, False)
    assert "there is no ECS service payment-service yet" in asked.err
    assert "--set VpcId=VALUE" in asked.err

    # The service's own stack.
    given = {k: v for k, v in REQUIRED.items() if k != "EnvironmentSuffix"}
    written = init(folder, given)
    assert (written.code, written.out.strip()) == (0, str(folder / SERVICE))
    again = init(folder, given)
    assert again.code == 1
    assert "is there already" in again.err
    assert deploy(folder, SERVICE).code == 0

    # The pipeline's file, from what the stack has made.
    assert init(folder, {}).code == 2
    written = init(folder, OURS)
    assert written.code == 0, written.err
    assert "from output of stack payment-service-service-dev:" in written.out
    assert "not found: ConnectionArn" in written.err
    values = parameters(folder / PIPELINE)
    outputs = run(
        "--project",
        str(folder),
        "outputs",
        "--sandbox",
        str(folder / SERVICE),
        "--format",
        "env",
    ).out
    for name, value in re.findall(r"^(\w+)=(.*)$", outputs, re.M):
        if name in values:
            assert values[name] == value
    before = (folder / PIPELINE).read_text()
    assert init(folder, OURS).code == 1
    assert (folder / PIPELINE).read_text() == before

    # The secrets are missing, and then they are not.
    assert wrong(folder) == (1, set(SECRETS))
    (folder / "params/dev/our.secrets.json").write_text('{"Parameters": {}}')
    assert deploy(folder, Path("params/dev/our.secrets.json")).code == 0
    assert wrong(folder) == (0, set())

    # The pipeline; now somebody has to confirm the mail.
    deployed = deploy(folder, PIPELINE)
    assert deployed.outcomes == {"payment-service-pipeline-dev": "deployed"}
    code, missing = wrong(folder)
    assert (code, missing <= {OURS["NotificationEmail"]}) == (len(missing), True)

    # What runs is what the service's stack began with, until somebody approves.
    assert "runs  " in pipeline(folder, "status").out
    service = folder / "payment-service"
    service.mkdir()
    for text in ("first", "second"):
        (service / "main.js").write_text(text)
        release(folder, service)
        clock.turn(60)
    runs = pipeline(folder, "status").out.splitlines()[1]
    assert "sha256:" in runs
    assert pipeline(folder, "rollback", "--yes").code == 0
    clock.turn(60)
    after = pipeline(folder, "status").out.splitlines()[1]
    assert "sha256:" in after and after != runs
    assert pipeline(folder, "why").out.endswith("nothing has failed lately\n")


def release(folder: Path, service: Path) -> None:
    """Push the folder as alice, and let bob approve it."""
    pushed = run(
        *("--project", str(folder), "sandbox", "run", "--service", str(service)),
        *("--sandbox-as", "alice", str(folder / PIPELINE)),
    )
    assert pushed.code == 3, pushed.out
    (stack,) = json.loads(pipeline(folder, "status", "--format", "json").out)["stacks"]
    seen = stack["pipeline"]
    digest = seen["built"][seen["waiting"]["execution"]]
    approved = pipeline(
        folder,
        *("approve", "--comment", "CHG-1", "--yes", "--digest", digest),
        *("--sandbox-as", "bob"),
    )
    assert approved.code == 0, approved.out
    assert "started this, too" not in approved.err


def test_another_name_decides_what_the_sample_is_called(folder: Path) -> None:
    done = run(
        "--project",
        str(folder),
        "init",
        "ledger",
        "--env",
        "dev",
        "--sandbox",
        "--cluster",
        "c",
        "--ecs-service",
        "ledger",
    )
    assert done.code == 2
    assert "there is no ECS service ledger in cluster c" in done.err
    done = run("--project", str(folder), "init", "ledger", "--env", "dev", "--sandbox")
    assert "--set ContainerName=ledger" in done.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x", "--env", "qa"], "There is no environment"),
        (["x.y", "--env", "dev"], "is no name for a service"),
        (["../../x", "--env", "dev"], "is no name for a service"),
        (["x", "--env", "dev", "--set", "A"], "--set A has no ="),
    ],
)
def test_what_cannot_be_is_refused_before_aws_is_asked(
    folder: Path, arguments: list[str], says: str
) -> None:
    done = run("--project", str(folder), "init", *arguments, "--sandbox")
    assert done.code == 2
    assert says in done.err


def test_the_documented_service_is_the_one_that_is_tested(folder: Path) -> None:
    page = (ROOT / "docs" / "service-stack.md").read_text("utf-8")
    (text,) = re.findall(r"```json\n(.*?)```", page, re.S)
    assert json.loads(text)["Parameters"].keys() == REQUIRED.keys()
    path = folder / SERVICE
    before = path.read_text() if path.exists() else ""
    path.write_text(text)
    done = run("--project", str(folder), "validate", str(path), "--no-cache")
    path.write_text(before) if before else path.unlink()
    assert done.code == 0, done.out


def test_a_service_that_may_not_be_described_is_a_sentence(folder: Path) -> None:
    named = ("--cluster", "payments", "--ecs-service", "pay")
    with odd("DescribeServices", "half"):
        done = init(folder, OURS, *named)
    assert done.code == 1
    assert "AWS did not answer ecs:describe_services" in done.err
    assert "may call it" in done.err
