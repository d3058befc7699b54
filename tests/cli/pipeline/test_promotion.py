"""The commands of the day after with a promotion: several targets, in other accounts.

What runs there is known by what the pipeline's own builds have seen.
"""

import json

import pytest

from tests.cli.commands import run
from tests.operations.aws import ACTIONS, Aws, commit, digest, execution_id

ACCOUNTS = {"dev": "444455556666", "prod": "777788889999"}


def _stage(name: str) -> list[tuple[object, ...]]:
    group = {"ApplicationName": f"app-{name}", "DeploymentGroupName": f"pay-{name}"}
    look = {"ProjectName": "rollout"}
    return [
        (f"Approve-{name}", "Approval", "Approval", "Manual", {}),
        (f"Deploy-{name}", "Prepare", "Test", "CodeBuild", look),
        (f"Deploy-{name}", "Deploy", "Deploy", "CodeDeployToECS", group),
        (f"Deploy-{name}", "Verify", "Test", "CodeBuild", look),
    ]


@pytest.fixture(autouse=True)
def promotion(aws: Aws) -> None:
    aws.actions = [*ACTIONS[:3], *_stage("dev"), *_stage("prod")]
    aws.roles = {
        f"Deploy-{name}": f"arn:aws:iam::{account}:role/deploy-role-{name}"
        for name, account in ACCOUNTS.items()
    }


def test_status_tells_what_each_target_was_last_seen_to_run(aws: Aws) -> None:
    aws.execute(1, at="Deploy-prod")
    aws.execute(2, at="Approve-prod", ended="InProgress", days=0.1)
    out = run("pipeline", "status").out
    assert f"Deploy-dev runs  {commit(2)[:7]} {digest(2)[:19]}" in out
    assert f"Deploy-prod runs  {commit(1)[:7]} {digest(1)[:19]}" in out
    assert "as it was last seen; it runs in account 777788889999, eu-west-1" in out
    assert "Approve-prod  waits" in out
    # Nobody there is asked: these are not our credentials.
    assert not {"GetDeploymentGroup", "DescribeServices"} & set(aws.names())


def test_a_target_that_was_never_verified_says_where_it_is(aws: Aws) -> None:
    aws.execute(1, at="Deploy-dev/Deploy", ended="Failed")
    out = run("pipeline", "status").out
    assert "runs in account 444455556666, eu-west-1: look there" in out


def test_why_does_not_ask_the_targets_account(aws: Aws) -> None:
    aws.execute(1, at="Deploy-dev/Deploy", ended="Failed")
    ran = run("pipeline", "why")
    assert ran.code == 0
    assert "Deploy-dev" in ran.out
    assert "is in account 444455556666, eu-west-1: look there" in ran.out
    assert "GetDeployment" not in aws.names()


def _two_wait(aws: Aws) -> None:
    aws.execute(1, at="Approve-prod", ended="InProgress")
    aws.execute(2, at="Approve-dev", ended="InProgress", days=0.1)


def test_of_two_approvals_one_is_named(aws: Aws) -> None:
    _two_wait(aws)
    words = ("pipeline", "approve", "--comment", "CHG-1", "--yes", "--digest")
    unsaid = run(*words, digest(1))
    assert unsaid.code == 2
    assert "Approve-dev, Approve-prod wait" in unsaid.out
    assert "--stage" in unsaid.out
    # Another image than the one that waits there.
    assert run(*words, digest(1), "--stage", "Approve-dev").code == 7
    ran = run(*words, digest(1), "--stage", "Approve-prod")
    assert ran.code == 0
    assert aws.asked("PutApprovalResult")["stageName"] == "Approve-prod"
    nowhere = run("pipeline", "reject", "--comment", "x", "--yes", "--stage", "Deploy")
    assert "no approval waits for an answer in Deploy" in nowhere.out


def test_an_approval_shows_what_each_target_was_last_seen_to_run(aws: Aws) -> None:
    aws.execute(1, at="Deploy-prod")
    aws.execute(2, at="Approve-prod", ended="InProgress", days=0.1)
    words = ("pipeline", "approve", "--comment", "CHG-1", "--yes", "--digest")
    ran = run(*words, digest(2))
    assert ran.code == 0
    assert f"runs now  {digest(1)[:19]}, as it was last seen, in pay-prod" in ran.err
    assert f"runs now  {digest(2)[:19]}, as it was last seen, in pay-dev" in ran.err


def test_rollback_takes_one_target_back_to_what_was_verified_before(aws: Aws) -> None:
    for number in (1, 2, 3):
        aws.execute(number, at="Deploy-prod", days=4 - number)
    ran = run("pipeline", "rollback", "--yes")
    assert (ran.code, "Deploy-dev, Deploy-prod" in ran.out) == (2, True)
    ran = run("pipeline", "rollback", "--yes", "--stage", "Deploy-prod")
    assert ran.code == 0
    assert f"ran last  {digest(3)[:19]}; runs in account 777788889999" in ran.err
    asked = aws.asked("RollbackStage")
    assert asked["stageName"] == "Deploy-prod"
    assert asked["targetPipelineExecutionId"] == execution_id(2)


def test_an_execution_that_failed_later_in_the_stage_is_not_gone_back_to(
    aws: Aws,
) -> None:
    """Its Prepare went well, and its Deploy did not."""
    aws.execute(1, at="Deploy-prod", days=3)
    aws.execute(2, at="Deploy-prod/Deploy", ended="Failed", days=2)
    aws.execute(3, at="Deploy-prod", days=1)
    ran = run("pipeline", "rollback", "--yes", "--stage", "Deploy-prod")
    assert ran.code == 0
    asked = aws.asked("RollbackStage")
    assert asked["targetPipelineExecutionId"] == execution_id(1)


def test_a_target_that_nobody_has_seen_is_not_rolled_back_from_here(aws: Aws) -> None:
    aws.execute(1, at="Deploy-dev/Deploy", ended="Failed")
    ran = run("pipeline", "rollback", "--yes", "--stage", "Deploy-dev")
    assert ran.code == 2
    assert "runs in account 444455556666" in ran.out


@pytest.mark.parametrize("command", ["retry", "start", "metrics", "open"])
def test_the_other_commands_take_a_promotion(aws: Aws, command: str) -> None:
    aws.execute(1, at="Deploy-dev/Verify", ended="Failed")
    ran = run("pipeline", command, *(("--yes",) if command == "retry" else ()))
    assert ran.code == 0, (ran.out, ran.err)
    if command == "retry":
        assert aws.asked("RetryStageExecution")["stageName"] == "Deploy-dev"


def test_json_has_what_was_seen(aws: Aws) -> None:
    aws.execute(1, at="Deploy-prod")
    ran = run("pipeline", "status", "--format", "json")
    (stack,) = json.loads(ran.out)["stacks"]
    seen = {one["stage"]: one["proven"] for one in stack["pipeline"]["services"]}
    assert seen == {"Deploy-dev": digest(1), "Deploy-prod": digest(1)}
