"""E9073: a bucket that receives access logs encrypts with keys of S3."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import named_resource
from generator.rules._fragments import bucket
from generator.rules._nodes import resources, together


class AccessLogsNeedS3Keys(_house.HouseRule):
    """Flags log destinations that encrypt with KMS: no log ever arrives."""

    id = "E9073"
    shortdesc = "Buckets for access logs encrypt with SSE-S3"
    description = (
        "S3 does not deliver server access logs into a bucket whose default encryption "
        "is SSE-KMS, and says nothing. The destination must use AES256."
    )
    source_url = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"
    tags = ["resources", "s3", "logs", "encryption"]
    pci = ("10.2",)
    resource_types = ("AWS::S3::Bucket",)

    good = bucket(logging="{DestinationBucketName: !Ref Logs}") + bucket(
        name="Logs"
    ).removeprefix("Resources:\n")
    bad = bucket(logging="{DestinationBucketName: !Ref Logs}") + bucket(
        name="Logs", algorithm="aws:kms"
    ).removeprefix("Resources:\n")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each such destination of this template."""
        buckets = {b.name: b for b in resources(cfn, "AWS::S3::Bucket")}
        for source in buckets.values():
            for target in source.get("LoggingConfiguration", "DestinationBucketName"):
                destination = buckets.get(named_resource(target.text))
                if destination is None:
                    continue
                for rules in destination.get(
                    "BucketEncryption", "ServerSideEncryptionConfiguration"
                ):
                    for rule in rules.items():
                        for algorithm in rule.get(
                            "ServerSideEncryptionByDefault", "SSEAlgorithm"
                        ):
                            if (
                                algorithm.text.startswith("aws:kms")
                                and together(cfn, target.when, algorithm.when)
                                is not None
                            ):
                                yield RuleMatch(
                                    algorithm.rule_path,
                                    f"Access logs of {source.name} do not arrive in a "
                                    f"bucket with {algorithm.text}: use AES256",
                                )
