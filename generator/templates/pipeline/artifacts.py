"""Where each stage leaves what it made for the next one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from awacs import s3 as actions
from awacs.aws import (
    Action,
    ArnEquals,
    Condition,
    SourceAccount,
    SourceArn,
    StringEquals,
)
from troposphere import AccountId, Parameter, Sub, s3

from generator.errors import GeneratorError
from generator.templates.pipeline.inputs.building import Storing
from generator.templates.policy import (
    allow_service,
    arn,
    deny_old_tls,
    deny_plain_http,
    policy_document,
)
from generator.templates.retention import RETAINED
from generator.templates.switch import Switch

# CodePipeline cuts the name of an artifact off there when it makes a key of it:
# `myPipeline/SourceArti/...` for SourceArtifact (CodePipeline User Guide, examples of
# events), and the pipeline's own after 20 characters (AWS's answer on re:Post, "Code
# Pipeline truncates folder names in output artifact S3 bucket").
CUT_OFF = 10
Readers = Callable[[s3.Bucket], tuple[Any, ...]]
# A Deny may be wide: nobody does anything to these buckets without TLS.
EVERY_S3_ACTION = Action("s3", "*")


def check_names(artifacts: Iterable[str]) -> None:
    """Every artifact has a place of its own in the bucket.

    Raises:
        GeneratorError: two names begin alike, so that a role that may read or
            write one of them could do so with the other.
    """
    known: dict[str, str] = {}
    for name in artifacts:
        other = known.setdefault(name[:CUT_OFF], name)
        if other != name:
            raise GeneratorError(
                f"The artifacts {other} and {name} have the same first {CUT_OFF} "
                "characters, which is all that CodePipeline keeps them apart by",
                "Give one of the two builds another name.",
            )


@dataclass(frozen=True)
class ArtifactStore:
    """The artifact bucket, and the bucket that logs who read it."""

    access_log_bucket: s3.Bucket
    access_log_bucket_policy: s3.BucketPolicy
    artifact_bucket: s3.Bucket
    artifact_bucket_policy: s3.BucketPolicy

    @property
    def bucket_arn(self) -> Any:
        """The artifact bucket itself."""
        return self.artifact_bucket.get_att("Arn")

    @property
    def objects(self) -> Sub:
        """Every object in the artifact bucket."""
        return _objects(self.artifact_bucket)

    def objects_of(self, artifact: str) -> Sub:
        """The objects of one artifact: `<pipeline>/<artifact>/<key>`.

        The pipeline's part is left open, because a template cannot cut a name
        off; the bucket belongs to one pipeline. A wildcard reaches over slashes,
        but CodePipeline's keys have three parts, so that no key of another
        artifact has this one in its middle.
        """
        return objects_of(self.artifact_bucket, artifact)


def objects_of(bucket: s3.Bucket, artifact: str) -> Sub:
    """The objects of one artifact, see `ArtifactStore`."""
    return Sub(f"${{{bucket.title}.Arn}}/*/{artifact[:CUT_OFF]}/*")


def _objects(bucket: s3.Bucket) -> Sub:
    return Sub(f"${{{bucket.title}.Arn}}/*")


@dataclass(frozen=True)
class StoreElsewhere:
    """The artifact bucket of another region, which another stack made.

    It and its key are in that region and in the pipeline's account (CodePipeline User
    Guide, "Add a cross-Region action in CodePipeline"). What actions there take is
    copied into it by the pipeline's role.
    """

    region: Parameter
    bucket_name: Parameter
    key_arn: Parameter
    there: Switch

    @property
    def bucket_arn(self) -> Sub:
        """The artifact bucket there."""
        return arn(f"s3:::${{{self.bucket_name.title}}}")

    @property
    def objects(self) -> Sub:
        """Every object in it."""
        return arn(f"s3:::${{{self.bucket_name.title}}}/*")


def artifact_store(
    *, inputs: Storing, key_arn: Any, readers: Readers = lambda bucket: ()
) -> ArtifactStore:
    """Both closed to the world, versioned, kept when the stack goes.

    `key_arn` is the key of the artifacts, or nothing. `readers` are statements that
    let in others, by the bucket's policy.
    """
    names = inputs.naming
    log_bucket = s3.Bucket(
        "AccessLogBucket",
        # A log target must use SSE-S3 (S3 User Guide, "Enabling server access
        # logging").
        BucketEncryption=_encrypted({"SSEAlgorithm": "AES256"}),
        BucketName=names.bucket("pipeline-logs"),
        # Who read an artifact is as much of an audit log as the builds' output.
        **_closed_and_kept(inputs, days=inputs.protection.log_retention_days.ref()),
    )
    bucket = s3.Bucket(
        "ArtifactBucket",
        BucketEncryption=_encrypted(
            {
                "SSEAlgorithm": inputs.protection.algorithm,
                "KMSMasterKeyID": key_arn,
            },
            # One data key for the bucket instead of one per object: fewer KMS
            # calls. Without effect under SSE-S3.
            BucketKeyEnabled=True,
        ),
        BucketName=names.bucket("pipeline-artifacts"),
        LoggingConfiguration=s3.LoggingConfiguration(
            DestinationBucketName=log_bucket.ref()
        ),
        **_closed_and_kept(
            inputs, days=inputs.protection.artifact_retention_days.ref()
        ),
    )
    return ArtifactStore(
        access_log_bucket=log_bucket,
        access_log_bucket_policy=s3.BucketPolicy(
            "AccessLogBucketPolicy",
            Bucket=log_bucket.ref(),
            PolicyDocument=policy_document(
                _log_delivery(inputs, log_bucket), *_tls_only(log_bucket)
            ),
        ),
        artifact_bucket=bucket,
        artifact_bucket_policy=s3.BucketPolicy(
            "ArtifactBucketPolicy",
            Bucket=bucket.ref(),
            PolicyDocument=policy_document(*readers(bucket), *_tls_only(bucket)),
        ),
    )


def _log_delivery(inputs: Storing, log_bucket: s3.Bucket) -> Any:
    """S3's logging service, for the artifact bucket of this account."""
    # By name: the artifact bucket itself needs this bucket first.
    source = arn(f"s3:::{inputs.naming.bucket_name('pipeline-artifacts')}")
    return allow_service(
        "DeliverAccessLogs",
        "logging.s3.amazonaws.com",
        actions.PutObject,
        on=[_objects(log_bucket)],
        only_if=Condition(
            [
                StringEquals({SourceAccount: AccountId}),
                ArnEquals({SourceArn: source}),
            ]
        ),
    )


def _tls_only(bucket: s3.Bucket) -> tuple[Any, Any]:
    everything = [bucket.get_att("Arn"), _objects(bucket)]
    return (
        deny_plain_http(EVERY_S3_ACTION, on=everything),
        deny_old_tls(EVERY_S3_ACTION, on=everything),
    )


def _encrypted(default: dict[str, Any], **more: Any) -> s3.BucketEncryption:
    return s3.BucketEncryption(
        ServerSideEncryptionConfiguration=[
            s3.ServerSideEncryptionRule(
                ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(
                    **default
                ),
                **more,
            )
        ]
    )


def _closed_and_kept(inputs: Storing, *, days: Any) -> dict[str, Any]:
    return {
        **RETAINED,
        "BucketNamespace": "account-regional",
        "LifecycleConfiguration": s3.LifecycleConfiguration(
            Rules=[_expire_after(days)]
        ),
        "OwnershipControls": s3.OwnershipControls(
            Rules=[
                s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced"),
            ]
        ),
        "PublicAccessBlockConfiguration": s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True,
            BlockPublicPolicy=True,
            IgnorePublicAcls=True,
            RestrictPublicBuckets=True,
        ),
        "VersioningConfiguration": s3.VersioningConfiguration(Status="Enabled"),
        "Tags": inputs.naming.tags(),
    }


def _expire_after(days: Any) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        Id="expire",
        Status="Enabled",
        ExpirationInDays=days,
        NoncurrentVersionExpiration=s3.NoncurrentVersionExpiration(NoncurrentDays=30),
        AbortIncompleteMultipartUpload=s3.AbortIncompleteMultipartUpload(
            DaysAfterInitiation=7
        ),
    )
