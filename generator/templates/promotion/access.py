"""What the targets' roles may read of a store, beside what their own policies allow.

A role of another account needs both, its own policy and that of the bucket and of the
key (CodePipeline User Guide, "Create a pipeline in CodePipeline that uses resources
from another AWS account"). They are those of the target's own region.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from awacs import kms
from awacs import s3 as s3_actions
from troposphere import Parameter, s3

from generator.templates.pipeline.artifacts import objects_of
from generator.templates.policy import allow_role
from generator.templates.switch import Switch


class Reader(Protocol):
    """A target, as a store knows it."""

    @property
    def title(self) -> str:
        """Target1, Target2 or Target3."""

    @property
    def deploy_role_arn(self) -> Parameter:
        """Who reads."""

    @property
    def is_here(self) -> Switch:
        """Whether it is there and reads from this store."""


def files_of(target: Reader) -> str:
    """The artifact with what is deployed to a target."""
    return f"{target.title}Files"


def key_statements(readers: Sequence[Reader]) -> tuple[Any, ...]:
    """Decrypt and nothing else; what S3 encrypts it encrypts by the pipeline's role."""
    return tuple(
        each.is_here.when(
            allow_role(
                f"Let{each.title}Decrypt",
                each.deploy_role_arn,
                kms.Decrypt,
                on=["*"],
            )
        )
        for each in readers
    )


def bucket_statements(bucket: s3.Bucket, readers: Sequence[Reader]) -> tuple[Any, ...]:
    """Each target its own files; the guide lets it list the bucket, too."""
    return tuple(
        each.is_here.when(statement)
        for each in readers
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
