"""W9073: a bucket refuses requests that are not encrypted."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._attached import attached_policies, refuses_plain_http
from generator.rules._buckets import is_website
from generator.rules._expressions import UNKNOWN
from generator.rules._fragments import bucket
from generator.rules._nodes import in_words, resources
from generator.rules._policies import Statement


class BucketsRefusePlainHttp(_house.HouseRule):
    """Flags buckets without a policy that denies plain HTTP."""

    id = "W9073"
    shortdesc = "Bucket policies refuse plain HTTP"
    description = (
        "S3 answers plain HTTP unless the bucket policy denies s3:* to everyone where "
        "aws:SecureTransport is false, on the bucket and on its objects. Website "
        "buckets are not judged: their endpoint speaks HTTP only."
    )
    source_url = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html"
    tags = ["resources", "s3", "encryption"]
    pci = ("2.2.7", "4.2.1")
    resource_types = ("AWS::S3::Bucket",)

    good = bucket()
    bad = bucket(policy="")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each bucket, and case, that takes plain HTTP."""
        for resource in resources(cfn, "AWS::S3::Bucket"):
            if is_website(resource):
                continue
            policies = attached_policies(cfn, resource)
            for what, test in (("bucket", _on_bucket), ("objects", _on_objects)):
                case = policies.lack(resource.properties.when, test)
                if case is not None:
                    yield RuleMatch(
                        resource.properties.rule_path,
                        f"No policy denies plain HTTP on the {what}"
                        f"{in_words(case)}: Deny s3:*, Principal *, Bool "
                        "aws:SecureTransport false",
                    )
                    break


def _on_bucket(statement: Statement) -> bool:
    return refuses_plain_http(statement, "s3:ListBucket") and any(
        UNKNOWN in resource.text or not resource.text.endswith("/*")
        for resource in statement.values("Resource")
    )


def _on_objects(statement: Statement) -> bool:
    return refuses_plain_http(statement, "s3:GetObject") and any(
        UNKNOWN in resource.text or resource.text.endswith("*")
        for resource in statement.values("Resource")
    )
