"""Roles in IAM policies: which service one is passed to, and whom one trusts."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._expressions import named_resource, written
from generator.rules._fragments import TAGS
from generator.rules._house import HouseRule, Problem, names
from generator.rules._nodes import Resource, resources
from generator.rules._policies import (
    IAM_TYPES,
    condition_keys,
    covers,
    granting_statements,
    named_actions,
    named_resources,
    services,
    statements,
    trusting_statements,
)


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
