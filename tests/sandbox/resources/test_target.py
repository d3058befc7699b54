"""What the target template makes can be read back."""

from typing import Any

from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.templates.stack import BY_ECS
from tests.templates.target.stack import PIPELINE_ROLE, REQUIRED, TOLD, TOOLS

BODY = (ROOT / "templates_out" / "target.yaml").read_text()


def outputs(stack: dict[str, Any]) -> dict[str, str]:
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def test_the_promotion_is_told_roles_application_and_group_that_are_there(
    aws: Aws,
) -> None:
    told = outputs(aws.deploy(BODY, **REQUIRED, **TOLD))
    iam = aws.client("iam")
    role = iam.get_role(RoleName=told["deployRoleArn"].rpartition("/")[2])["Role"]
    assert role["Arn"] == told["deployRoleArn"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{TOOLS}:root"}
    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": PIPELINE_ROLE}}
    group = aws.client("codedeploy").get_deployment_group(
        applicationName=told["codeDeployApplicationName"],
        deploymentGroupName=told["deploymentGroupName"],
    )["deploymentGroupInfo"]
    assert group["ecsServices"] == [
        {
            "clusterName": told["ecsClusterName"],
            "serviceName": told["ecsServiceName"],
        }
    ]
    (trigger,) = group["triggerConfigurations"]
    (topic,) = aws.client("sns").list_topics()["Topics"]
    assert trigger["triggerTargetArn"] == topic["TopicArn"]


def test_where_ecs_deploys_there_are_two_roles_and_nothing_else(aws: Aws) -> None:
    told = outputs(aws.deploy(BODY, **{**REQUIRED, **BY_ECS}))
    assert told["deploymentController"] == "ECS"
    assert "codeDeployApplicationName" not in told
    names = {each["RoleName"] for each in aws.client("iam").list_roles()["Roles"]}
    assert names == {"deploy-role-dev", "observer-role-dev"}
    assert aws.client("codedeploy").list_applications()["applications"] == []
