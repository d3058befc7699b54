"""What the targets' roles may read here, beside what their own policies allow.

A role of another account needs both, its own policy and that of the bucket and of the
key (CodePipeline User Guide, "Create a pipeline in CodePipeline that uses resources
from another AWS account").
"""

from typing import Any

from awacs import kms
from awacs import s3 as s3_actions
from troposphere import s3

from generator.templates.pipeline.artifacts import objects_of
from generator.templates.policy import allow_role
from generator.templates.promotion.inputs.targets import Target


def files_of(target: Target) -> str:
    """The artifact with what is deployed to a target."""
    return f"{target.title}Files"


def key_statements(targets: tuple[Target, ...]) -> tuple[Any, ...]:
    """Decrypt and nothing else; what S3 encrypts it encrypts by the pipeline's role."""
    return tuple(
        each.there.when(
            allow_role(
                f"Let{each.title}Decrypt",
                each.deploy_role_arn,
                kms.Decrypt,
                on=["*"],
            )
        )
        for each in targets
    )


def bucket_statements(
    bucket: s3.Bucket, targets: tuple[Target, ...]
) -> tuple[Any, ...]:
    """Each target its own files; the guide lets it list the bucket, too."""
    return tuple(
        each.there.when(statement)
        for each in targets
        for statement in (
            allow_role(
                f"Let{each.title}ReadItsFiles",
                each.deploy_role_arn,
                s3_actions.GetObject,
                s3_actions.GetObjectVersion,
                on=[objects_of(bucket, files_of(each))],
            ),
            allow_role(
                f"Let{each.title}FindItsFiles",
                each.deploy_role_arn,
                s3_actions.ListBucket,
                on=[bucket.get_att("Arn")],
            ),
        )
    )
