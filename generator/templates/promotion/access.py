"""What the targets' roles may read here, beside what their own policies allow.

A role of another account needs both, its own policy and that of the bucket and of the
key (CodePipeline User Guide, "Create a pipeline in CodePipeline that uses resources
from another AWS account"). The principal is the account, and the condition its one
role: a policy that names the role itself is refused until the role is there, and lost
when it is made again (IAM User Guide, "AWS JSON policy elements: Principal").
"""

from typing import Any

from awacs import kms
from awacs import s3 as s3_actions
from awacs.aws import (
    Action,
    Allow,
    ArnEquals,
    Condition,
    Principal,
    PrincipalArn,
    Statement,
)
from troposphere import s3

from generator.templates.pipeline.artifacts import objects_of
from generator.templates.promotion.inputs.targets import Target


def files_of(target: Target) -> str:
    """The artifact with what is deployed to a target."""
    return f"{target.title}Files"


def key_statements(targets: tuple[Target, ...]) -> tuple[Any, ...]:
    """Decrypt and nothing else; what S3 encrypts it encrypts by the pipeline's role."""
    return tuple(
        each.there.when(
            _statement(each, f"Let{each.title}Decrypt", [kms.Decrypt], on=["*"])
        )
        for each in targets
    )


def bucket_statements(
    bucket: s3.Bucket, targets: tuple[Target, ...]
) -> tuple[Any, ...]:
    """Each target its own files; the guide lets it list the bucket, too."""
    read = [s3_actions.GetObject, s3_actions.GetObjectVersion]
    return tuple(
        each.there.when(statement)
        for each in targets
        for statement in (
            _statement(
                each,
                f"Let{each.title}ReadItsFiles",
                read,
                on=[objects_of(bucket, files_of(each))],
            ),
            _statement(
                each,
                f"Let{each.title}FindItsFiles",
                [s3_actions.ListBucket],
                on=[bucket.get_att("Arn")],
            ),
        )
    )


def _statement(
    target: Target, sid: str, actions: list[Action], *, on: list[Any]
) -> Statement:
    role = target.deploy_role_arn.ref()
    return Statement(
        Sid=sid,
        Effect=Allow,
        Principal=Principal("AWS", target.account),
        Action=actions,
        Resource=on,
        Condition=Condition(ArnEquals({PrincipalArn: role})),
    )
