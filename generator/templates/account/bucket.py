"""Where templates go that are too long for a call."""

from dataclasses import dataclass
from typing import Any

from awacs import s3 as actions
from awacs.aws import (
    Action,
    AWSPrincipal,
    Condition,
    Deny,
    Null,
    Statement,
)
from troposphere import Sub, s3

from generator.templates.account.inputs import Inputs
from generator.templates.policy import (
    deny_old_tls,
    deny_plain_http,
    policy_document,
)
from generator.templates.retention import RETAINED

# A Deny may be wide: nobody does anything to the bucket without TLS.
EVERY_S3_ACTION = Action("s3", "*")
# Only this account can ever own the name, so whoever deploys knows it without
# asking (S3 User Guide, "Namespaces for general purpose buckets").
# Environment.own_bucket is the same name.
NAME = "cloudformation-templates-${AWS::AccountId}-${AWS::Region}-an"
# A plan is executed within days, and a template is uploaded again when it is
# planned again; a year is long enough to look at what was deployed.
KEPT_DAYS = 365


@dataclass(frozen=True)
class TemplateStore:
    """The template bucket, in which an object is written once."""

    template_bucket: s3.Bucket
    template_bucket_policy: s3.BucketPolicy

    @property
    def templates(self) -> Sub:
        """Every template in the bucket."""
        return Sub(f"${{{self.template_bucket.title}.Arn}}/templates/*")


def template_store(*, inputs: Inputs) -> TemplateStore:
    """Closed to the world, versioned, kept when the stack goes."""
    bucket = s3.Bucket(
        "TemplateBucket",
        BucketName=Sub(NAME),
        BucketNamespace="account-regional",
        BucketEncryption=s3.BucketEncryption(
            ServerSideEncryptionConfiguration=[
                s3.ServerSideEncryptionRule(
                    # CloudFormation reads a template with the caller's permissions:
                    # a key of its own would have to let in everybody who plans.
                    ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(
                        SSEAlgorithm="AES256"
                    )
                )
            ]
        ),
        LifecycleConfiguration=s3.LifecycleConfiguration(
            Rules=[
                s3.LifecycleRule(
                    Id="expire",
                    Status="Enabled",
                    ExpirationInDays=KEPT_DAYS,
                    NoncurrentVersionExpiration=s3.NoncurrentVersionExpiration(
                        NoncurrentDays=30
                    ),
                    AbortIncompleteMultipartUpload=s3.AbortIncompleteMultipartUpload(
                        DaysAfterInitiation=7
                    ),
                )
            ]
        ),
        OwnershipControls=s3.OwnershipControls(
            Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]
        ),
        PublicAccessBlockConfiguration=s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True,
            BlockPublicPolicy=True,
            IgnorePublicAcls=True,
            RestrictPublicBuckets=True,
        ),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
        Tags=inputs.naming.tags(),
        **RETAINED,
    )
    everything = [bucket.get_att("Arn"), Sub(f"${{{bucket.title}.Arn}}/*")]
    return TemplateStore(
        template_bucket=bucket,
        template_bucket_policy=s3.BucketPolicy(
            "TemplateBucketPolicy",
            Bucket=bucket.ref(),
            PolicyDocument=policy_document(
                deny_plain_http(EVERY_S3_ACTION, on=everything),
                deny_old_tls(EVERY_S3_ACTION, on=everything),
                _refuse_overwriting(everything[1]),
            ),
        ),
    )


def _refuse_overwriting(objects: Any) -> Statement:
    """A template that was reviewed stays what it was, whoever writes.

    S3 User Guide, "Enforce conditional writes on Amazon S3 buckets". Uploads in
    parts are refused with it, too; a template fits one request.
    """
    return Statement(
        Sid="RefuseOverwriting",
        Effect=Deny,
        Principal=AWSPrincipal("*"),
        Action=[actions.PutObject],
        Resource=[objects],
        Condition=Condition(Null({"s3:if-none-match": "true"})),
    )
