"""What a bucket is for, as far as the template shows it."""

from typing import Any

from generator.rules._attached import attached_policies
from generator.rules._expressions import named_resource
from generator.rules._nodes import Resource, resources

# S3, CloudFront and CloudTrail guides: who writes logs into a bucket.
_LOG_WRITERS = {
    "logging.s3.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
}


def is_website(bucket: Resource) -> bool:
    """It is read by browsers, over plain HTTP too."""
    return any(not site.is_absent for site in bucket.get("WebsiteConfiguration"))


def log_destinations(template: Any) -> set[str]:
    """Logical IDs of buckets that receive logs."""
    buckets = list(resources(template, "AWS::S3::Bucket"))
    named = {
        target.text
        for bucket in buckets
        for target in bucket.get("LoggingConfiguration", "DestinationBucketName")
        if not target.is_absent
    }
    found = {named_resource(text) for text in named}
    for bucket in buckets:
        if (
            any(name.text in named for name in bucket.get("BucketName") if name.text)
            or any(
                acl.value == "LogDeliveryWrite" for acl in bucket.get("AccessControl")
            )
            or any(
                statement.allows and statement.services() & _LOG_WRITERS
                for statement, _ in attached_policies(template, bucket).statements
            )
        ):
            found.add(bucket.name)
    return found
