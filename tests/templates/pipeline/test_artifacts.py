"""Both buckets are closed, versioned and kept; only TLS gets in."""

from typing import Any

import pytest

from tests.templates.stack import KMS, Stack, stack, template

BUCKETS = ("ArtifactBucket", "AccessLogBucket")
both = pytest.mark.parametrize("name", BUCKETS)


def encryption(bucket: dict[str, Any]) -> dict[str, str]:
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    default: dict[str, str] = rule["ServerSideEncryptionByDefault"]
    return default


def statements(of: Stack, bucket: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = of.properties(f"{bucket}Policy")["PolicyDocument"][
        "Statement"
    ]
    return found


@both
def test_a_bucket_is_encrypted_by_s3_itself_by_default(name: str) -> None:
    assert encryption(stack().properties(name)) == {"SSEAlgorithm": "AES256"}


def test_artifacts_are_under_the_customer_key_when_there_is_one() -> None:
    assert encryption(stack(KMS).properties("ArtifactBucket")) == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": "EncryptionKey.Arn",
    }


def test_access_logs_stay_under_s3_keys() -> None:
    """S3 delivers them to no other kind of bucket."""
    bucket = stack(KMS).properties("AccessLogBucket")
    assert encryption(bucket) == {"SSEAlgorithm": "AES256"}


@both
def test_a_bucket_keeps_versions(name: str) -> None:
    assert stack().properties(name)["VersioningConfiguration"] == {"Status": "Enabled"}


@both
def test_a_bucket_forgets_versions_current_and_old_and_broken_uploads(
    name: str,
) -> None:
    (rule,) = stack().properties(name)["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert {
        "ExpirationInDays",
        "NoncurrentVersionExpiration",
        "AbortIncompleteMultipartUpload",
    } <= set(rule)


def test_artifacts_live_longer_than_the_longest_approval() -> None:
    (rule,) = stack().properties("ArtifactBucket")["LifecycleConfiguration"]["Rules"]
    longest = template()["Parameters"]["ApprovalTimeoutMinutes"]["MaxValue"]
    assert int(rule["ExpirationInDays"]) > longest / (24 * 60)


def test_artifacts_live_as_long_as_the_operator_says() -> None:
    bucket = stack({"ArtifactRetentionDays": "400"}).properties("ArtifactBucket")
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == "400"


def test_access_logs_live_as_long_as_build_logs() -> None:
    bucket = stack({"LogRetentionDays": "365"}).properties("AccessLogBucket")
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == "365"


@both
def test_a_bucket_is_closed_to_the_public_in_all_four_ways(name: str) -> None:
    assert stack().properties(name)["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }


@both
def test_a_bucket_has_no_acls(name: str) -> None:
    bucket = stack().properties(name)
    assert bucket["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "BucketOwnerEnforced"}
    ]
    assert "AccessControl" not in bucket


@both
@pytest.mark.parametrize(
    ("sid", "condition"),
    [
        ("RefusePlainHttp", {"Bool": {"aws:SecureTransport": "false"}}),
        ("RefuseOldTls", {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ],
    ids=["plain http", "TLS before 1.2"],
)
def test_a_bucket_refuses_everything_from_everybody_without_modern_tls(
    name: str, sid: str, condition: dict[str, Any]
) -> None:
    assert {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:*"],
        "Resource": [f"{name}.Arn", f"{name}.Arn/*"],
        "Condition": condition,
    } in statements(stack(), name)


@both
def test_a_bucket_policy_is_about_its_own_bucket(name: str) -> None:
    assert stack().properties(f"{name}Policy")["Bucket"] == name


def test_who_reads_artifacts_is_logged_in_the_other_bucket() -> None:
    logging = stack().properties("ArtifactBucket")["LoggingConfiguration"]
    assert logging["DestinationBucketName"] == "AccessLogBucket"


def test_only_s3_may_write_access_logs_and_only_of_this_artifact_bucket() -> None:
    (allowed,) = [
        each
        for each in statements(stack(), "AccessLogBucket")
        if each["Effect"] == "Allow"
    ]
    bucket = stack().properties("ArtifactBucket")["BucketName"]
    assert allowed == {
        "Sid": "DeliverAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": ["AccessLogBucket.Arn/*"],
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "111122223333"},
            "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"},
        },
    }


def test_nobody_is_let_into_the_artifact_bucket_by_its_policy() -> None:
    effects = {each["Effect"] for each in statements(stack(), "ArtifactBucket")}
    assert effects == {"Deny"}


@both
def test_a_bucket_name_belongs_to_this_account_alone(name: str) -> None:
    bucket = stack().properties(name)
    assert bucket["BucketNamespace"] == "account-regional"
    assert bucket["BucketName"].endswith("-dev-111122223333-us-east-2-an")


@both
def test_a_bucket_outlives_the_stack(name: str) -> None:
    resource = stack().resources[name]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"
