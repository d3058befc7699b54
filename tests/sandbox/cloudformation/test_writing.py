import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, REFUSED, TOPIC, edited


def test_termination_protection_is_kept(aws: Aws) -> None:
    aws.deploy(TOPIC)
    cloudformation = aws.client("cloudformation")
    cloudformation.update_termination_protection(
        StackName="shop", EnableTerminationProtection=True
    )
    assert aws.stack()["EnableTerminationProtection"] is True
    with pytest.raises(ClientError, match="TerminationProtection is enabled"):
        cloudformation.delete_stack(StackName="shop")
    assert aws.stack()["StackStatus"] == "CREATE_COMPLETE"


def test_a_deleted_stack_is_found_by_id_and_its_name_is_free(aws: Aws) -> None:
    stack_id = aws.deploy(PIPELINE)["StackId"]
    cloudformation = aws.client("cloudformation")
    cloudformation.delete_stack(StackName=stack_id, ClientRequestToken="bye")
    assert aws.stack(stack_id)["StackStatus"] == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="does not exist"):
        aws.stack("shop")
    assert cloudformation.describe_stacks()["Stacks"] == []
    cloudformation.delete_stack(StackName=stack_id)
    cloudformation.delete_stack(StackName="shop")
    assert aws.client("codepipeline").list_pipelines()["pipelines"] == []
    assert aws.deploy(TOPIC)["StackId"] != stack_id


def test_what_is_retained_is_skipped(aws: Aws) -> None:
    stack_id = aws.deploy(PIPELINE)["StackId"]
    aws.client("cloudformation").delete_stack(StackName="shop")
    assert ("ArtifactBucket", "DELETE_SKIPPED") in aws.events(stack_id)
    assert len(aws.client("s3").list_buckets()["Buckets"]) == 1
    planned = aws.plan(PIPELINE)
    assert "ResourceExistenceCheck" in planned["StatusReason"]


def test_retain_except_on_create_is_deleted_by_a_failed_creation(aws: Aws) -> None:
    bucket = {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "RetainExceptOnCreate",
        "Properties": {"BucketName": "not-needed"},
    }
    aws.deploy(edited(TOPIC, Bucket=bucket, Queue={**REFUSED, "DependsOn": "Bucket"}))
    assert aws.client("s3").list_buckets()["Buckets"] == []


def test_retained_resources_go_with_a_failed_creation_when_asked(aws: Aws) -> None:
    bucket = {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "Properties": {"BucketName": "made-in-vain"},
    }
    body = edited(TOPIC, Bucket=bucket, Queue={**REFUSED, "DependsOn": "Bucket"})
    aws.deploy(body, RetainExceptOnCreate=True)
    assert aws.client("s3").list_buckets()["Buckets"] == []
    aws.deploy(body, stack="second", Name="two")
    assert len(aws.client("s3").list_buckets()["Buckets"]) == 1


def test_a_full_bucket_stops_the_deletion_until_it_is_retained(aws: Aws) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "full-bucket"}}
    aws.deploy(edited(TOPIC, Bucket=bucket))
    aws.client("s3").put_object(Bucket="full-bucket", Key="a", Body=b"b")
    cloudformation = aws.client("cloudformation")
    with pytest.raises(ClientError, match="DELETE_FAILED"):
        cloudformation.delete_stack(StackName="shop", RetainResources=["Bucket"])
    cloudformation.delete_stack(StackName="shop")
    stack = aws.stack()
    assert stack["StackStatus"] == "DELETE_FAILED"
    assert "[Bucket]" in stack["StackStatusReason"]
    cloudformation.delete_stack(StackName="shop", RetainResources=["Bucket"])
    assert aws.stack(stack["StackId"])["StackStatus"] == "DELETE_COMPLETE"


def test_a_stack_can_be_deleted_by_force(aws: Aws) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "full-bucket"}}
    stack_id = aws.deploy(edited(TOPIC, Bucket=bucket))["StackId"]
    aws.client("s3").put_object(Bucket="full-bucket", Key="a", Body=b"b")
    cloudformation = aws.client("cloudformation")
    cloudformation.delete_stack(StackName="shop")
    cloudformation.delete_stack(StackName="shop", DeletionMode="FORCE_DELETE_STACK")
    assert aws.stack(stack_id)["StackStatus"] == "DELETE_COMPLETE"


def test_the_stack_policy_is_kept(aws: Aws) -> None:
    aws.deploy(TOPIC)
    cloudformation = aws.client("cloudformation")
    assert "StackPolicyBody" not in cloudformation.get_stack_policy(StackName="shop")
    policy = json.dumps({"Statement": []})
    cloudformation.set_stack_policy(StackName="shop", StackPolicyBody=policy)
    found = cloudformation.get_stack_policy(StackName="shop")
    assert found["StackPolicyBody"] == policy
