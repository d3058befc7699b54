"""E9054: a policy is not longer than IAM accepts."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._policies import IDENTITY_POLICIES, PRINCIPALS_WITH_POLICIES
from generator.rules._policy_sizes import measured


class PoliciesFitTheirLimits(_house.HouseRule):
    """Flags policies that IAM refuses whatever the parameters are."""

    id = "E9054"
    shortdesc = "IAM policies fit the size limits"
    description = (
        "IAM refuses managed policies over 6,144 characters, trust policies over "
        "4,096 (2,048 without a raised quota) and inline policies that together pass "
        "10,240 for a role. White space is not counted; what parameters add is taken "
        "as nothing, so what is flagged is certain."
    )
    source_url = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
    )
    tags = ["resources", "iam", "limits"]
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
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::artifacts/*
"""
    bad = good + "".join(
        f"              - arn:aws:s3:::artifacts-of-payment-service-number-{n:03}/*\n"
        for n in range(125)
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each policy that is certainly too long."""
        for policy in measured(cfn):
            if policy.size.certain > policy.hard_limit:
                yield RuleMatch(
                    list(policy.path),
                    f"{policy.what} has at least {policy.size.certain} characters; "
                    f"IAM accepts {policy.hard_limit}",
                )
