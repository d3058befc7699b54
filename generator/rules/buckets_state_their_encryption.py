"""W9070: a bucket says how it encrypts."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import bucket
from generator.rules._nodes import resources


class BucketsStateTheirEncryption(_house.HouseRule):
    """Flags buckets without BucketEncryption."""

    id = "W9070"
    shortdesc = "Buckets state their encryption"
    description = (
        "S3 encrypts new objects with SSE-S3 whether or not a template says so. A "
        "stated BucketEncryption is what a reviewer and an auditor can see, and what "
        "drift detection holds."
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
        "default-bucket-encryption.html"
    )
    tags = ["resources", "s3", "encryption"]
    pci = ("3.5.1",)
    resource_types = ("AWS::S3::Bucket",)

    good = bucket()
    bad = bucket(encryption="")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch without encryption."""
        for resource in resources(cfn, "AWS::S3::Bucket"):
            for encryption in resource.get("BucketEncryption"):
                if encryption.is_absent:
                    yield RuleMatch(
                        encryption.rule_path, "BucketEncryption is not stated"
                    )
