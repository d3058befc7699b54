"""By which roles the pipeline of another account deploys here, and looks."""

from dataclasses import dataclass
from typing import Any

from awacs import ecs, kms, s3
from awacs.aws import ArnLike, Condition, StringLike
from awacs.sts import AssumeRole
from troposphere import Sub, iam

from generator.templates.pipeline.artifacts import CUT_OFF
from generator.templates.pipeline.deploy_actions import (
    LOOKING_REASONS,
    SERVICE_ARN,
    code_deploy_policy,
    ecs_policy,
    looking_statements,
    task_definition_statements,
)
from generator.templates.pipeline.deployment import Deployment, pass_task_roles
from generator.templates.policy import (
    allow,
    allow_role,
    arn,
    inline_policy,
    policy_document,
    reasons,
)
from generator.templates.target.inputs import Inputs

# What is deployed, whichever of the pipeline's targets this is. The bucket's policy
# says the same of each role.
ARTIFACTS = ("Target?Files",)
_BUCKET = "s3:::${ArtifactBucketName}"
# What the names say that a promotion's roles assume, behind the prefix.
DEPLOYS, LOOKS = "deploy-role", "observer-role"


@dataclass(frozen=True)
class Roles:
    """One changes the service, the other only sees it."""

    deploy_role: iam.Role
    observer_role: iam.Role


def roles(*, inputs: Inputs, deployment: Deployment) -> Roles:
    """Under names that can be written down before the stack is there."""
    tools = inputs.tools
    return Roles(
        deploy_role=iam.Role(
            "DeployRole",
            Description="By which the promotion pipeline deploys the service here",
            Metadata=reasons(**LOOKING_REASONS),
            RoleName=inputs.naming.prefixed(DEPLOYS),
            AssumeRolePolicyDocument=policy_document(
                allow_role("OnlyForOneRole", tools.pipeline_role_arn, AssumeRole)
            ),
            PermissionsBoundary=inputs.boundary,
            Policies=[
                inline_policy(
                    "tasks", *task_definition_statements(), pass_task_roles(inputs)
                ),
                inline_policy("artifacts", *_read_artifacts(inputs)),
                code_deploy_policy(inputs, deployment),
                ecs_policy(inputs),
            ],
            Tags=inputs.naming.tags(),
        ),
        observer_role=iam.Role(
            "ObserverRole",
            Description="By which the promotion pipeline sees what runs here",
            Metadata=reasons(**LOOKING_REASONS),
            RoleName=inputs.naming.prefixed(LOOKS),
            AssumeRolePolicyDocument=policy_document(
                allow_role("OnlyForOneRole", tools.rollout_role_arn, AssumeRole)
            ),
            PermissionsBoundary=inputs.boundary,
            Policies=[
                inline_policy(
                    "look",
                    allow("SeeService", ecs.DescribeServices, on=[SERVICE_ARN]),
                    *looking_statements(),
                )
            ],
            Tags=inputs.naming.tags(),
        ),
    )


def _read_artifacts(inputs: Inputs) -> tuple[Any, ...]:
    """After the CodePipeline User Guide, "Create a pipeline that uses resources from
    another account", with reading alone: the action writes nothing.

    The key is made after this stack, so what it decrypts names it: with a bucket key
    the context is the bucket, without one the object (S3 User Guide, "Using
    server-side encryption with AWS KMS keys", encryption context).
    """
    keys = arn("kms:${AWS::Region}:${Account}:key/*", Account=inputs.tools.account)
    return (
        allow(
            "ReadArtifacts",
            s3.GetObject,
            s3.GetObjectVersion,
            on=[arn(f"{_BUCKET}/*/{name[:CUT_OFF]}/*") for name in ARTIFACTS],
        ),
        allow("FindArtifacts", s3.ListBucket, on=[arn(_BUCKET)]),
        allow(
            "DecryptArtifacts",
            kms.Decrypt,
            on=[keys],
            only_if=Condition(
                [
                    ArnLike(
                        {
                            "kms:EncryptionContext:aws:s3:arn": [
                                arn(_BUCKET),
                                arn(f"{_BUCKET}/*"),
                            ]
                        }
                    ),
                    # The domain is not the same in all partitions.
                    StringLike({"kms:ViaService": Sub("s3.${AWS::Region}.*")}),
                ]
            ),
        ),
    )
