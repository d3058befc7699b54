"""W9071: a bucket keeps earlier versions."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._buckets import log_destinations
from generator.rules._fragments import bucket
from generator.rules._nodes import resources


class BucketsKeepVersions(_house.HouseRule):
    """Flags buckets without versioning, except those that receive logs."""

    id = "W9071"
    shortdesc = "Buckets keep versions"
    description = (
        "With versioning an object that is overwritten or deleted can be had back; a "
        "pipeline with an S3 source needs it. Buckets that only receive logs are not "
        "judged: their objects are written once."
    )
    source_url = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"
    tags = ["resources", "s3"]
    pci = ("6.5.1",)
    resource_types = ("AWS::S3::Bucket",)

    good = bucket()
    bad = bucket(versioning="")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch in which versioning is off."""
        logs = log_destinations(cfn)
        for resource in resources(cfn, "AWS::S3::Bucket"):
            if resource.name in logs:
                continue
            for status in resource.get("VersioningConfiguration", "Status"):
                if status.is_absent or status.value == "Suspended":
                    yield RuleMatch(status.rule_path, "Versioning is not enabled")
