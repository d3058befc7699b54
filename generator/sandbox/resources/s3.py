"""S3 buckets and bucket policies."""

import json
from collections.abc import Mapping
from typing import Any

from generator.sandbox.resources.kind import Kind, Made, Order


def _bucket_name(order: Order) -> str:
    """The name; `account-regional` names end as the S3 user guide says.

    Source: "Namespaces for general purpose buckets".
    """
    prefix = order.properties.get("BucketNamePrefix")
    if prefix:
        return f"{prefix}-{order.account}-{order.region}-an"
    return order.name("BucketName").lower()


def _create(order: Order) -> Made:
    name = _bucket_name(order)
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": order.region}}
    where: Mapping[str, Any] = elsewhere if order.region != "us-east-1" else {}
    order.client.create_bucket(Bucket=name, **where)
    return _update(order, name)


def _update(order: Order, name: str) -> Made:
    client, wanted = order.client, order.properties
    if "VersioningConfiguration" in wanted:
        client.put_bucket_versioning(
            Bucket=name, VersioningConfiguration=wanted["VersioningConfiguration"]
        )
    if "BucketEncryption" in wanted:
        client.put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration=_encryption(wanted["BucketEncryption"]),
        )
    if "PublicAccessBlockConfiguration" in wanted:
        client.put_public_access_block(
            Bucket=name,
            PublicAccessBlockConfiguration=wanted["PublicAccessBlockConfiguration"],
        )
    if "LifecycleConfiguration" in wanted:
        client.put_bucket_lifecycle_configuration(
            Bucket=name,
            LifecycleConfiguration={
                "Rules": [_rule(r) for r in wanted["LifecycleConfiguration"]["Rules"]]
            },
        )
    else:
        client.delete_bucket_lifecycle(Bucket=name)
    if wanted.get("Tags"):
        client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": wanted["Tags"]})
    suffix = order.url_suffix
    return Made(
        name,
        {
            "Arn": order.global_arn("s3", f"::{name}"),
            "DomainName": f"{name}.s3.{suffix}",
            "DualStackDomainName": f"{name}.s3.dualstack.{order.region}.{suffix}",
            "RegionalDomainName": f"{name}.s3.{order.region}.{suffix}",
            "WebsiteURL": f"http://{name}.s3-website.{order.region}.{suffix}",
        },
    )


def _encryption(wanted: Mapping[str, Any]) -> dict[str, Any]:
    rules = []
    for rule in wanted["ServerSideEncryptionConfiguration"]:
        default = rule.get("ServerSideEncryptionByDefault")
        rules.append(
            ({"ApplyServerSideEncryptionByDefault": default} if default else {})
            | ({"BucketKeyEnabled": True} if rule.get("BucketKeyEnabled") else {})
        )
    return {"Rules": rules}


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A lifecycle rule; CloudFormation flattens what the API nests."""
    api: dict[str, Any] = {
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
    }
    if "Id" in rule:
        api["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        api["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    elif "ExpiredObjectDeleteMarker" in rule:
        api["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    if "NoncurrentVersionExpiration" in rule:
        days = int(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])
        api["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
    if "AbortIncompleteMultipartUpload" in rule:
        days = int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        api["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": days}
    return api


def _delete(order: Order, name: str) -> None:
    order.client.delete_bucket(Bucket=name)


def _put_policy(order: Order, _: str = "") -> Made:
    bucket = order.properties["Bucket"]
    order.client.put_bucket_policy(
        Bucket=bucket, Policy=json.dumps(order.properties["PolicyDocument"])
    )
    return Made(bucket, {})


def _delete_policy(order: Order, bucket: str) -> None:
    order.client.delete_bucket_policy(Bucket=bucket)


BUCKET = Kind("s3", _create, _delete, _update)
BUCKET_POLICY = Kind("s3", _put_policy, _delete_policy, _put_policy)
