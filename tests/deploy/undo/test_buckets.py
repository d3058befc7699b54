"""Emptying a bucket: all versions, however many, and errors are not hidden."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from generator.deploy.calls import Api
from generator.deploy.outcome import Stopped
from generator.deploy.undo.buckets import empty


@pytest.fixture
def s3(credentials: None) -> Iterator[Api]:
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1")
        client.create_bucket(
            Bucket="artifacts",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        )
        client.put_bucket_versioning(
            Bucket="artifacts", VersioningConfiguration={"Status": "Enabled"}
        )
        yield Api(client, lambda _: None)


def test_every_version_and_marker_goes_page_after_page(s3: Api) -> None:
    for number in range(350):
        for _ in range(3):
            s3.call("put_object", Bucket="artifacts", Key=f"k{number}", Body=b"x")
    s3.call("delete_object", Bucket="artifacts", Key="k1")
    assert empty(s3, "artifacts", "123456789012") == 1051
    s3.call("delete_bucket", Bucket="artifacts")


def test_an_empty_bucket_needs_no_deletion(s3: Api) -> None:
    assert empty(s3, "artifacts", "123456789012") == 0


def test_objects_that_cannot_go_are_named(
    s3: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.call("put_object", Bucket="artifacts", Key="locked", Body=b"x")

    def refuse(**_: object) -> dict[str, object]:
        return {"Errors": [{"Key": "locked", "Message": "Object Lock"}]}

    monkeypatch.setattr(s3.client, "delete_objects", refuse)
    with pytest.raises(Stopped) as caught:
        empty(s3, "artifacts", "123456789012")
    assert caught.value.details == ("locked: Object Lock",)


def test_a_bucket_that_somebody_deleted_is_empty(s3: Api) -> None:
    assert empty(s3, "gone", "123456789012") == 0
