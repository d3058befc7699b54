"""IAM policies: exact actions and resources, and whom roles trust."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._authorization import can_name_resources
from generator.rules._expressions import named_resource, written
from generator.rules._fragments import TAGS
from generator.rules._house import HouseRule, Problem, names
from generator.rules._nodes import Resource, resources
from generator.rules._policies import (
    IAM_TYPES,
    condition_keys,
    covers,
    granting_statements,
    is_every_resource,
    named_actions,
    named_resources,
    services,
    statements,
    trusting_statements,
)


class IamActionsAreNamed(HouseRule):
    """IAM policies name the actions they allow.

    A statement that allows every action of a service also allows what the service
    adds tomorrow. Name the actions that are needed; a wildcard at the end of a name
    (s3:GetObject*) is not judged.
    """

    id = "W9950"
    page = "IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
    tags = ["resources", "iam", "least-privilege"]
    pci = ("7.2.1", "7.2.2", "7.2.5")
    resource_types = IAM_TYPES

    good = """\
Resources:
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:GetObjectVersion]
            Resource: arn:aws:s3:::artifacts/*
"""
    bad = good.replace("[s3:GetObject, s3:GetObjectVersion]", "s3:*")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for statement in granting_statements(template):
            for action in named_actions(statement):
                name = action.value
                # `*`, or every action of a service.
                if isinstance(name, str) and name.rpartition(":")[2] == "*":
                    yield action, f"{name!r} allows every action: name those needed"
            for action in statement.actions if "Action" in statement.all_but else ():
                yield action, "NotAction allows all other actions: name those needed"


# Condition keys that limit a statement to resources as well as an ARN would.
_LIMITING_KEYS = (
    "resourcetag/",
    "aws:resourceorgid",
    "ecs:cluster",
    "ec2:subnet",
    "ec2:vpc",
    "kms:viaservice",
    "kms:requestalias",
    "kms:resourcealiases",
    "cloudwatch:namespace",
)


# Actions that a message names.
_SHOWN = 8


class IamResourcesAreNamed(HouseRule):
    """IAM policies name resources where AWS supports it.

    A statement on every resource is fine for actions without resource-level
    permissions (ecr:GetAuthorizationToken). For the others name the ARNs, in a
    statement of their own; NotResource names all but some. The actions are judged
    by the Service Authorization Reference that cfn-lint carries.
    """

    id = "W9951"
    page = (
        "service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html"
    )
    tags = ["resources", "iam", "least-privilege"]
    pci = ("7.2.1", "7.2.2", "7.2.5")
    resource_types = IAM_TYPES

    settings = {
        "exceptions": names(
            # Agents of ECS (managed policy AmazonEC2ContainerServiceforEC2Role).
            "ecs:DeregisterContainerInstance",
            "ecs:Poll",
            "ecs:RegisterContainerInstance",
            "ecs:StartTelemetrySession",
            "ecs:SubmitAttachmentStateChanges",
            "ecs:SubmitContainerStateChange",
            "ecs:SubmitTaskStateChange",
            "ecs:UpdateContainerInstancesState",
            # Network interfaces of builds ("Allow CodeBuild access to AWS services
            # required to create a VPC network interface", CodeBuild User Guide) and
            # of functions (AWSLambdaVPCAccessExecutionRole).
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:UnassignPrivateIpAddresses",
            # A family's next revision ("How Amazon ECS standard deploy actions ...",
            # CodePipeline User Guide, and AWSCodeDeployRoleForECS).
            "ecs:RegisterTaskDefinition",
            # Metrics have no ARN (CloudWatch User Guide, "Identity-based policies").
            "cloudwatch:GetMetricData",
            # Agents of instances (managed policy AmazonSSMManagedInstanceCore).
            "ssm:UpdateInstanceInformation",
            # Shows composite alarms only to who may see every alarm (CloudWatch
            # API reference, DescribeAlarms).
            "cloudwatch:DescribeAlarms",
            # Its metrics have no ARN; only the newer datasets do.
            "cloudwatch:PutMetricData",
            # Lists tasks of a cluster; the table has container instances.
            "ecs:ListTasks",
        )
    }
    good = """\
Resources:
  Puller:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ecr:GetAuthorizationToken
            Resource: "*"
          - Effect: Allow
            Action: ecr:BatchGetImage
            Resource: arn:aws:ecr:us-east-2:111122223333:repository/payment
"""
    bad = good[: good.rindex("          - Effect")].replace(
        "ecr:GetAuthorizationToken", "[ecr:GetAuthorizationToken, ecr:BatchGetImage]"
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for statement in granting_statements(template):
            if "Resource" in statement.all_but:
                for resource in statement.resources:
                    yield resource, "NotResource allows all others: name those needed"
            actions = self._narrowable(statement)
            if actions and not _limited_by_condition(statement):
                for resource in named_resources(statement):
                    text = written(resource.value)
                    if is_every_resource(text):
                        yield (
                            resource,
                            f"{text!r} is every resource, but "
                            f"{_shortened(actions)} can be limited to ARNs",
                        )

    def _narrowable(self, statement: Statement) -> list[str]:
        exceptions = {name.lower() for name in self.config["exceptions"]}
        names = dict.fromkeys(
            node.value
            for node in named_actions(statement)
            if isinstance(node.value, str)
        )
        return [
            name
            for name in names
            # Every action of a service is the business of W9950.
            if name.rpartition(":")[2] != "*"
            and name.lower() not in exceptions
            and can_name_resources(name)
        ]


def _limited_by_condition(statement: Statement) -> bool:
    return all(
        not is_whole or any(part in key for key in keys for part in _LIMITING_KEYS)
        for keys, is_whole in condition_keys(statement)
    )


def _shortened(actions: list[str]) -> str:
    """All of a few actions; the first of many, and how many more there are."""
    shown = ", ".join(actions[:_SHOWN])
    more = len(actions) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


class PassRoleNamesItsService(HouseRule):
    """iam:PassRole has a condition on iam:PassedToService.

    Who may pass a role to any service can give its permissions to a function or
    task of their own. State the service in a condition: StringEquals,
    iam:PassedToService: ecs-tasks.amazonaws.com.
    """

    id = "W9952"
    page = (
        "IAM/latest/UserGuide/"
        "reference_policies_iam-condition-keys.html#ck_PassedToService"
    )
    tags = ["resources", "iam", "least-privilege"]
    pci = ("7.2.2", "7.2.5")
    resource_types = IAM_TYPES

    good = """\
Resources:
  Deployer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:PassRole
            Resource: arn:aws:iam::111122223333:role/payment-task
            Condition: {StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}
"""
    bad = good[: good.index("            Condition:")]

    def _problems(self, template: Any) -> Iterator[Problem]:
        for statement in granting_statements(template):
            # `*` alone is the business of W9950.
            names_iam = any(
                isinstance(node.value, str) and node.value.lower().startswith("iam:")
                for node in named_actions(statement)
            )
            if (
                names_iam
                and covers(statement, "iam:PassRole")
                and any(
                    is_whole and "iam:passedtoservice" not in keys
                    for keys, is_whole in condition_keys(statement)
                )
                and not _passes_to_one_service(template, statement)
            ):
                yield (
                    statement,
                    "iam:PassRole to any service: add a condition on "
                    "iam:PassedToService",
                )


def _passes_to_one_service(template: Any, statement: Statement) -> bool:
    """Each role passed is in the template, and one service alone may assume it."""
    roles = {role.name: role for role in resources(template, "AWS::IAM::Role")}
    passed = [
        roles.get(named_resource(written(each.value)))
        for each in named_resources(statement)
    ]
    return bool(passed) and all(role and _has_one_service(role) for role in passed)


def _has_one_service(role: Resource) -> bool:
    trusting = [
        each
        for document in role.get("AssumeRolePolicyDocument")
        for each in statements(document)
        if each.allows
    ]
    trusted = {
        (principal.kind, str(principal.who.value))
        for each in trusting
        for principal in each.principals
    }
    is_named = not any("Principal" in each.all_but for each in trusting)
    return is_named and len(trusted) == 1 and next(iter(trusted))[0] == "Service"


_SOURCE_KEYS = {
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
}


class ServiceTrustNamesItsSource(HouseRule):
    """Role trust in a service names the source account or ARN.

    Without aws:SourceAccount or aws:SourceArn a service can be made to assume the
    role on behalf of somebody else (confused deputy). Judged are only services that
    are known to send these keys when they assume a role.
    """

    id = "W9953"
    page = "IAM/latest/UserGuide/confused-deputy.html"
    tags = ["resources", "iam", "confused-deputy"]
    pci = ("7.2.2", "7.2.5")
    resource_types = ("AWS::IAM::Role",)

    settings = {
        "services": names(
            # CodeBuild guide, "Allow CodeBuild to interact with other AWS services".
            "codebuild.amazonaws.com",
            # CodeDeploy guide, "Cross-service confused deputy prevention".
            "codedeploy.amazonaws.com",
            # Not on an AWS page; in use in awslabs/aws-deployment-framework.
            "codepipeline.amazonaws.com",
            # Scheduler guide, "Confused deputy prevention".
            "scheduler.amazonaws.com",
            # Resilience Hub guide, "Single-account execution role".
            "fis.amazonaws.com",
            # Personalize guide, "Cross-service confused deputy prevention".
            "personalize.amazonaws.com",
        )
    }
    good = (
        """\
Resources:
  BuildRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: codebuild.amazonaws.com}
            Action: sts:AssumeRole
            Condition:
              StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
"""
        + TAGS
    )
    bad = good.replace(
        """\
            Condition:
              StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
""",
        "",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for statement in trusting_statements(template):
            judged = sorted(services(statement) & {*self.config["services"]})
            if judged and any(
                is_whole and not keys & _SOURCE_KEYS
                for keys, is_whole in condition_keys(statement)
            ):
                yield (
                    statement,
                    f"{', '.join(judged)} may assume this role for any account: "
                    "add a condition on aws:SourceAccount or aws:SourceArn",
                )
