"""`pipeline rollback` takes the service back, by whoever shifts its traffic."""

import pytest

from tests.cli.commands import run
from tests.cli.pipeline.test_status import ecs_deployment
from tests.deploy.wire import ApiError
from tests.operations.aws import ECS_DEPLOY, Aws, commit, digest, execution_id


def test_a_deployment_under_way_is_stopped_and_shifts_back(aws: Aws) -> None:
    aws.execute(1)
    aws.execute(2, ended="InProgress", days=0.1)
    aws.shift(1, 2, 10)
    ran = run("pipeline", "rollback", "--yes")
    assert ran.code == 0
    assert f"will run  {digest(1)[:19]}  {commit(1)[:7]}" in ran.err
    asked = {"deploymentId": "d-2", "autoRollbackEnabled": True}
    assert aws.asked("StopDeployment") == asked


def test_ecs_takes_its_own_deployments_back(aws: Aws) -> None:
    aws.actions[-1] = ECS_DEPLOY
    aws.execute(1)
    aws.serve(1)
    aws.service_deployment = ecs_deployment(1, 2)
    assert run("pipeline", "rollback", "--yes").code == 0
    assert aws.asked("StopServiceDeployment")["stopType"] == "ROLLBACK"


def test_otherwise_the_image_before_is_deployed_again(aws: Aws) -> None:
    for number in (1, 2, 3):
        aws.execute(number)
    aws.execute(4, ended="Failed")
    aws.serve(3)
    ran = run("pipeline", "rollback", "--yes")
    assert f"runs now  {digest(3)[:19]}" in ran.err
    assert f"will run  {digest(2)[:19]}" in ran.err
    asked = aws.asked("RollbackStage")
    assert asked["stageName"] == "Deploy"
    assert asked["targetPipelineExecutionId"] == execution_id(2)
    assert run("pipeline", "rollback", "--yes", "--to", digest(1)).code == 0
    assert aws.asked("RollbackStage")["targetPipelineExecutionId"] == execution_id(1)


def test_nothing_is_offered_that_codepipeline_would_refuse(aws: Aws) -> None:
    """An execution of an earlier structure, or one that failed in the stage."""
    aws.version = 2
    aws.execute(1)
    aws.version = 3
    aws.execute(2, ended="Failed")
    aws.execute(3)
    aws.serve(3)
    ran = run("pipeline", "rollback", "--yes")
    assert (ran.code, "no earlier deployment" in ran.out) == (5, True)
    assert run("pipeline", "rollback", "--yes", "--to", digest(2)).code == 5
    assert "RollbackStage" not in aws.names()


def test_it_asks(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.execute(1)
    aws.execute(2)
    aws.serve(2)
    assert run("pipeline", "rollback").code == 2
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    assert run("pipeline", "rollback", typed="n\n").code == 5
    assert "RollbackStage" not in aws.names()


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ("ConflictException", 6),
        ("UnableToRollbackStageException", 5),
        ("PipelineExecutionOutdatedException", 5),
    ],
)
def test_a_refusal_says_what_to_do_instead(aws: Aws, refusal: str, code: int) -> None:
    aws.execute(1)
    aws.execute(2)
    aws.serve(2)
    aws.refusals["RollbackStage"] = ApiError(refusal, "why AWS does not")
    ran = run("pipeline", "rollback", "--yes")
    assert ran.code == code
    assert "why AWS does not" in ran.out and "next:" in ran.out
