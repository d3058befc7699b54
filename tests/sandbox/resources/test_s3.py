import json

import pytest

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, PIPELINE, REGION, one

BUCKET = f"pipeline-artifacts-dev-{ACCOUNT}-{REGION}-an"


def test_the_bucket_is_read_back_as_the_template_says(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    s3 = aws.client("s3")
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert rule["Expiration"] == {"Days": 30}
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 7
    policy = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    assert policy["Statement"][0]["Resource"] == f"arn:aws:s3:::{BUCKET}/*"
    assert s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"][0]["Value"] == "dev"


def test_an_account_regional_name_is_completed(aws: Aws) -> None:
    aws.deploy(
        one("AWS::S3::Bucket", BucketNamespace="account-regional", BucketNamePrefix="a")
    )
    (bucket,) = aws.client("s3").list_buckets()["Buckets"]
    assert bucket["Name"] == f"a-{ACCOUNT}-{REGION}-an"


def test_a_bucket_keeps_its_objects_and_loses_its_lifecycle(aws: Aws) -> None:
    rules = [
        {"Status": "Enabled", "ExpiredObjectDeleteMarker": True},
        {"Status": "Enabled", "Prefix": "logs/", "ExpirationInDays": 1},
    ]
    name = "with-a-lifecycle"
    lifecycle = {"Rules": rules}
    aws.deploy(
        one("AWS::S3::Bucket", BucketName=name, LifecycleConfiguration=lifecycle)
    )
    s3 = aws.client("s3")
    saved = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert saved[0]["Expiration"] == {"ExpiredObjectDeleteMarker": True}
    s3.put_object(Bucket=name, Key="kept", Body=b"x")
    aws.deploy(one("AWS::S3::Bucket", BucketName=name), "UPDATE")
    assert s3.get_object(Bucket=name, Key="kept")["Body"].read() == b"x"
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchLifecycle"):
        s3.get_bucket_lifecycle_configuration(Bucket=name)


def test_a_bucket_policy_goes_with_its_resource(aws: Aws) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bare-bucket"}}
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "A"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": []},
        },
    }
    aws.deploy(json.dumps({"Resources": {"A": bucket, "B": policy}}))
    aws.deploy(json.dumps({"Resources": {"A": bucket}}), "UPDATE")
    s3 = aws.client("s3")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucketPolicy"):
        s3.get_bucket_policy(Bucket="bare-bucket")
