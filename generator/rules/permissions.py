"""IAM policies: exact actions and resources."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._authorization import can_name_resources
from generator.rules._expressions import written
from generator.rules._house import HouseRule, Problem, names
from generator.rules._policies import (
    IAM_TYPES,
    condition_keys,
    granting_statements,
    is_every_resource,
    named_actions,
    named_resources,
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
            # Agents of ECS (managed policy AmazonEC2ContainerServiceforEC2Role, v10,
            # which has the Submit actions as ecs:Submit*).
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
            # A family's next revision ("Service role permissions: Amazon ECS standard
            # action" of the ECS deploy action reference, CodePipeline User Guide).
            "ecs:RegisterTaskDefinition",
            # Metrics have no ARN, only datasets, alarms and the like do (the table's
            # resource types of CloudWatch).
            "cloudwatch:GetMetricData",
            "cloudwatch:PutMetricData",
            # Agents of instances (managed policy AmazonSSMManagedInstanceCore).
            "ssm:UpdateInstanceInformation",
            # Shows composite alarms only to who may see every alarm (CloudWatch
            # API reference, DescribeAlarms).
            "cloudwatch:DescribeAlarms",
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
