"""`why` and `logs` say first what a build stopped for."""

import os
from pathlib import Path

import pytest

from tests.cli.commands import run, run_json
from tests.cli.pipeline.conftest import SECRET
from tests.operations.aws import Aws, build

ERROR = "ERROR: 2 vulnerabilities of severity HIGH"


@pytest.fixture
def failed(aws: Aws) -> Aws:
    aws.execute(1)
    aws.execute(2, ended="Failed", at="DockerBuild", days=0.1)
    aws.builds["dockerbuild:2"] = build(2, "FAILED", "dockerbuild")
    aws.log = [f"line {n}" for n in range(250)]
    aws.log[200] = f"\x1b[31m{ERROR}\x1b[0m"
    aws.log[240] = "ERROR: a later one"
    aws.log[249] = f"curl -H 'x: {SECRET}'"
    return aws


def test_why_begins_with_the_first_error_of_the_log(failed: Aws) -> None:
    ran = run("pipeline", "why")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == ERROR
    assert "DockerBuild/DockerBuild of payment-service-pipeline-dev" in ran.out
    assert "pipeline retry params/dev/pay.store.json" in ran.out


def test_the_next_command_keeps_the_project(failed: Aws) -> None:
    root = str(Path().absolute())
    os.chdir("..")
    for command in ("why", "status"):
        out = run("--project", root, "pipeline", command).out
        assert f"python -m generator --project {root} pipeline " in out


def test_no_secret_of_the_stack_is_in_what_is_shown(failed: Aws) -> None:
    for command in ("why", "logs"):
        for ran in (run("pipeline", command), run_json("pipeline", command)):
            assert "x: ****" in ran.out
            assert SECRET not in ran.out


def test_logs_have_the_error_on_top_and_the_end_below(failed: Aws) -> None:
    lines = run("pipeline", "logs", "--lines", "2").out.splitlines()
    assert lines[:2] == ["dockerbuild:2: FAILED", ERROR]
    assert lines[-2] == "line 248"
    assert (
        len(run_json("pipeline", "logs").json["stacks"][0]["pipeline"]["lines"]) == 250
    )


def test_logs_are_of_the_action_and_execution_that_are_named(failed: Aws) -> None:
    failed.builds["unittests:1"] = build(1, "SUCCEEDED")
    ran = run("pipeline", "logs", "--action", "UnitTests", "--execution", "00000001")
    assert ran.out.startswith("unittests:1: SUCCEEDED")
    ran = run("pipeline", "logs", "--action", "Deploy")
    assert (ran.code, "UnitTests, DockerBuild" in ran.out) == (2, True)


@pytest.mark.parametrize("missing", ["stream", "build", "place"])
def test_a_log_that_is_not_there_is_a_sentence(failed: Aws, missing: str) -> None:
    if missing == "stream":
        failed.log = None
    elif missing == "build":
        failed.builds.clear()
    else:
        del failed.builds["dockerbuild:2"]["logs"]
    ran = run("pipeline", "logs")
    assert (ran.code, "next:" in ran.out) == (2, True)
    # Why the action failed is told all the same.
    assert "it failed" in run("pipeline", "why").out


def test_why_tells_a_deployment_and_a_rejection(aws: Aws) -> None:
    aws.execute(1, ended="Failed")
    aws.deployment_info = {
        "status": "Stopped",
        "errorInformation": {"code": "ALARM_ACTIVE", "message": "alarm 5xx"},
        "rollbackInfo": {"rollbackMessage": "went back to d-0"},
    }
    out = run("pipeline", "why").out
    assert out.startswith("ALARM_ACTIVE: alarm 5xx")
    assert "went back to d-0" in out
    aws.execute(2, ended="Failed", at="ManualApproval")
    assert "rejected by arn:aws:sts" in run("pipeline", "why").out


def test_a_condition_that_does_not_hold_is_the_reason(aws: Aws) -> None:
    aws.execute(1, ended="Failed", at="UnitTests", days=9)
    aws.execute(2)
    rule = {"status": "Failed", "summary": "alarm 5xx is on"}
    state = aws.states["Deploy"]
    state["latestExecution"]["status"] = "Failed"
    state["onSuccessConditionState"] = {
        "conditionStates": [
            {"ruleStates": [{"ruleName": "Alarms", "latestExecution": rule}]}
        ]
    }
    out = run("pipeline", "why").out
    assert "Deploy, onSuccess: Alarms does not hold: alarm 5xx is on" in out
    assert "Alarms does not hold" in run("pipeline", "status").out


def test_a_failure_that_was_mended_is_said_to_be(failed: Aws) -> None:
    failed.execute(3)
    assert "which has succeeded since" in run("pipeline", "why").out


def test_nothing_failed(aws: Aws) -> None:
    aws.execute(1)
    ran = run("pipeline", "why")
    assert (ran.code, "nothing has failed" in ran.out) == (0, True)
