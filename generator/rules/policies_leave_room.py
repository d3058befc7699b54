"""W9054: a policy is not about to reach the limit of IAM."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._policies import IDENTITY_POLICIES, PRINCIPALS_WITH_POLICIES
from generator.rules._policy_sizes import measured


class PoliciesLeaveRoom(_house.HouseRule):
    """Flags policies that will pass the limit with one more long name."""

    id = "W9054"
    shortdesc = "IAM policies stay clear of the size limits"
    description = (
        "A policy close to the limit is refused as soon as a name grows or a statement "
        "is added. Names and ARNs that are known only when deployed count with a usual "
        "length."
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
        for n in range(105)
    )

    def __init__(self) -> None:
        """From how full a policy counts as close to its limit."""
        super().__init__()
        self.config_definition = {"percent": {"default": 90, "type": "integer"}}
        self.configure()

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each policy close to its limit but not surely over it."""
        for policy in measured(cfn):
            if policy.size.certain > policy.hard_limit:
                continue
            if policy.size.likely * 100 > policy.limit * self.config["percent"]:
                yield RuleMatch(
                    list(policy.path),
                    f"{policy.what} has about {policy.size.likely} of "
                    f"{policy.limit} characters",
                )
