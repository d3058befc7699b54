"""Executions go through a pipeline of the sandbox as CodePipeline lets them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.errors import GeneratorError
from generator.project import Project
from generator.sandbox import sandbox
from generator.sandbox.delivery import building
from generator.sandbox.delivery.answers import ANSWERS
from generator.sandbox.delivery.desk import Desk
from tests.sandbox.conftest import Aws
from tests.sandbox.delivery.conftest import BODY, NAME, PLACE, Clock, Delivery
from tests.templates.stack import BY_ECS, REQUIRED


def refused(call: Callable[..., Any], **given: Any) -> str:
    """The error that AWS would name."""
    with pytest.raises(ClientError) as caught:
        call(**given)
    return str(caught.value.response["Error"]["Code"])


def test_every_answer_has_botocores_shape(
    delivery: Delivery, answered: set[tuple[str, str]]
) -> None:
    codepipeline = delivery.client("codepipeline")
    codedeploy = delivery.client("codedeploy")
    first = delivery.released()
    delivery.push("deployment")
    delivery.approve()
    delivery.clock.turn(0.5)
    (run, *_) = codepipeline.list_action_executions(pipelineName=NAME)[
        "actionExecutionDetails"
    ]
    deployment = run["output"]["executionResult"]["externalExecutionId"]
    group = {
        "applicationName": "payment-service-app-dev",
        "deploymentGroupName": "payment-service-dg-dev",
    }
    last = codedeploy.get_deployment_group(**group)["deploymentGroupInfo"]
    assert last["lastAttemptedDeployment"]["deploymentId"] == deployment
    targets = codedeploy.list_deployment_targets(deploymentId=deployment)["targetIds"]
    codedeploy.batch_get_deployment_targets(deploymentId=deployment, targetIds=targets)
    codedeploy.stop_deployment(deploymentId=deployment)
    codedeploy.get_deployment(deploymentId=deployment)
    failed = delivery.stage("Deploy")["latestExecution"]["pipelineExecutionId"]
    codepipeline.retry_stage_execution(
        pipelineName=NAME,
        stageName="Deploy",
        pipelineExecutionId=failed,
        retryMode="FAILED_ACTIONS",
    )
    delivery.clock.turn(60)
    codepipeline.rollback_stage(
        pipelineName=NAME, stageName="Deploy", targetPipelineExecutionId=first
    )
    codepipeline.start_pipeline_execution(name=NAME)
    codepipeline.get_pipeline(name=NAME)
    builds = [
        one["output"]["executionResult"]["externalExecutionId"]
        for one in codepipeline.list_action_executions(pipelineName=NAME)[
            "actionExecutionDetails"
        ]
        if one["input"]["actionTypeId"]["provider"] == "CodeBuild"
    ]
    (build,) = delivery.client("codebuild").batch_get_builds(ids=builds[-1:])["builds"]
    delivery.client("logs").get_log_events(
        logGroupName=build["logs"]["groupName"],
        logStreamName=build["logs"]["streamName"],
    )
    delivery.image()
    by_codedeploy = {
        (service, name)
        for service, operations in ANSWERS.items()
        for name in operations
        if "ServiceDeployment" not in name and "ServiceRevision" not in name
    }
    assert delivery.statuses()
    assert by_codedeploy <= answered


def test_ecs_shifts_the_traffic_where_it_deploys_itself(
    made: Callable[..., Delivery], answered: set[tuple[str, str]]
) -> None:
    delivery = made(**BY_ECS)
    delivery.push()
    delivery.approve()
    ecs = delivery.client("ecs")
    where = {"cluster": "payment-cluster-dev", "service": "payment-service-dev"}
    (one,) = ecs.list_service_deployments(**where, status=["IN_PROGRESS"])[
        "serviceDeployments"
    ]
    arns = [one["serviceDeploymentArn"]]
    (found,) = ecs.describe_service_deployments(serviceDeploymentArns=arns)[
        "serviceDeployments"
    ]
    revision = found["targetServiceRevision"]["arn"]
    (new,) = ecs.describe_service_revisions(serviceRevisionArns=[revision])[
        "serviceRevisions"
    ]
    definition = ecs.describe_task_definition(taskDefinition=new["taskDefinition"])
    (container,) = definition["taskDefinition"]["containerDefinitions"]
    assert "@sha256:" in container["image"]
    ecs.stop_service_deployment(serviceDeploymentArn=arns[0], stopType="ROLLBACK")
    assert delivery.statuses() == ["Failed"]
    assert "@" not in delivery.image()
    delivery.released()
    assert "@sha256:" in delivery.image()
    assert any("SERVICE_DEPLOYMENT_COMPLETED" in text for text in delivery.mails())
    every = {("ecs", name) for name in ANSWERS["ecs"]}
    assert every <= answered


def test_none_overtakes_another(delivery: Delivery) -> None:
    first, second = delivery.push(), delivery.push()
    state = delivery.stage("ManualApproval")
    assert state["latestExecution"]["pipelineExecutionId"] == first
    (queued,) = state["inboundExecutions"]
    assert queued["pipelineExecutionId"] == second
    delivery.approve()
    assert delivery.waiting()["status"] == "InProgress"
    assert (
        delivery.stage("ManualApproval")["latestExecution"]["pipelineExecutionId"]
        == second
    )


def test_an_approval_is_answered_once_and_by_its_own_token(delivery: Delivery) -> None:
    delivery.push()
    answer = {
        "pipelineName": NAME,
        "stageName": "ManualApproval",
        "actionName": "Approval",
        "token": delivery.waiting()["token"],
        "result": {"summary": "no", "status": "Rejected"},
    }
    put = delivery.client("codepipeline").put_approval_result
    other = "00000000-0000-0000-0000-000000000000"
    assert refused(put, **{**answer, "token": other}) == "InvalidApprovalTokenException"
    put(**answer)
    assert refused(put, **answer) == "ApprovalAlreadyCompletedException"
    assert delivery.statuses() == ["Failed"]
    assert delivery.waiting()["lastUpdatedBy"].endswith("assumed-role/sandbox/alice")


def test_an_approval_that_nobody_answers_fails(delivery: Delivery) -> None:
    delivery.push()
    delivery.clock.turn(31 * 24 * 3600)
    assert delivery.statuses() == ["Failed"]
    assert "timed out" in delivery.waiting()["errorDetails"]["message"]


def test_what_failed_is_tried_again_and_nothing_else(delivery: Delivery) -> None:
    failed = delivery.push("tests")
    assert delivery.statuses() == ["Failed"]
    retry = delivery.client("codepipeline").retry_stage_execution
    asked = {
        "pipelineName": NAME,
        "stageName": "UnitTests",
        "pipelineExecutionId": failed,
        "retryMode": "FAILED_ACTIONS",
    }
    retry(**asked)
    delivery.build()
    assert delivery.waiting()["status"] == "InProgress"
    assert refused(retry, **asked) == "StageNotRetryableException"
    delivery.push()
    code = refused(retry, **asked)
    assert code == "NotLatestPipelineExecutionException"


def test_a_stage_goes_back_only_to_what_went_well_in_it(
    made: Callable[..., Delivery],
) -> None:
    delivery = made()
    back = delivery.client("codepipeline").rollback_stage
    asked = {"pipelineName": NAME, "stageName": "Deploy"}
    first = delivery.released()
    image = delivery.image()
    second = delivery.released()
    assert delivery.image() != image
    rejected = delivery.push()
    delivery.approve("Rejected")
    unable = "UnableToRollbackStageException"
    assert refused(back, **asked, targetPipelineExecutionId=rejected) == unable
    begun = back(**asked, targetPipelineExecutionId=first)["pipelineExecutionId"]
    delivery.clock.turn(60)
    assert delivery.image() == image
    assert refused(back, **asked, targetPipelineExecutionId=begun) == unable
    other = "11111111-0000-0000-0000-000000000000"
    code = refused(back, **asked, targetPipelineExecutionId=other)
    assert code == "PipelineExecutionNotFoundException"
    assert second != first


def test_a_failed_stage_rolls_itself_back_where_the_stack_says_so(
    made: Callable[..., Delivery],
) -> None:
    delivery = made(StageRollback="true")
    delivery.released()
    image = delivery.image()
    delivery.released("deployment")
    assert delivery.statuses() == ["Succeeded", "Failed", "Succeeded"]
    assert delivery.image() == image


def test_nothing_is_started_that_was_never_pushed(delivery: Delivery) -> None:
    start = delivery.client("codepipeline").start_pipeline_execution
    start(name=NAME)
    (action,) = delivery.stage("Source")["actionStates"]
    said = action["latestExecution"]["errorDetails"]["message"]
    assert "nothing was pushed" in said and "sandbox run --service" in said
    delivery.push()
    start(name=NAME)
    assert delivery.statuses() == ["Failed", "InProgress", "InProgress"]


def test_another_command_sees_and_moves_the_same(
    delivery: Delivery, tmp_path: Path
) -> None:
    """While this one still has the stacks."""
    with (
        pytest.raises(GeneratorError, match="another command"),
        sandbox(Project(tmp_path)),
    ):
        pass
    # moto is one for the process: what is watched is the file.
    delivery.push()
    other = Desk(tmp_path / ".sandbox", delivery.desk.world, "bob")
    with other.scene() as scene:
        (execution,) = scene.deliveries.executions
        assert execution.stage == "ManualApproval"


def test_executions_are_there_in_the_next_command(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_hindrance", lambda stage: "this is a test")
    project, folder = Project(tmp_path), tmp_path / "service"
    folder.mkdir()
    with sandbox(project) as simulator:
        delivery = Delivery(Aws(simulator), clock, folder)
        delivery.aws.deploy(BODY, **REQUIRED)
        delivery.released()
        left = delivery.statuses(), delivery.image(), delivery.mails()
    with sandbox(project, watches=True) as simulator:
        again = Delivery(Aws(simulator), clock, folder)
        assert (again.statuses(), again.image(), again.mails()) == left


def test_a_pipeline_that_is_made_anew_has_no_past(
    made: Callable[..., Delivery],
) -> None:
    delivery = made()
    delivery.push()
    delivery.client("cloudformation").delete_stack(StackName="shop")
    code = refused(delivery.client("codepipeline").get_pipeline_state, name=NAME)
    assert code == "PipelineNotFoundException"


def test_a_broken_file_is_one_sentence(delivery: Delivery, tmp_path: Path) -> None:
    delivery.push()
    file = tmp_path / ".sandbox" / "deliveries.json"
    for text, said in (("{", "is not what the sandbox"), ('{"format": 9}', "format 9")):
        file.write_text(text)
        with pytest.raises(GeneratorError, match=said), delivery.desk.scene():
            pass


def test_a_service_of_codedeploy_has_a_version_before_the_first_deployment(
    delivery: Delivery,
) -> None:
    ecs = delivery.client("ecs")
    ecs.create_cluster(clusterName=PLACE["cluster"])
    container = {"name": "app", "image": "placeholder", "memory": 128}
    ecs.register_task_definition(family="app", containerDefinitions=[container])
    ecs.create_service(
        cluster=PLACE["cluster"],
        serviceName="payment-service-dev",
        taskDefinition="app",
        desiredCount=1,
        deploymentController={"type": "CODE_DEPLOY"},
    )
    assert delivery.image() == "placeholder"
