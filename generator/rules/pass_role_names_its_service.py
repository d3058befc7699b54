"""W9052: `iam:PassRole` says which service a role may be passed to."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._policies import (
    IDENTITY_POLICIES,
    PRINCIPALS_WITH_POLICIES,
    granting_policies,
    statements,
)


class PassRoleNamesItsService(_house.HouseRule):
    """Flags statements that allow `iam:PassRole` without iam:PassedToService."""

    id = "W9052"
    shortdesc = "iam:PassRole has a condition on iam:PassedToService"
    description = (
        "Who may pass a role to any service can give its permissions to a function "
        "or task of their own. State the service in a condition: StringEquals, "
        "iam:PassedToService: ecs-tasks.amazonaws.com."
    )
    source_url = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_iam-condition-keys.html#ck_PassedToService"
    )
    tags = ["resources", "iam", "least-privilege"]
    pci = ("7.2.2", "7.2.5")
    resource_types = (*IDENTITY_POLICIES, *PRINCIPALS_WITH_POLICIES)

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

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each statement and branch without the condition."""
        for _, document in granting_policies(cfn):
            for statement in statements(document):
                # `*` alone is the business of W9050.
                if not statement.allows or not any(
                    isinstance(node.value, str)
                    and node.value.lower().startswith("iam:")
                    for node in statement.values("Action")
                ):
                    continue
                if statement.covers("iam:PassRole") and any(
                    is_whole and "iam:passedtoservice" not in keys
                    for keys, is_whole in statement.condition_keys()
                ):
                    yield RuleMatch(
                        statement.node.rule_path,
                        "iam:PassRole to any service: add a condition on "
                        "iam:PassedToService",
                    )
