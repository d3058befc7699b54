"""A pipeline of another account deploys one service by one role, and looks by one."""

import re
from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from tests.templates.stack import BY_ECS, CHINA, MAILED
from tests.templates.target.stack import (
    BUCKET,
    EVERYTHING,
    PIPELINE_ROLE,
    REQUIRED,
    ROLLOUT_ROLE,
    TOLD,
    TOOLS,
    WAITS,
    stack,
    template,
)

PARAMETERS = template()["Parameters"]


def test_what_must_be_given_is_the_service_and_who_comes() -> None:
    required = {name for name, each in PARAMETERS.items() if "Default" not in each}
    # CodeDeploy's own are asked for by a rule.
    by_rule = {"BlueTargetGroupName", "GreenTargetGroupName", "ProductionListenerArn"}
    assert required == set(REQUIRED) - by_rule


def test_the_roles_have_names_that_can_be_written_down_beforehand() -> None:
    made = stack({"NamePrefix": "refunds-"})
    assert made.properties("DeployRole")["RoleName"] == "refunds-deploy-role-dev"
    assert made.properties("ObserverRole")["RoleName"] == "refunds-observer-role-dev"


@pytest.mark.parametrize(
    ("role", "trusted"),
    [("DeployRole", PIPELINE_ROLE), ("ObserverRole", ROLLOUT_ROLE)],
)
def test_each_role_trusts_one_role_that_need_not_be_there_yet(
    role: str, trusted: str
) -> None:
    """IAM refuses a principal that is not there, and an account always is."""
    (statement,) = stack().properties(role)["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{TOOLS}:root"}
    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": trusted}}


def test_each_role_trusts_the_account_of_its_own_role() -> None:
    """Two accounts are a mistake, and never let in a third."""
    other = {"RolloutRoleArn": ROLLOUT_ROLE.replace(TOOLS, "555566667777")}
    for role, account in (("DeployRole", TOOLS), ("ObserverRole", "555566667777")):
        trust = stack(other).properties(role)["AssumeRolePolicyDocument"]
        principal = trust["Statement"][0]["Principal"]
        assert principal == {"AWS": f"arn:aws:iam::{account}:root"}


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("PipelineRoleArn", PIPELINE_ROLE, True),
        ("PipelineRoleArn", PIPELINE_ROLE.replace("role/", "role/delivery/"), True),
        ("PipelineRoleArn", f"arn:aws:iam::{TOOLS}:role/*", False),
        ("PipelineRoleArn", PIPELINE_ROLE[:-1] + "?", False),
        ("PipelineRoleArn", f"arn:aws:iam::{TOOLS}:root", False),
        ("PipelineRoleArn", f"arn:aws:iam::{TOOLS}:user/somebody", False),
        ("RolloutRoleArn", f"arn:aws:iam::{TOOLS}:role/rollout-*", False),
        ("ArtifactBucketName", BUCKET, True),
        ("ArtifactBucketName", "*", False),
        ("ArtifactBucketName", f"{BUCKET}/x", False),
    ],
)
def test_nobody_is_let_in_by_a_wildcard(name: str, value: str, taken: bool) -> None:
    assert bool(re.search(PARAMETERS[name]["AllowedPattern"], value)) is taken


def test_the_deploy_role_reads_what_is_deployed_and_no_other_artifact() -> None:
    assert stack().resources_of("DeployRole", "s3:GetObject") == [
        f"arn:aws:s3:::{BUCKET}/*/Target?Fil/*",
    ]
    assert not any("Put" in each for each in stack().actions("DeployRole"))


def test_it_decrypts_that_bucket_alone_with_a_key_that_is_made_later() -> None:
    (statement,) = (
        each
        for each in stack().statements("DeployRole")
        if each["Action"] == ["kms:Decrypt"]
    )
    assert statement["Resource"] == [f"arn:aws:kms:us-east-2:{TOOLS}:key/*"]
    assert statement["Condition"]["ArnLike"] == {
        "kms:EncryptionContext:aws:s3:arn": [
            f"arn:aws:s3:::{BUCKET}",
            f"arn:aws:s3:::{BUCKET}/*",
        ]
    }


def deploys(*given: dict[str, str]) -> set[str]:
    prefixes = ("codedeploy:", "ecs:Update", "ecs:Register")
    return {
        each
        for each in stack(*given).actions("DeployRole")
        if each.startswith(prefixes)
    }


def test_it_deploys_by_the_controller_that_the_service_has() -> None:
    assert "ecs:UpdateService" not in deploys()
    assert {"codedeploy:CreateDeployment", "ecs:RegisterTaskDefinition"} <= deploys()
    assert deploys(BY_ECS) == {"ecs:UpdateService", "ecs:RegisterTaskDefinition"}


def test_the_observer_role_changes_nothing() -> None:
    assert stack().actions("ObserverRole") == {
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecs:DescribeTasks",
        "ecs:ListTasks",
    }


def test_code_deploy_is_there_only_where_it_deploys() -> None:
    kinds = {each["Type"] for each in stack(BY_ECS).resources.values()}
    assert kinds == {"AWS::IAM::Role"}
    assert set(stack(BY_ECS).resources) == {"DeployRole", "ObserverRole"}


def test_code_deploys_role_reads_no_artifact_of_the_other_account() -> None:
    """CodePipeline hands it the revision."""
    assert not {
        each
        for each in stack(EVERYTHING).actions("DeploymentRole")
        if each.startswith(("s3:", "kms:"))
    }


def triggers(*given: dict[str, str]) -> Any:
    return stack(*given).properties("DeploymentGroup").get("TriggerConfigurations")


def test_rollbacks_are_told_to_an_address_if_there_is_one() -> None:
    assert triggers() is None
    assert triggers(TOLD)[0]["TriggerEvents"] == ["DeploymentRollback"]


def test_who_should_test_before_the_shift_hears_that_it_is_time() -> None:
    assert triggers(TOLD, WAITS)[0]["TriggerEvents"] == [
        "DeploymentRollback",
        "DeploymentReady",
    ]


def test_an_address_that_would_hear_nothing_is_refused() -> None:
    (broken,) = broken_assertions(stack(BY_ECS, TOLD).scope)
    assert "NotificationEmail is CodeDeploy's" in str(broken)


def test_more_addresses_hear_it_after_the_first() -> None:
    told = stack(TOLD, MAILED).of_type("AWS::SNS::Subscription")
    assert [each["Endpoint"] for each in told.values()] == [
        *TOLD.values(),
        *MAILED.values(),
    ]
    assert not stack(MAILED).of_type("AWS::SNS::Subscription")
    broken = list(broken_assertions(stack(MAILED).scope))
    assert len(broken) == len(MAILED)
    assert all("takes NotificationEmail: give it" in str(each) for each in broken)


def test_the_outputs_are_the_parameters_of_the_promotion() -> None:
    outputs = stack().outputs
    assert outputs == {
        "deployRoleArn": "DeployRole.Arn",
        "observerRoleArn": "ObserverRole.Arn",
        "deploymentController": "CODE_DEPLOY",
        "ecsClusterName": REQUIRED["EcsClusterName"],
        "ecsServiceName": REQUIRED["EcsServiceName"],
        "codeDeployApplicationName": "Application",
        "deploymentGroupName": "DeploymentGroup",
    }
    of_code_deploy = {
        name
        for name, each in template()["Outputs"].items()
        if each.get("Condition") == "UsesCodeDeploy"
    }
    assert of_code_deploy == {"codeDeployApplicationName", "deploymentGroupName"}


def test_every_role_is_bounded_where_an_account_has_a_boundary() -> None:
    for role in ("DeployRole", "ObserverRole", "DeploymentRole"):
        assert (
            stack(EVERYTHING)
            .properties(role)["PermissionsBoundary"]
            .endswith(":policy/boundary")
        )
        assert "PermissionsBoundary" not in stack().properties(role)


def test_nothing_names_a_partition() -> None:
    text = str(stack(pseudo=CHINA).properties("DeployRole")["Policies"])
    assert "arn:aws-cn:s3:::" in text
    # What a parameter says is in the partition that it says.
    assert "arn:aws:" not in text.replace(REQUIRED["TaskExecutionRoleArn"], "")
