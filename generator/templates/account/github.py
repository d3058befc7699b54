"""What jobs of the repository may do: plan, or deploy what was reviewed.

No credentials are stored: GitHub signs who a job is, and AWS gives it an hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awacs import cloudformation as actions
from awacs import s3 as s3_actions
from awacs.aws import (
    Action,
    Allow,
    Condition,
    PolicyDocument,
    Principal,
    Statement,
    StringEquals,
)
from awacs.sts import AssumeRoleWithWebIdentity
from troposphere import If, Sub, iam

from generator.templates.account.bucket import TemplateStore
from generator.templates.account.cloudformation_role import CloudFormationRole
from generator.templates.account.inputs import Inputs
from generator.templates.account.reading import Reading
from generator.templates.policy import (
    allow,
    allow_anywhere,
    inline_policy,
    policy_document,
    reasons,
    regional_arn,
)

ISSUER = "token.actions.githubusercontent.com"
# What aws-actions/configure-aws-credentials asks for (its README, "audience"): the
# partition of China has another.
AUDIENCE = "sts.${AWS::URLSuffix}"
# The only file whose jobs deploy.
WORKFLOW = ".github/workflows/deploy.yml"
_READ = (
    actions.DescribeChangeSet,
    actions.DescribeEvents,
    actions.DescribeStackEvents,
    actions.DescribeStacks,
    actions.GetStackPolicy,
    actions.GetTemplate,
    actions.ListChangeSets,
    actions.ListHookResults,
    actions.ListStackResources,
)


@dataclass(frozen=True)
class GitHub:
    """The provider and the two roles."""

    git_hub_provider: iam.OIDCProvider
    read_stacks: iam.ManagedPolicy
    plan_role: iam.Role
    deploy_role: iam.Role


def github(
    *,
    inputs: Inputs,
    store: TemplateStore,
    cloudformation: CloudFormationRole,
    reading: Reading,
    templates: Sequence[str],
) -> GitHub:
    """Two roles, so that no job both plans and executes."""
    provider = _provider(inputs)
    trusted = inputs.github.makes_provider.choose(
        provider.ref(), inputs.github.oidc_provider_arn.ref()
    )
    stacks = [
        regional_arn("cloudformation", f"stack/*-{name}-${{EnvironmentSuffix}}/*")
        for name in templates
    ]
    looking = _looking(inputs, stacks)
    common: Mapping[str, Any] = {
        "Condition": inputs.github.has_repository.name,
        "ManagedPolicyArns": [looking.ref(), *reading.policies],
    }
    return GitHub(
        git_hub_provider=provider,
        read_stacks=looking,
        plan_role=iam.Role(
            "PlanRole",
            Metadata=reasons("FollowDrift"),
            RoleName=inputs.naming.of("plan"),
            AssumeRolePolicyDocument=_planners(inputs, trusted),
            Policies=[inline_policy("plan", *_planning(store, cloudformation, stacks))],
            Tags=inputs.naming.tags(),
            **common,
        ),
        deploy_role=iam.Role(
            "DeployRole",
            RoleName=inputs.naming.of("deploy"),
            AssumeRolePolicyDocument=_deployers(inputs, trusted),
            Policies=[
                inline_policy(
                    "deploy",
                    allow(
                        "ExecutePlans",
                        actions.ExecuteChangeSet,
                        actions.SetStackPolicy,
                        actions.UpdateTerminationProtection,
                        on=stacks,
                    ),
                )
            ],
            Tags=inputs.naming.tags(),
            **common,
        ),
    )


def _provider(inputs: Inputs) -> iam.OIDCProvider:
    # Without thumbprints: IAM trusts GitHub's certificate by its authority (IAM User
    # Guide, "Obtain the thumbprint for an OpenID Connect identity provider").
    return iam.OIDCProvider(
        "GitHubProvider",
        Condition=inputs.github.makes_provider.name,
        Url=f"https://{ISSUER}",
        ClientIdList=[Sub(AUDIENCE)],
        Tags=inputs.naming.tags(),
    )


def _planning(
    store: TemplateStore, cloudformation: CloudFormationRole, stacks: list[Any]
) -> tuple[Statement, ...]:
    """Nothing here changes a resource: not even an empty stack can be deleted."""
    return (
        allow(
            "PlanChangesAndFindDrift",
            actions.CreateChangeSet,
            actions.DeleteChangeSet,
            actions.DescribeStackResourceDrifts,
            actions.DetectStackDrift,
            on=stacks,
        ),
        allow_anywhere("FollowDrift", actions.DescribeStackDriftDetectionStatus),
        allow(
            "WriteTemplates",
            s3_actions.GetObject,
            s3_actions.PutObject,
            on=[store.templates],
        ),
        allow(
            "PassCloudFormationRole",
            Action("iam", "PassRole"),
            on=[cloudformation.cloud_formation_role.get_att("Arn")],
            only_if=Condition(
                StringEquals({"iam:PassedToService": "cloudformation.amazonaws.com"})
            ),
        ),
    )


def _looking(inputs: Inputs, stacks: list[Any]) -> iam.ManagedPolicy:
    """What both roles see of the stacks."""
    return iam.ManagedPolicy(
        "ReadStacks",
        Condition=inputs.github.has_repository.name,
        PolicyDocument=policy_document(
            allow("ReadStacks", *_READ, on=stacks),
            # By the ARN of a change set, which says nothing of its stack.
            allow(
                "ReadChangeSets",
                actions.DescribeEvents,
                actions.ListHookResults,
                on=[regional_arn("cloudformation", "changeSet/*")],
            ),
            allow_anywhere("ListStacks", actions.ListStacks),
        ),
        Metadata=reasons("ListStacks"),
    )


def _planners(inputs: Inputs, provider: If) -> PolicyDocument:
    """Pull requests of the repository's own branches, and what was merged.

    GitHub gives a forked pull request no token (GitHub documentation, "Permissions
    for the GITHUB_TOKEN": only read access, and none to id-token).
    """
    subjects = [
        _subject(inputs, rest) for rest in ("pull_request", "ref:refs/heads/${Branch}")
    ]
    return policy_document(_trust("Plans", provider, {"sub": subjects}))


def _deployers(inputs: Inputs, provider: If) -> PolicyDocument:
    """One job of one file on one branch, in the environment that GitHub guards.

    `sub` with an environment says nothing of the branch: `ref` does, and
    `job_workflow_ref` keeps other files and reusable workflows out (IAM User
    Guide, "Available keys for AWS OIDC federation", keys of GitHub).
    """
    return policy_document(
        _trust(
            "Deployments",
            provider,
            {
                "sub": _subject(inputs, "environment:${EnvironmentSuffix}"),
                "ref": Sub("refs/heads/${Branch}"),
                "job_workflow_ref": Sub(
                    f"${{Repository}}/{WORKFLOW}@refs/heads/${{Branch}}"
                ),
            },
        )
    )


def _subject(inputs: Inputs, rest: str) -> If:
    """Exactly one subject; with ids where the repository's tokens carry them.

    GitHub documentation, "OpenID Connect reference", immutable subject claims:
    `repo:octocat@123456/my-repo@456789:...`.
    """
    return inputs.github.has_immutable_subject.choose(
        Sub(f"repo:${{SubjectRepository}}:{rest}"), Sub(f"repo:${{Repository}}:{rest}")
    )


def _trust(sid: str, provider: If, claims: Mapping[str, Any]) -> Statement:
    wanted = {f"{ISSUER}:{name}": value for name, value in claims.items()}
    return Statement(
        Sid=sid,
        Effect=Allow,
        Principal=Principal("Federated", provider),
        Action=[AssumeRoleWithWebIdentity],
        Condition=Condition(StringEquals({f"{ISSUER}:aud": Sub(AUDIENCE), **wanted})),
    )
