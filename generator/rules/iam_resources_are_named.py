"""W9051: a policy names the resources where AWS lets it."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._authorization import can_name_resources
from generator.rules._policies import (
    IDENTITY_POLICIES,
    PRINCIPALS_WITH_POLICIES,
    Statement,
    granting_policies,
    is_every_resource,
    statements,
)

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


class IamResourcesAreNamed(_house.HouseRule):
    """Flags `Resource: "*"` beside actions that have resource-level permissions."""

    id = "W9051"
    shortdesc = "IAM policies name resources where AWS supports it"
    description = (
        "A statement on every resource is fine for actions without resource-level "
        "permissions (ecr:GetAuthorizationToken). For the others name the ARNs, in a "
        "statement of their own. The actions are judged by the Service Authorization "
        "Reference that cfn-lint carries."
    )
    source_url = (
        "https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html"
    )
    tags = ["resources", "iam", "least-privilege"]
    pci = ("7.2.1", "7.2.2", "7.2.5")
    resource_types = (*IDENTITY_POLICIES, *PRINCIPALS_WITH_POLICIES)

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
    bad = """\
Resources:
  Puller:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [ecr:GetAuthorizationToken, ecr:BatchGetImage]
            Resource: "*"
"""

    def __init__(self) -> None:
        """Actions whose resource types in the table do not help in practice."""
        super().__init__()
        self.config_definition = {
            "exceptions": {
                "default": [
                    # Its metrics have no ARN; only the newer datasets do.
                    "cloudwatch:PutMetricData",
                    # Lists tasks of a cluster; the table has container instances.
                    "ecs:ListTasks",
                ],
                "type": "list",
                "itemtype": "string",
            }
        }
        self.configure()

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each `*`, naming the actions that could be narrowed."""
        for _, document in granting_policies(cfn):
            for statement in statements(document):
                if not statement.allows or _limited_by_condition(statement):
                    continue
                actions = self._narrowable(statement)
                if not actions:
                    continue
                for resource in statement.values("Resource"):
                    if is_every_resource(resource.text):
                        yield RuleMatch(
                            resource.rule_path,
                            f"{resource.text!r} is every resource, but "
                            f"{_shortened(actions)} can be limited to ARNs",
                        )

    def _narrowable(self, statement: Statement) -> list[str]:
        exceptions = {name.lower() for name in self.config["exceptions"]}
        names = dict.fromkeys(
            node.value
            for node in statement.values("Action")
            if isinstance(node.value, str)
        )
        return [
            name
            for name in names
            if name.lower() not in exceptions and can_name_resources(name)
        ]


def _limited_by_condition(statement: Statement) -> bool:
    return all(
        not is_whole or any(part in key for key in keys for part in _LIMITING_KEYS)
        for keys, is_whole in statement.condition_keys()
    )


def _shortened(actions: list[str]) -> str:
    """All of a few actions; the first of many, and how many more there are."""
    shown = ", ".join(actions[:_SHOWN])
    more = len(actions) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
