"""The size of IAM policies against their limits."""

from collections.abc import Iterator
from typing import Any

from generator.rules._house import HouseRule, Problem
from generator.rules._policies import IAM_TYPES
from generator.rules._policy_sizes import measured

_READER = """\
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
_MORE = "              - arn:aws:s3:::artifacts-of-payment-service-number-{:03}/*\n"


class PoliciesFitTheirLimits(HouseRule):
    """IAM policies fit the size limits.

    IAM refuses managed policies over 6,144 characters, trust policies over 4,096
    (2,048 without a raised quota) and inline policies that together pass 10,240 for
    a role. White space is not counted; what parameters add is taken as nothing, so
    what is flagged is certain.
    """

    id = "E9954"
    page = "IAM/latest/UserGuide/reference_iam-quotas.html"
    tags = ["resources", "iam", "limits"]
    resource_types = IAM_TYPES

    good = _READER
    bad = good + "".join(_MORE.format(n) for n in range(125))

    def _problems(self, template: Any) -> Iterator[Problem]:
        for policy in measured(template):
            if policy.size.certain > policy.hard_limit:
                yield (
                    policy.node,
                    f"{policy.what} has at least {policy.size.certain} characters; "
                    f"IAM accepts {policy.hard_limit}",
                )


class PoliciesLeaveRoom(HouseRule):
    """IAM policies stay clear of the size limits.

    A policy close to the limit is refused as soon as a name grows or a statement is
    added. Names and ARNs that are known only when deployed count with a usual
    length.
    """

    id = "W9954"
    page = "IAM/latest/UserGuide/reference_iam-quotas.html"
    tags = ["resources", "iam", "limits"]
    resource_types = IAM_TYPES

    settings = {"percent": {"default": 90, "type": "integer"}}
    good = _READER
    bad = good + "".join(_MORE.format(n) for n in range(105))

    def _problems(self, template: Any) -> Iterator[Problem]:
        for policy in measured(template):
            if policy.size.certain > policy.hard_limit:
                continue
            if policy.size.likely * 100 > policy.limit * self.config["percent"]:
                yield (
                    policy.node,
                    f"{policy.what} has about {policy.size.likely} of "
                    f"{policy.limit} characters",
                )
