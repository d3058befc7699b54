"""`start`, `retry`, `open` and `metrics`."""

from pathlib import Path

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.project import add_stack
from tests.deploy.wire import ApiError
from tests.operations.aws import PIPELINE, Aws, commit, execution_id


def test_start_takes_the_branch_or_a_commit(aws: Aws) -> None:
    assert execution_id(99) in run("pipeline", "start").out
    asked = aws.asked("StartPipelineExecution")
    assert "sourceRevisions" not in asked and asked["clientRequestToken"]
    run("pipeline", "start", "--commit", commit(1))
    (revision,) = aws.asked("StartPipelineExecution")["sourceRevisions"]
    assert revision == {
        "actionName": "Source",
        "revisionType": "COMMIT_ID",
        "revisionValue": commit(1),
    }


def test_retry_runs_the_failed_actions_of_the_failed_stage(aws: Aws) -> None:
    aws.execute(1)
    assert run("pipeline", "retry", "--yes").code == 2
    aws.execute(2, ended="Failed", at="UnitTests", days=0.1)
    ran = run("pipeline", "retry", "--yes")
    assert ran.code == 0
    assert "UnitTests: Failed it failed" in ran.err
    asked = aws.asked("RetryStageExecution")
    assert (asked["stageName"], asked["retryMode"]) == ("UnitTests", "FAILED_ACTIONS")
    aws.refusals["RetryStageExecution"] = ApiError("StageNotRetryableException", "x")
    ran = run("pipeline", "retry", "--yes")
    assert (ran.code, "pipeline start" in ran.out) == (5, True)


def test_open_prints_the_address(aws: Aws) -> None:
    out = run("pipeline", "open").out
    assert out == (
        "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/"
        f"{PIPELINE}/view?region=eu-west-1\n"
    )


def test_what_is_for_one_pipeline_is_not_done_to_two(aws: Aws) -> None:
    add_stack(Project(Path()), "dev", "other")
    for command in ("start", "retry", "rollback", "why", "logs", "open"):
        ran = run("pipeline", command)
        assert ran.code == 2
    assert aws.calls == []


def test_metrics_are_a_table_and_a_picture(aws: Aws) -> None:
    for number, days in enumerate((30, 20, 10), start=1):
        aws.execute(number, days=days)
    aws.execute(4, ended="Failed", at="UnitTests")
    ran = run("pipeline", "metrics", "--days", "70", "--plot", "m.svg")
    assert ran.out.splitlines()[1].split() == [
        *("dev", "pay", "3", "0.3", "100", "min", "0%", "-", "1")
    ]
    assert "pay-store-dev" in Path("m.svg").read_text()
    (stack,) = run_json("pipeline", "metrics").json["stacks"]
    assert stack["pipeline"]["deployments"] == 3
    assert run("pipeline", "metrics", "--plot", "m.png").code == 2
    assert run("pipeline", "metrics", "--plot", "no/m.svg").code == 2
