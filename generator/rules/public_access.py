"""Policies of resources: that they do not let everyone in."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._fragments import TAGS
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, resources
from generator.rules._policies import (
    condition_keys,
    is_for_everyone,
    statements,
)
from generator.rules._resource_policies import resource_policies

# Types whose policy stands in the resource, and the property that holds it.
_OWN_POLICIES = {
    "AWS::IAM::Role": "AssumeRolePolicyDocument",
    "AWS::KMS::Key": "KeyPolicy",
}
_WITH_POLICIES = ("AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue")
# Keys that say how a request comes, not from whom.
_NOBODY = {"aws:securetransport"}


class PoliciesLetNobodyIn(HouseRule):
    """Policies of roles, buckets, topics, queues and keys are not open to everyone.

    A statement that allows something to Principal * (or to all but some, with
    NotPrincipal) without a condition lets in everyone who has an account, and the
    public where the service has one. Name accounts, roles or services. Statements
    with a condition that says from whom, and website buckets, are not judged.
    """

    id = "W9956"
    page = "IAM/latest/UserGuide/reference_policies_elements_principal.html"
    tags = ["resources", "iam", "public-access"]
    pci = ("7.2.1",)
    resource_types = (*_OWN_POLICIES, *_WITH_POLICIES)

    good = f"""\
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: "arn:aws:iam::111122223333:role/auditor"}}
            Action: sts:AssumeRole
{TAGS}"""
    bad = good.replace("arn:aws:iam::111122223333:role/auditor", "*")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for statement in _statements(template):
            if not statement.allows or not _is_unconditional(statement):
                continue
            if "Principal" in statement.all_but:
                yield statement, "NotPrincipal lets in everyone else: name whom"
            elif is_for_everyone(statement):
                yield statement, "Principal * lets in everyone: name whom"


def _statements(template: Any) -> Iterator[Statement]:
    for kind, key in _OWN_POLICIES.items():
        for resource in resources(template, kind):
            for document in resource.get(key):
                yield from statements(document)
    for resource in resources(template, *_WITH_POLICIES):
        if not _is_website(resource.properties):
            found = resource_policies(template, resource).statements
            yield from (statement for statement, _ in found)


def _is_website(properties: Node) -> bool:
    return any(not site.is_absent for site in properties.get("WebsiteConfiguration"))


def _is_unconditional(statement: Statement) -> bool:
    """In some branch nothing asks from whom a request comes."""
    return any(
        is_whole and keys <= _NOBODY for keys, is_whole in condition_keys(statement)
    )
