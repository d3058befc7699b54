"""The role that CloudFormation makes the other templates' resources with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from awacs.aws import (
    Action,
    Allow,
    Condition,
    Principal,
    Statement,
    StringEquals,
)
from awacs.sts import AssumeRole
from troposphere import If, Sub, iam

from generator.templates.account.boundary import Boundary
from generator.templates.account.inputs import Inputs
from generator.templates.account.made import (
    ROLE,
    Made,
    actions,
    every_place,
    is_reading,
    places,
)
from generator.templates.account.policies import managed_policy
from generator.templates.account.reading import Reading
from generator.templates.policy import allow, arn, policy_document, regional_arn

PIPELINE = "AWS::CodePipeline::Pipeline"
# A connection's ARN has either prefix (Developer Tools Console User Guide, "Rename
# of AWS CodeStar Connections").
_CONNECTIONS = ("codeconnections", "codestar-connections")


@dataclass(frozen=True)
class CloudFormationRole:
    """What a stack may do, one policy for each group of kinds."""

    resources: tuple[iam.ManagedPolicy, ...]
    cloud_formation_role: iam.Role


def cloudformation_role(
    *,
    inputs: Inputs,
    boundary: Boundary,
    reading: Reading,
    made: Sequence[Made],
) -> CloudFormationRole:
    """Nothing of IAM but roles and policies under the templates' names, bounded."""
    policies = tuple(
        _policy(group, made, inputs, boundary)
        for group in sorted({one.kind.group for one in made})
    )
    return CloudFormationRole(
        resources=policies,
        cloud_formation_role=iam.Role(
            "CloudFormationRole",
            Condition=inputs.github.has_repository.name,
            RoleName=inputs.naming.of("cloudformation"),
            # No condition: CloudFormation documents none for service roles, and
            # one on a key that it does not send would stop every deployment. Who
            # may pass the role, in this account, makes CloudFormation use it.
            AssumeRolePolicyDocument=policy_document(
                Statement(
                    Sid="MakeStacks",
                    Effect=Allow,
                    Principal=Principal("Service", "cloudformation.amazonaws.com"),
                    Action=[AssumeRole],
                )
            ),
            ManagedPolicyArns=[
                *reading.policies,
                *(policy.ref() for policy in policies),
            ],
            Tags=inputs.naming.tags(),
        ),
    )


def _policy(
    group: str, made: Sequence[Made], inputs: Inputs, boundary: Boundary
) -> iam.ManagedPolicy:
    ours = [one for one in made if one.kind.group == group]
    # What only looks is with the reading.
    anywhere = [
        each
        for each in actions(*(one.kind.anywhere for one in ours))
        if not is_reading(each)
    ]
    return managed_policy(
        f"{group}Resources",
        inputs=inputs,
        statements=[*_own(ours, inputs, boundary), *_given(ours, made, inputs)],
        anywhere=anywhere,
    )


def _own(
    made: Sequence[Made], inputs: Inputs, boundary: Boundary
) -> Iterator[Statement]:
    """What the stack makes itself, one statement for each condition.

    Of all services of the group: an action means nothing on what another one has,
    and a template that is deployed in a call has no room for each by itself.
    """
    bounded = {"iam:PermissionsBoundary": boundary.permissions_boundary.ref()}
    tagged = {"aws:ResourceTag/Environment": inputs.naming.environment_suffix.ref()}
    for sid, field, condition in (
        ("Make", "write", {}),
        ("List", "lists", {}),
        ("Bound", "bounded", bounded),
        ("Own", "tagged", tagged),
    ):
        ours = [one for one in made if getattr(one.kind, field)]
        if ours:
            yield allow(
                sid,
                *actions(*(getattr(one.kind, field) for one in ours)),
                on=every_place(ours) if field == "lists" else places(ours),
                only_if=Condition(StringEquals(condition)) if condition else None,
            )


def _given(
    ours: Sequence[Made], made: Sequence[Made], inputs: Inputs
) -> Iterator[Statement]:
    """What a resource is given that is there before it."""
    services = sorted({service for one in ours for service in one.kind.passes})
    if services:
        yield allow(
            "PassRoles",
            Action("iam", "PassRole"),
            on=places(_passed(ours, made)),
            only_if=Condition(StringEquals({"iam:PassedToService": services})),
        )
    linked = sorted({service for one in ours for service in one.kind.linked})
    if linked:
        yield allow(
            "MakeServiceLinkedRoles",
            Action("iam", "CreateServiceLinkedRole"),
            on=[arn("iam::${AWS::AccountId}:role/aws-service-role/*")],
            only_if=Condition(StringEquals({"iam:AWSServiceName": linked})),
        )
    if any(one.type == PIPELINE for one in ours):
        yield from _source(inputs)


def _passed(ours: Sequence[Made], made: Sequence[Made]) -> list[Made]:
    """The roles that these resources name."""
    named = {role for one in ours if one.kind.passes for role in one.roles}
    return [one for one in made if one.type == ROLE and one.name in named]


def _source(inputs: Inputs) -> Iterator[Statement]:
    """GitHub, by a connection or by the token that a dynamic reference names."""
    for prefix in _CONNECTIONS:
        yield allow(
            f"Pass{prefix.title().replace('-', '')}",
            Action(prefix, "PassConnection"),
            on=[regional_arn(prefix, "connection/*")],
            only_if=Condition(
                StringEquals(
                    {f"{prefix}:PassedToService": "codepipeline.amazonaws.com"}
                )
            ),
        )
    yield allow(
        "ReadOAuthToken",
        Action("secretsmanager", "GetSecretValue"),
        on=[_token(inputs)],
    )


def _token(inputs: Inputs) -> If:
    # Secrets Manager puts six characters behind the name.
    def secret(name: str) -> Sub:
        return regional_arn("secretsmanager", f"secret:{name}-??????")

    return inputs.github.names_token.choose(
        secret("${OAuthTokenSecretName}"),
        secret("github-oauth-token-${EnvironmentSuffix}"),
    )
