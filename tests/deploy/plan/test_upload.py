"""Templates that are too long for a call go through a bucket, once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import boto3
import pytest
from moto import mock_aws

from generator.deploy.calls import Api
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.upload import template
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
    asked = []
    with pytest.raises(RuntimeError):
        template(long, lambda: asked.append("bucket") or stop(), "")
    assert asked


def stop() -> Api:
    raise RuntimeError


def test_the_accounts_own_bucket_is_found_by_its_name(s3: Api, tmp_path: Path) -> None:
    project = make_project(tmp_path, TEMPLATE + "#" * 60_000)
    long = target(project, environment=SIMULATED)
    with pytest.raises(Stopped) as stopped:
        template(long, lambda: s3, "")
    assert SIMULATED.own_bucket in stopped.value.message
    assert "bootstrap --env dev" in stopped.value.hint
    place = {"LocationConstraint": "eu-west-1"}
    s3.call(
        "create_bucket", Bucket=SIMULATED.own_bucket, CreateBucketConfiguration=place
    )
    url = template(long, lambda: s3, "")["TemplateURL"]
    assert url.startswith(f"https://{SIMULATED.own_bucket}.s3.eu-west-1.")


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
    written = s3.call("get_object", Bucket="templates", Key=f"templates/{sha}.yaml")
    assert written["Body"].read().decode() == body
    assert template(long, lambda: s3, "templates") == first
    again = s3.call("get_object", Bucket="templates", Key=f"templates/{sha}.yaml")
    assert again["LastModified"] == written["LastModified"]


def test_nothing_is_written_over_what_is_there(s3: Api, tmp_path: Path) -> None:
    long = target(
        make_project(tmp_path, TEMPLATE + "#" * 60_000), environment=SIMULATED
    )
    place = {"Bucket": "templates", "Key": f"templates/{long.template.sha256}.yaml"}
    s3.call("put_object", **place, Body=b"another")
    template(long, lambda: s3, "templates")
    assert s3.call("get_object", **place)["Body"].read() == b"another"


def test_the_environments_bucket_is_used_unless_another_is_named(
    s3: Api, tmp_path: Path
) -> None:
    dev = replace(SIMULATED, template_bucket="nowhere")
    project = make_project(tmp_path, TEMPLATE + "#" * 60_000)
    long = target(project, environment=dev)
    assert "templates.s3." in template(long, lambda: s3, "templates")["TemplateURL"]
    with pytest.raises(Stopped, match="there is no bucket nowhere") as stopped:
        template(long, lambda: s3, "")
    assert stopped.value.outcome is Outcome.MISUSED


def test_a_bucket_of_another_account_gets_nothing(tmp_path: Path) -> None:
    asked = []

    def put(_: object, operation: str, **arguments: object) -> None:
        asked.append((operation, arguments))

    long = target(
        make_project(tmp_path, TEMPLATE + "#" * 60_000), environment=SIMULATED
    )
    template(long, lambda: cast(Api, SimpleNamespace(call=partial(put, 0))), "shared")
    ((operation, arguments),) = asked
    assert operation == "put_object"
    assert arguments["ExpectedBucketOwner"] == SIMULATED.account
    assert arguments["IfNoneMatch"] == "*"


def test_the_host_is_the_partitions(s3: Api, tmp_path: Path) -> None:
    china = replace(SIMULATED, region="cn-north-1")
    long = target(make_project(tmp_path, TEMPLATE + "#" * 60_000), environment=china)
    url = template(long, lambda: s3, "templates")["TemplateURL"]
    assert url.startswith("https://templates.s3.cn-north-1.amazonaws.com.cn/")


def test_another_failure_is_not_hidden(s3: Api, tmp_path: Path) -> None:
    from botocore.exceptions import ClientError

    long = target(
        make_project(tmp_path, TEMPLATE + "#" * 60_000), environment=SIMULATED
    )

    def denied(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject")

    s3.client.put_object = denied
    with pytest.raises(ClientError):
        template(long, lambda: s3, "templates")


def test_what_no_way_can_take_is_refused(tmp_path: Path) -> None:
    huge = target(make_project(tmp_path, TEMPLATE + "#" * 1_100_000))
    with pytest.raises(Stopped, match="takes 1,048,576"):
        template(huge, no_client, "templates")
