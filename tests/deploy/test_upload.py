"""Templates that are too long for a call go through a bucket, once."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from generator.deploy.calls import Api
from generator.deploy.outcome import Stopped
from generator.deploy.upload import template
from generator.parameters.model import Environment
from tests.deploy.project import TEMPLATE, make_project, target

SIMULATED = Environment("dev", "123456789012", "eu-west-1")


@pytest.fixture
def s3(credentials: None) -> Iterator[Api]:
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1")
        client.create_bucket(
            Bucket="templates",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        )
        yield Api(client, lambda _: None)


def no_client() -> Api:
    raise AssertionError("a short template needs no bucket")


def test_a_short_template_is_sent_as_it_is(tmp_path: Path) -> None:
    short = target(make_project(tmp_path))
    assert template(short, no_client, "templates") == {"TemplateBody": TEMPLATE}


def test_bytes_count_and_not_characters(tmp_path: Path) -> None:
    body = TEMPLATE + "# " + "ü" * 25_500
    assert len(body) < 51_200 < len(body.encode())
    long = target(make_project(tmp_path, body))
    with pytest.raises(Stopped, match="have to go through a bucket"):
        template(long, no_client, "")


def test_a_long_template_is_written_once_under_its_digest(
    s3: Api, tmp_path: Path
) -> None:
    body = TEMPLATE + "#" * 60_000
    long = target(make_project(tmp_path, body), environment=SIMULATED)
    first = template(long, lambda: s3, "templates")
    sha = long.template.sha256
    assert first == {
        "TemplateURL": f"https://templates.s3.eu-west-1.amazonaws.com/templates/{sha}.yaml"
    }
    stored = s3.call("get_object", Bucket="templates", Key=f"templates/{sha}.yaml")
    assert stored["Body"].read().decode() == body
    s3.client.put_object = no_client
    assert template(long, lambda: s3, "templates") == first


def test_another_failure_than_a_missing_object_is_not_hidden(
    s3: Api, tmp_path: Path
) -> None:
    from botocore.exceptions import ClientError

    long = target(
        make_project(tmp_path, TEMPLATE + "#" * 60_000), environment=SIMULATED
    )

    def denied(**_: object) -> None:
        raise ClientError({"Error": {"Code": "403"}}, "HeadObject")

    s3.client.head_object = denied
    with pytest.raises(ClientError):
        template(long, lambda: s3, "templates")


def test_what_no_way_can_take_is_refused(tmp_path: Path) -> None:
    huge = target(make_project(tmp_path, TEMPLATE + "#" * 1_100_000))
    with pytest.raises(Stopped, match="takes 1,048,576"):
        template(huge, no_client, "templates")
