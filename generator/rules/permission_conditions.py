"""Conditions of IAM statements: that a request can have the keys they ask for."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.conditions import Branch
from generator.cloudformation.policies import Statement
from generator.cloudformation.references import substitute
from generator.rules._condition_keys import Kind, is_judged, kinds
from generator.rules._expressions import written
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import resources, together
from generator.rules._policies import (
    IAM_TYPES,
    covers,
    granting_statements,
    named_actions,
    named_resources,
    statements,
    trusting_statements,
)

# Policies of resources, and the property with the document.
_RESOURCE_POLICIES = {
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
}


class ConditionsCanHold(HouseRule):
    """Statements ask for condition keys that AWS sends.

    A condition on a key that a request does not have never holds, so that the
    statement allows nothing and nobody is told: kms:DescribeKey has no encryption
    context, a new network interface has no ec2:Vpc yet although its subnet has.
    Which action sends which key with which resource type says the Service
    Authorization Reference. Give such an action a statement of its own. Judged are
    actions written out, and keys of services (not aws:...).
    """

    id = "E9955"
    page = (
        "service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html"
    )
    tags = ["resources", "iam"]
    resource_types = (*IAM_TYPES, *_RESOURCE_POLICIES)

    good = """\
Resources:
  Network:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ec2:CreateNetworkInterface
            Resource: !Sub arn:aws:ec2:us-east-2:${AWS::AccountId}:network-interface/*
          - Effect: Allow
            Action: ec2:CreateNetworkInterface
            Resource: !Sub arn:aws:ec2:us-east-2:${AWS::AccountId}:subnet/*
            Condition:
              ArnEquals:
                ec2:Vpc: !Sub arn:aws:ec2:us-east-2:${AWS::AccountId}:vpc/vpc-0a1b2c3d
"""
    bad = good.replace(":subnet/*", ":*").replace(
        """\
          - Effect: Allow
            Action: ec2:CreateNetworkInterface
            Resource: !Sub arn:aws:ec2:us-east-2:${AWS::AccountId}:network-interface/*
""",
        "",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for statement in _allowing(template):
            for key, asked in _demanded(statement).items():
                never = [
                    action.value + where
                    for action in named_actions(statement)
                    if isinstance(action.value, str)
                    and any(
                        together(template, dict(each.way), dict(action.way)) is not None
                        for each in asked
                    )
                    for where in _never(template, statement, action.value, key)
                ]
                if never:
                    yield (
                        asked[0],
                        f"AWS sends no {key} with {', '.join(dict.fromkeys(never))}: "
                        "under this condition it is never allowed",
                    )


def _allowing(template: Any) -> Iterator[Statement]:
    yield from granting_statements(template)
    yield from trusting_statements(template)
    for kind, key in _RESOURCE_POLICIES.items():
        for resource in resources(template, kind):
            for document in resource.get(key):
                yield from (each for each in statements(document) if each.allows)


def _demanded(statement: Statement) -> dict[str, list[Branch]]:
    """The keys of services without which a condition does not hold."""
    found: dict[str, list[Branch]] = {}
    for each in statement.comparisons:
        if is_judged(each.key) and not _holds_without_the_key(each.operator):
            found.setdefault(each.key, []).append(each.value)
    return found


def _holds_without_the_key(operator: str) -> bool:
    """IAM User Guide, "IAM JSON policy elements: Condition operators"."""
    return (
        operator == "Null"
        or "Not" in operator
        or operator.endswith("IfExists")
        or operator.startswith("ForAllValues:")
    )


def _never(template: Any, statement: Statement, action: str, key: str) -> Iterator[str]:
    """Where the action does not send the key; nothing, or ` on` a resource type."""
    known, patterns = kinds(action), _resources(statement)
    asked = [kind for kind in known if patterns is None or kind.is_among(patterns)]
    without = [kind for kind in asked if not kind.has(key)]
    if asked and without == asked:
        yield ""
    elif patterns is not None:
        # Each request has one of these: another statement may be for it.
        for kind in without:
            if kind.required and not _is_allowed(template, action, kind):
                yield f" on {kind.name}"


def _is_allowed(template: Any, action: str, kind: Kind) -> bool:
    return any(
        covers(other, action)
        and kind.is_among(_resources(other) or ["*"])
        and all(map(kind.has, _demanded(other)))
        for other in granting_statements(template)
    )


def _resources(statement: Statement) -> list[str] | None:
    """The patterns of Resource, or None where only the deployment knows them."""
    found = [written(each.value) for each in named_resources(statement)]
    if not found or any(each != "*" and not each.startswith("arn:") for each in found):
        return None
    return [substitute(each, lambda _: "*") for each in found]
