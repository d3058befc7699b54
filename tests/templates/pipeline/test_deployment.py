"""Blue/green with a way back, by a role that reaches one service."""

from typing import Any

import pytest

from tests.templates.stack import (
    ALARMED,
    BY_ECS,
    EVERYTHING,
    REQUIRED,
    TASK_ROLE,
    TEST_LISTENER,
    TESTED,
    stack,
    template,
)

LISTENER = REQUIRED["ProductionListenerArn"]


def group(*given: dict[str, str]) -> dict[str, Any]:
    return stack(*given).properties("DeploymentGroup")


def test_the_application_is_for_ecs() -> None:
    assert stack().properties("Application")["ComputePlatform"] == "ECS"


def test_the_group_deploys_one_ecs_service_blue_green_behind_a_load_balancer() -> None:
    assert group()["DeploymentStyle"] == {
        "DeploymentType": "BLUE_GREEN",
        "DeploymentOption": "WITH_TRAFFIC_CONTROL",
    }
    assert group()["ECSServices"] == [
        {"ClusterName": "payment-cluster-dev", "ServiceName": "payment-service-dev"}
    ]


def test_traffic_moves_between_the_two_target_groups_of_one_listener() -> None:
    (pair,) = group()["LoadBalancerInfo"]["TargetGroupPairInfoList"]
    assert pair == {
        "TargetGroups": [{"Name": "blue"}, {"Name": "green"}],
        "ProdTrafficRoute": {"ListenerArns": [LISTENER]},
    }


def test_a_test_listener_is_used_when_one_is_given() -> None:
    (pair,) = group(TESTED)["LoadBalancerInfo"]["TargetGroupPairInfoList"]
    assert pair["TestTrafficRoute"] == {"ListenerArns": [TEST_LISTENER]}


def test_a_tenth_of_the_traffic_goes_first_unless_the_operator_says_otherwise() -> None:
    assert group()["DeploymentConfigName"] == (
        "CodeDeployDefault.ECSCanary10Percent5Minutes"
    )
    at_once = {"DeploymentConfigName": "CodeDeployDefault.ECSAllAtOnce"}
    assert group(at_once)["DeploymentConfigName"] == "CodeDeployDefault.ECSAllAtOnce"


def test_the_old_version_stays_five_minutes_unless_told_otherwise() -> None:
    def ending(*given: dict[str, str]) -> Any:
        return group(*given)["BlueGreenDeploymentConfiguration"][
            "TerminateBlueInstancesOnDeploymentSuccess"
        ]

    assert ending() == {"Action": "TERMINATE", "TerminationWaitTimeInMinutes": "5"}
    longer = ending({"BlueTerminationWaitMinutes": "60"})
    assert longer["TerminationWaitTimeInMinutes"] == "60"


def test_the_approval_was_in_the_pipeline_so_traffic_shifts_at_once() -> None:
    ready = group()["BlueGreenDeploymentConfiguration"]["DeploymentReadyOption"]
    assert ready["ActionOnTimeout"] == "CONTINUE_DEPLOYMENT"


def test_a_failed_or_stopped_deployment_is_rolled_back() -> None:
    assert group()["AutoRollbackConfiguration"] == {
        "Enabled": True,
        "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"],
    }


def test_without_alarms_none_is_left_from_before() -> None:
    """CodeDeploy keeps the alarms of a group whose configuration goes."""
    assert group()["AlarmConfiguration"] == {"Enabled": False, "Alarms": []}


def test_alarms_stop_and_roll_back_when_some_are_given() -> None:
    """Either half alone does nothing."""
    with_alarm = group(ALARMED)
    assert (
        "DEPLOYMENT_STOP_ON_ALARM" in with_alarm["AutoRollbackConfiguration"]["Events"]
    )
    assert with_alarm["AlarmConfiguration"] == {
        "Enabled": True,
        "Alarms": [{"Name": "unhealthy"}, {"Name": "slow"}],
    }


def test_ten_alarms_are_ten_and_one_is_one() -> None:
    """CodeDeploy takes ten."""
    ten = group({"RollbackAlarmNames": ",".join("abcdefghij")})["AlarmConfiguration"]
    assert [each["Name"] for each in ten["Alarms"]] == list("abcdefghij")
    one = group({"RollbackAlarmNames": "5xx of payments"})["AlarmConfiguration"]
    assert one["Alarms"] == [{"Name": "5xx of payments"}]


def test_what_codedeploy_ignores_or_refuses_for_ecs_is_not_there() -> None:
    assert "Deployment" not in group()
    assert (
        "GreenFleetProvisioningOption"
        not in (group()["BlueGreenDeploymentConfiguration"])
    )


def test_the_role_trusts_codedeploy_for_groups_of_this_application_only() -> None:
    of = stack({"ServiceName": "ledger"})
    (trusted,) = of.properties("DeploymentRole")["AssumeRolePolicyDocument"][
        "Statement"
    ]
    application = of.properties("Application")["ApplicationName"]
    assert trusted["Principal"] == {"Service": "codedeploy.amazonaws.com"}
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {
            "aws:SourceArn": "arn:aws:codedeploy:us-east-2:111122223333"
            f":deploymentgroup:{application}/*"
        },
    }


def test_the_role_can_do_what_awss_own_policy_for_ecs_allows_and_no_more() -> None:
    """AWSCodeDeployRoleForECS, version 3, without the hooks that nobody has."""
    assert stack(ALARMED).actions("DeploymentRole") == {
        "ecs:DescribeServices",
        "ecs:CreateTaskSet",
        "ecs:UpdateServicePrimaryTaskSet",
        "ecs:DeleteTaskSet",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:ModifyRule",
        "cloudwatch:DescribeAlarms",
        "sns:Publish",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "iam:PassRole",
    }


def test_the_role_reaches_one_service_and_its_task_sets() -> None:
    arn = "arn:aws:ecs:us-east-2:111122223333"
    service = "payment-cluster-dev/payment-service-dev"
    for action in ("ecs:CreateTaskSet", "ecs:UpdateServicePrimaryTaskSet"):
        assert stack().resources_of("DeploymentRole", action) == [
            f"{arn}:service/{service}",
            f"{arn}:task-set/{service}/*",
        ]


@pytest.mark.parametrize(
    ("given", "listeners"),
    [({}, [LISTENER]), (TESTED, [LISTENER, TEST_LISTENER])],
    ids=["production", "production and test"],
)
def test_the_role_changes_the_given_listeners_and_their_rules_only(
    given: dict[str, str], listeners: list[str]
) -> None:
    changed = stack(given).resources_of(
        "DeploymentRole", "elasticloadbalancing:ModifyListener"
    )
    rules = [f"{each.replace(':listener/', ':listener-rule/')}/*" for each in listeners]
    assert sorted(changed) == sorted(listeners + rules)


def test_with_an_alarm_the_role_sees_every_alarm_because_it_may_be_composite() -> None:
    action = "cloudwatch:DescribeAlarms"
    assert stack(ALARMED).resources_of("DeploymentRole", action) == ["*"]
    reasons = stack(ALARMED).resources["DeploymentRole"]["Metadata"]["Reasons"]
    assert "composite" in reasons["SeeAlarms"]
    assert stack().resources_of("DeploymentRole", action) == []


def test_the_role_reads_what_the_build_made_and_publishes_to_the_topic() -> None:
    of = stack()
    assert of.resources_of("DeploymentRole", "s3:GetObject") == [
        "ArtifactBucket.Arn/*/DockerBuil/*"
    ]
    assert of.resources_of("DeploymentRole", "sns:Publish") == ["NotificationTopic"]


@pytest.mark.parametrize("role", ["DeploymentRole", "PipelineRole"])
@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ({}, [REQUIRED["TaskExecutionRoleArn"]]),
        (TASK_ROLE, [REQUIRED["TaskExecutionRoleArn"], TASK_ROLE["TaskRoleArn"]]),
    ],
    ids=["execution role", "execution and task role"],
)
def test_only_the_tasks_roles_are_passed_and_only_to_ecs_tasks(
    role: str, given: dict[str, str], passed: list[str]
) -> None:
    (statement,) = [
        each
        for each in stack(given).statements(role)
        if "iam:PassRole" in each["Action"]
    ]
    assert statement["Resource"] == passed
    assert statement["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }


def test_nobody_else_passes_roles() -> None:
    of = stack(EVERYTHING)
    passing = {
        name
        for name, resource in of.resources.items()
        if resource["Type"] == "AWS::IAM::Role" and "iam:PassRole" in of.actions(name)
    }
    assert passing == {"DeploymentRole", "PipelineRole"}


def deploy_actions(*given: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stack(*given).properties("Pipeline")["Stages"][-1][
        "Actions"
    ]
    return found


def test_ecs_deploys_the_image_of_the_build_into_the_service_within_an_hour() -> None:
    (action,) = deploy_actions(BY_ECS)
    assert action["ActionTypeId"]["Provider"] == "ECS"
    assert action["Configuration"] == {
        "ClusterName": "payment-cluster-dev",
        "ServiceName": "payment-service-dev",
        "FileName": "imagedefinitions.json",
        "DeploymentTimeout": "60",
    }
    assert action["InputArtifacts"] == [{"Name": "DockerBuildOutput"}]
    (action,) = deploy_actions(BY_ECS, {"DeploymentTimeoutMinutes": "15"})
    assert action["Configuration"]["DeploymentTimeout"] == "15"


def test_where_ecs_deploys_nothing_is_codedeploys() -> None:
    of = stack(BY_ECS)
    kinds = {each["Type"] for each in of.resources.values()}
    assert not [kind for kind in kinds if "CodeDeploy" in kind]
    assert "DeploymentRole" not in of.resources
    assert not [a for a in of.actions("PipelineRole") if a.startswith("codedeploy:")]
    outputs = of.scope.template.outputs
    assert outputs["codeDeployApplicationArn"]["Condition"] == "UsesCodeDeploy"


def test_where_codedeploy_deploys_the_pipeline_cannot_update_the_service() -> None:
    assert "ecs:UpdateService" in stack(BY_ECS).actions("PipelineRole")
    assert "ecs:UpdateService" not in stack().actions("PipelineRole")
    (action,) = deploy_actions()
    assert action["ActionTypeId"]["Provider"] == "CodeDeployToECS"


def test_the_longest_wait_is_what_codedeploy_takes() -> None:
    """CodeDeploy User Guide, "Quotas": 2,800 minutes."""
    wait = template()["Parameters"]["BlueTerminationWaitMinutes"]
    assert (wait["MinValue"], wait["MaxValue"]) == (0, 2800)


def test_the_next_version_waits_for_testers_who_can_reach_it() -> None:
    def ready(*given: dict[str, str]) -> object:
        group = stack(*given).properties("DeploymentGroup")
        return group["BlueGreenDeploymentConfiguration"]["DeploymentReadyOption"]

    minutes = {"TestTrafficWaitMinutes": "30"}
    assert ready(TESTED, minutes) == {
        "ActionOnTimeout": "STOP_DEPLOYMENT",
        "WaitTimeInMinutes": "30",
    }
    at_once = {"ActionOnTimeout": "CONTINUE_DEPLOYMENT", "WaitTimeInMinutes": 0}
    assert ready(TESTED) == ready(minutes) == ready() == at_once
