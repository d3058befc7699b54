"""W9050: a policy names the actions it allows."""

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


class IamActionsAreNamed(_house.HouseRule):
    """Flags `*`, `service:*` and `NotAction` in statements that allow."""

    id = "W9050"
    shortdesc = "IAM policies name the actions they allow"
    description = (
        "A statement that allows every action of a service also allows what the "
        "service adds tomorrow. Name the actions that are needed; a wildcard at the "
        "end of a name (s3:GetObject*) is not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
        "#grant-least-privilege"
    )
    tags = ["resources", "iam", "least-privilege"]
    pci = ("7.2.1", "7.2.2", "7.2.5")
    resource_types = (*IDENTITY_POLICIES, *PRINCIPALS_WITH_POLICIES)

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

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each wildcard action and each `NotAction`."""
        for _, document in granting_policies(cfn):
            for statement in statements(document):
                if not statement.allows:
                    continue
                for action in statement.values("Action"):
                    if isinstance(action.value, str) and _is_whole_service(
                        action.value
                    ):
                        yield RuleMatch(
                            action.rule_path,
                            f"{action.value!r} allows every action: name those needed",
                        )
                for action in statement.values("NotAction"):
                    yield RuleMatch(
                        action.rule_path,
                        "NotAction allows all other actions: name those needed",
                    )


def _is_whole_service(action: str) -> bool:
    return action == "*" or action.partition(":")[2] == "*"
