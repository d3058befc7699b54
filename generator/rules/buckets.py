"""S3 buckets: encryption, versions, and who is kept out."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._expressions import UNKNOWN, named_resource, written
from generator.rules._fragments import bucket
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Resource, in_words, resources, together
from generator.rules._policies import named_resources, services
from generator.rules._resource_policies import refuses_plain_http, resource_policies
from generator.rules._schemas import all_of, has, must_not, required
from generator.rules._shapes import ShapeRule

BUCKET = "AWS::S3::Bucket"
# S3, CloudFront and CloudTrail guides: who writes logs into a bucket.
_LOG_WRITERS = {
    "logging.s3.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
}


class BucketsStateTheirEncryption(ShapeRule):
    """Buckets state their encryption.

    S3 encrypts new objects with SSE-S3 whether or not a template says so. A stated
    BucketEncryption is what a reviewer and an auditor can see, and what drift
    detection holds.
    """

    id = "W9970"
    page = "AmazonS3/latest/userguide/default-bucket-encryption.html"
    tags = ["resources", "s3", "encryption"]
    pci = ("3.5.1",)
    resource_types = (BUCKET,)

    shape = required("BucketEncryption", "BucketEncryption is not stated")
    good = bucket()
    bad = bucket(encryption="")


class BucketsKeepVersions(ShapeRule):
    """Buckets keep versions.

    With versioning an object that is overwritten or deleted can be had back; a
    pipeline with an S3 source needs it. Buckets that only receive logs are not
    judged: their objects are written once.
    """

    id = "W9971"
    page = "AmazonS3/latest/userguide/Versioning.html"
    tags = ["resources", "s3"]
    pci = ("6.5.1",)
    resource_types = (BUCKET,)

    _off = "Versioning is not enabled"
    shape = required(
        "VersioningConfiguration.Status", _off, must_not(_off, const="Suspended")
    )
    good = bucket()
    bad = bucket(versioning="")

    def _judges(self, resource: Resource) -> bool:
        return resource.name not in _log_destinations(resource.properties.template)


# A shape is asked for every bucket, one after the other.
@lru_cache(maxsize=2)
def _log_destinations(template: Any) -> frozenset[str]:
    """Logical IDs of buckets that receive logs."""
    buckets = list(resources(template, BUCKET))
    named = {
        target.text
        for resource in buckets
        for target in resource.get("LoggingConfiguration", "DestinationBucketName")
        if not target.is_absent
    }
    found = {named_resource(text) for text in named}
    return frozenset(found) | {
        resource.name
        for resource in buckets
        if any(name.text in named for name in resource.get("BucketName") if name.text)
        or any(acl.value == "LogDeliveryWrite" for acl in resource.get("AccessControl"))
        or _lets_log_writers_in(template, resource)
    }


def _lets_log_writers_in(template: Any, resource: Resource) -> bool:
    return any(
        statement.allows and services(statement) & _LOG_WRITERS
        for statement, _ in resource_policies(template, resource).statements
    )


class BucketsBlockPublicAccess(ShapeRule):
    """Buckets block public access in all four ways.

    State all four settings of PublicAccessBlockConfiguration as true. What is left
    out is off as soon as the property is there. Website buckets are not judged:
    they are meant to be read by everyone.
    """

    id = "W9972"
    page = "AmazonS3/latest/userguide/access-control-block-public-access.html"
    tags = ["resources", "s3", "public-access"]
    pci = ("1.3.1", "1.4.4", "7.2.1")
    resource_types = (BUCKET,)

    _off = "Public access: {key} not on"
    _on = must_not(_off, const=False)
    when = {"not": has("WebsiteConfiguration")}
    shape = required(
        "PublicAccessBlockConfiguration",
        "Public access: nothing is blocked",
        all_of(
            required("BlockPublicAcls", _off, _on),
            required("BlockPublicPolicy", _off, _on),
            required("IgnorePublicAcls", _off, _on),
            required("RestrictPublicBuckets", _off, _on),
        ),
    )
    good = bucket()
    bad = bucket().replace("        RestrictPublicBuckets: true\n", "")


class BucketsRefusePlainHttp(HouseRule):
    """Bucket policies refuse plain HTTP.

    S3 answers plain HTTP unless the bucket policy denies s3:* to everyone where
    aws:SecureTransport is false, on the bucket and on its objects. Website buckets
    are not judged: their endpoint speaks HTTP only.
    """

    id = "W9973"
    page = "AmazonS3/latest/userguide/security-best-practices.html"
    tags = ["resources", "s3", "encryption"]
    pci = ("2.2.7", "4.2.1")
    resource_types = (BUCKET,)

    good = bucket()
    bad = bucket(policy="")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for resource in resources(template, BUCKET):
            if any(not site.is_absent for site in resource.get("WebsiteConfiguration")):
                continue
            policies = resource_policies(template, resource)
            for what, test in (("bucket", _on_bucket), ("objects", _on_objects)):
                case = policies.case_without(resource.properties.when, test)
                if case is not None:
                    yield (
                        resource.properties,
                        f"No policy denies plain HTTP on the {what}"
                        f"{in_words(case)}: Deny s3:*, Principal *, Bool "
                        "aws:SecureTransport false",
                    )
                    break


def _on_bucket(statement: Statement) -> bool:
    return refuses_plain_http(statement, "s3:ListBucket") and any(
        UNKNOWN in text or not text.endswith("/*")
        for text in _resource_texts(statement)
    )


def _on_objects(statement: Statement) -> bool:
    return refuses_plain_http(statement, "s3:GetObject") and any(
        UNKNOWN in text or text.endswith("*") for text in _resource_texts(statement)
    )


def _resource_texts(statement: Statement) -> Iterator[str]:
    return (written(resource.value) for resource in named_resources(statement))


class AccessLogsNeedS3Keys(HouseRule):
    """Buckets for access logs encrypt with SSE-S3.

    S3 does not deliver server access logs into a bucket whose default encryption is
    SSE-KMS, and says nothing. The destination must use AES256.
    """

    id = "E9973"
    page = "AmazonS3/latest/userguide/enable-server-access-logging.html"
    tags = ["resources", "s3", "logs", "encryption"]
    pci = ("10.2",)
    resource_types = (BUCKET,)

    good = bucket(logging="{DestinationBucketName: !Ref Logs}") + bucket(
        name="Logs"
    ).removeprefix("Resources:\n")
    bad = bucket(logging="{DestinationBucketName: !Ref Logs}") + bucket(
        name="Logs", algorithm="aws:kms"
    ).removeprefix("Resources:\n")

    def _problems(self, template: Any) -> Iterator[Problem]:
        buckets = {b.name: b for b in resources(template, BUCKET)}
        for source in buckets.values():
            for target in source.get("LoggingConfiguration", "DestinationBucketName"):
                destination = buckets.get(named_resource(target.text))
                if destination is None:
                    continue
                for algorithm in destination.properties.leaves(
                    "BucketEncryption.ServerSideEncryptionConfiguration"
                    ".ServerSideEncryptionByDefault.SSEAlgorithm"
                ):
                    if (
                        algorithm.text.startswith("aws:kms")
                        and together(template, target.when, algorithm.when) is not None
                    ):
                        yield (
                            algorithm,
                            f"Access logs of {source.name} do not arrive in a "
                            f"bucket with {algorithm.text}: use AES256",
                        )
