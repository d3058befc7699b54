"""W9072: a bucket blocks public access in all four ways."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._buckets import is_website
from generator.rules._fragments import bucket
from generator.rules._nodes import resources

_BLOCKS = (
    "BlockPublicAcls",
    "BlockPublicPolicy",
    "IgnorePublicAcls",
    "RestrictPublicBuckets",
)


class BucketsBlockPublicAccess(_house.HouseRule):
    """Flags buckets on which one of the four blocks is not stated or is off."""

    id = "W9072"
    shortdesc = "Buckets block public access in all four ways"
    description = (
        "State all four settings of PublicAccessBlockConfiguration as true. What is "
        "left out is off as soon as the property is there. Website buckets are not "
        "judged: they are meant to be read by everyone."
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
        "access-control-block-public-access.html"
    )
    tags = ["resources", "s3", "public-access"]
    pci = ("1.3.1", "1.4.4", "7.2.1")
    resource_types = ("AWS::S3::Bucket",)

    good = bucket()
    bad = bucket().replace("        RestrictPublicBuckets: true\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch, naming the blocks that are not on."""
        for resource in resources(cfn, "AWS::S3::Bucket"):
            if is_website(resource):
                continue
            for access in resource.get("PublicAccessBlockConfiguration"):
                off = [
                    name
                    for name in _BLOCKS
                    if any(
                        block.is_absent or str(block.value).lower() == "false"
                        for block in access.get(name)
                    )
                ]
                if off:
                    yield RuleMatch(
                        access.rule_path, f"Public access: {', '.join(off)} not on"
                    )
