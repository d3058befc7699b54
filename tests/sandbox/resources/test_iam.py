from typing import Any

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, one


def test_roles_have_their_policies_and_lose_those_that_go(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    iam = aws.client("iam")
    role = iam.get_role(RoleName="codebuild-role-dev")["Role"]
    principal = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert principal == {"Service": "codebuild.amazonaws.com"}
    assert iam.list_role_policies(RoleName="codebuild-role-dev")["PolicyNames"] == [
        "logs"
    ]
    aws.deploy(
        PIPELINE.replace("PolicyName: logs", "PolicyName: log-streams"), "UPDATE"
    )
    assert iam.list_role_policies(RoleName="codebuild-role-dev")["PolicyNames"] == [
        "log-streams"
    ]


def test_a_role_attaches_and_detaches_policies_of_aws(aws: Aws) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "codedeploy.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    policies = [f"arn:aws:iam::aws:policy/AWSCodeDeployRoleFor{x}" for x in ("ECS", "")]
    policies[1] = "arn:aws:iam::aws:policy/ReadOnlyAccess"

    def role(**more: Any) -> str:
        return one(
            "AWS::IAM::Role", RoleName="r", AssumeRolePolicyDocument=trust, **more
        )

    def attached() -> list[str]:
        found = aws.client("iam").list_attached_role_policies(RoleName="r")
        return [p["PolicyArn"] for p in found["AttachedPolicies"]]

    aws.deploy(role(ManagedPolicyArns=policies[:1], Description="deploys"))
    assert attached() == policies[:1]
    aws.deploy(
        role(ManagedPolicyArns=policies[1:], PermissionsBoundary=policies[0]), "UPDATE"
    )
    assert attached() == policies[1:]
    found = aws.client("iam").get_role(RoleName="r")["Role"]
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == policies[0]
    aws.client("cloudformation").delete_stack(StackName="shop")
    assert aws.client("iam").list_roles()["Roles"] == []


def test_a_policy_of_aws_that_does_not_exist_fails_the_stack(aws: Aws) -> None:
    trust = {"Version": "2012-10-17", "Statement": []}
    stack = aws.deploy(
        one(
            "AWS::IAM::Role",
            AssumeRolePolicyDocument=trust,
            ManagedPolicyArns=["arn:aws:iam::aws:policy/NoSuchPolicy"],
        )
    )
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_policies_are_attached_to_their_roles(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    iam = aws.client("iam")
    roles = [r["RoleName"] for r in iam.list_roles()["Roles"]]
    (name,) = [r for r in roles if "PipelineRole" in r]
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["stages"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert "SharedPolicy" in attached[0]["PolicyArn"]
