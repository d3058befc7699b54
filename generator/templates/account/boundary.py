"""The most that any role of the other templates can do, whatever a template says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from awacs.aws import Action, Condition, StringEquals
from awacs.aws import Statement as AllowStatement
from troposphere import iam

from generator.cloudformation.policies import Statement, documents, statements
from generator.cloudformation.references import among
from generator.templates.account.inputs import Inputs
from generator.templates.policy import (
    allow,
    allow_anywhere,
    arn,
    policy_document,
    reasons,
)
from generator.templates.target.roles import DEPLOYS, LOOKS

PASS_ROLE = "iam:PassRole"  # noqa: S105 (an action)
ASSUME_ROLE = "sts:AssumeRole"
_PASSED_TO = "iam:PassedToService"


@dataclass(frozen=True)
class Boundary:
    """What a change of a template cannot go beyond before this stack changes."""

    permissions_boundary: iam.ManagedPolicy


def permissions_boundary(
    *, inputs: Inputs, templates: Mapping[str, Mapping[str, Any]]
) -> Boundary:
    """Exactly the actions that roles of the templates are allowed.

    On which resources is said by each role's own policies, but for roles: they are
    passed to the services alone that roles are passed to today, and assumed alone
    where they have the names of a target's.
    """
    allowed = [one for each in templates.values() for one in _granted(each)]
    return Boundary(
        permissions_boundary=iam.ManagedPolicy(
            "PermissionsBoundary",
            Condition=inputs.github.has_repository.name,
            # By name: whoever writes a parameter file must know it.
            ManagedPolicyName=inputs.naming.of("boundary"),
            PolicyDocument=policy_document(
                allow_anywhere("UseServices", *_actions_of(allowed)),
                *_roles(allowed),
            ),
            Metadata={
                **reasons(UseServices="a cap: each role's policies name the resources"),
                # A boundary allows nothing by itself (IAM User Guide, "Permissions
                # boundaries for IAM entities").
                "cfn-lint": {"config": {"ignore_checks": ["W9951"]}},
            },
        )
    )


def _granted(template: Mapping[str, Any]) -> Iterator[Statement]:
    """What the template's roles are allowed, by their own and attached policies.

    A managed policy that no role has is for people, and no role gets any of it.
    """
    resources = template["Resources"]
    for resource in resources.values():
        if resource["Type"] == "AWS::IAM::Role":
            properties = resource["Properties"]
            attached = among(properties.get("ManagedPolicyArns", []), resources)
            held = [
                *properties.get("Policies", []),
                *(resources[name]["Properties"] for name in attached),
            ]
            for document in documents(held):
                yield from (each for each in statements(document.value) if each.allows)


def _roles(allowed: list[Statement]) -> Iterator[AllowStatement]:
    """What is done with other roles."""
    passed = sorted({service for one in allowed for service in _passed_to(one)})
    if passed:
        yield allow(
            "PassRoles",
            Action("iam", "PassRole"),
            on=[arn("iam::${AWS::AccountId}:role/*")],
            only_if=Condition(StringEquals({_PASSED_TO: passed})),
        )
    if any(ASSUME_ROLE in _actions(one) for one in allowed):
        yield allow(
            "AssumeRoles",
            Action("sts", "AssumeRole"),
            # Of any account and environment: a promotion is told where its targets are.
            on=[arn(f"iam::*:role/*{name}-*") for name in (DEPLOYS, LOOKS)],
        )


def _actions(statement: Statement) -> Iterator[str]:
    return (str(action.value) for action in statement.actions)


def _actions_of(allowed: list[Statement]) -> list[Action]:
    names = {action for one in allowed for action in _actions(one)}
    names -= {PASS_ROLE, ASSUME_ROLE}
    return [Action(*name.split(":")) for name in sorted(names)]


def _passed_to(statement: Statement) -> Iterator[str]:
    if PASS_ROLE in _actions(statement):
        for comparison in statement.comparisons:
            if comparison.key == _PASSED_TO:
                yield str(comparison.value.value)
