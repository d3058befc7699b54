"""`sandbox run` carries a folder through the pipeline that is deployed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.cli.sandbox import following
from tests.cli.sandbox.conftest import PUSH, Sandbox
from tests.sandbox.delivery.conftest import Clock


def digest(sandbox: Sandbox) -> str:
    """The image that waits."""
    told = json.loads(sandbox("pipeline", "status", "--format", "json").out)
    (stack,) = told["stacks"]
    found: str = stack["pipeline"]["built"][stack["pipeline"]["waiting"]["execution"]]
    return found


def approve(sandbox: Sandbox, *more: str) -> str:
    done = sandbox(
        *("pipeline", "approve", "--comment", "CHG-1", "--yes"),
        *("--digest", digest(sandbox), *more),
    )
    assert done.code == 0, done.err + done.out
    return done.err


def test_it_goes_to_the_end_with_its_mails(sandbox: Sandbox) -> None:
    done = sandbox(*PUSH, "--yes")
    assert done.code == 0, done.err
    for line in (
        "not built here, and taken for good: this is a test",
        "mail to payments@example.com: APPROVAL NEEDED",
        "10 % of the traffic",
        "Deployment of payment-service-app-dev SUCCESS",
        "Pipeline payment-service-pipeline-dev SUCCEEDED",
    ):
        assert line in done.err
    assert " runs\n" in done.out
    shown = sandbox("pipeline", "status").out
    assert "approved by sandbox/you" in shown
    assert "service" in shown


def test_without_a_terminal_it_waits_and_approve_carries_it_on(
    sandbox: Sandbox, clock: Clock
) -> None:
    done = sandbox(*PUSH)
    assert done.code == 3
    assert "pending - waits for approval" in done.out
    assert "pipeline approve --sandbox params/dev" in done.out
    approve(sandbox)
    clock.turn(2)
    shown = sandbox("pipeline", "status").out
    assert "CodeDeploy deployment d-" in shown and "10 % of the traffic" in shown
    clock.turn(60)
    assert sandbox("pipeline", "status").out.count("InProgress") == 0


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [("yes", 0, " runs"), ("no", 5, "rejected by"), ("later", 3, "waits for approval")],
)
def test_who_sits_there_is_asked(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, said: str
) -> None:
    monkeypatch.setattr(following, "has_terminal", lambda: True)
    done = sandbox(*PUSH, typed=f"{typed}\n")
    assert (done.code, said in done.out) == (code, True), done.out
    assert "Approve sha256:" in done.err


@pytest.mark.parametrize(
    ("what", "code", "why"),
    [
        ("tests", 4, "ERROR: the tests fail: asked for with --fail tests"),
        ("image", 4, "ERROR: the image fails: asked for with --fail image"),
        ("deployment", 8, "TIMEOUT: The deployment timed out"),
    ],
)
def test_a_failure_that_is_asked_for_is_told_and_mended(
    sandbox: Sandbox, what: str, code: int, why: str
) -> None:
    done = sandbox(*PUSH, "--yes", "--fail", what)
    assert (done.code, why in done.out) == (code, True), done.out
    assert "Pipeline payment-service-pipeline-dev FAILED" in done.err
    told = sandbox("pipeline", "why")
    assert told.out.startswith(why)
    assert sandbox("pipeline", "retry", "--yes").code == 0
    shown = sandbox("pipeline", "status").out
    assert "Failed" not in shown.partition("EXECUTION")[0]


def test_the_log_of_a_build_says_that_it_was_not_run(sandbox: Sandbox) -> None:
    sandbox(*PUSH)
    log = sandbox("pipeline", "logs", "--action", "UnitTests").out
    assert "simulated: not run on this machine" in log


def test_the_second_waits_behind_the_first(sandbox: Sandbox) -> None:
    sandbox(*PUSH)
    Path("service/main.js").write_text("// second\n")
    done = sandbox(*PUSH)
    assert done.code == 3
    assert "waits before ManualApproval behind execution" in done.out
    approve(sandbox)
    shown = sandbox("pipeline", "status").out
    assert "ManualApproval  waits" in shown


def test_rollback_takes_the_service_back(sandbox: Sandbox, clock: Clock) -> None:
    first = sandbox(*PUSH, "--yes")
    Path("service/main.js").write_text("// second\n")
    second = sandbox(*PUSH, "--yes")
    assert (first.code, second.code) == (0, 0)
    runs = sandbox("pipeline", "status").out
    back = sandbox("pipeline", "rollback", "--yes")
    assert "CodePipeline takes payment-service-dev back" in back.out
    clock.turn(60)
    after = sandbox("pipeline", "status").out
    assert runs.splitlines()[1] != after.splitlines()[1]
    # And while one is under way, CodeDeploy.
    Path("service/main.js").write_text("// third\n")
    sandbox(*PUSH)
    approve(sandbox)
    clock.turn(2)
    stopped = sandbox("pipeline", "rollback", "--yes")
    assert "CodeDeploy takes payment-service-dev back" in stopped.out
    assert after.splitlines()[1] == sandbox("pipeline", "status").out.splitlines()[1]


def test_who_started_it_is_told_when_they_approve(sandbox: Sandbox) -> None:
    said = "alice started this, too: nobody else has looked at it"
    sandbox(*PUSH, "--sandbox-as", "alice")
    assert said in approve(sandbox, "--sandbox-as", "alice")
    Path("service/main.js").write_text("// second\n")
    sandbox(*PUSH, "--sandbox-as", "alice")
    assert said not in approve(sandbox, "--sandbox-as", "bob")


def test_start_takes_what_was_pushed_last(sandbox: Sandbox) -> None:
    none = sandbox("pipeline", "start")
    assert none.code == 0
    assert "nothing was pushed" in sandbox("pipeline", "why").out
    sandbox(*PUSH, "--fail", "tests")
    assert sandbox("pipeline", "start").code == 0
    assert "ManualApproval  waits" in sandbox("pipeline", "status").out


def test_a_machine_gets_one_document(sandbox: Sandbox) -> None:
    done = sandbox(*PUSH, "--yes", "--format", "json")
    (stack,) = json.loads(done.out)["stacks"]
    assert stack["pipeline"]["status"] == "Succeeded"


def test_metrics_count_what_was_deployed(sandbox: Sandbox, clock: Clock) -> None:
    # Their days end now, on the clock of the machine.
    clock.now = datetime.now(UTC) - timedelta(hours=1)
    sandbox(*PUSH, "--yes")
    told = json.loads(sandbox("pipeline", "metrics", "--format", "json").out)
    assert told["stacks"][0]["pipeline"]["deployments"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--service", "nowhere"), "There is no folder nowhere"),
        (("--service", "service", "--sandbox-as", "a b"), "2 to 64 letters"),
    ],
)
def test_what_cannot_be_pushed_is_one_sentence(
    sandbox: Sandbox, words: tuple[str, ...], said: str
) -> None:
    done = sandbox("sandbox", "run", *words)
    assert (done.code, said in done.err) == (2, True)


def test_a_pipeline_that_is_not_deployed_is_told(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".sandbox/state.json").unlink()
    done = sandbox(*PUSH)
    assert done.code == 2
    assert "the stack is not deployed" in done.out
    assert "generator deploy --sandbox params/dev" in done.out
