"""What may be adopted: what the template retains, names, and can show to be its own."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from generator.deploy.clients import Clients
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.retained import (
    candidates,
    find,
    import_template,
    to_adopt,
)
from generator.deploy.target import Target
from generator.project import Project
from tests.deploy.project import DEV, target

TEMPLATE = """\
Parameters:
  Name: {Type: String}
  Secret: {Type: String, NoEcho: true, Default: hidden}
Conditions:
  Never: !Equals [a, b]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketName: !Sub '${Name}-data'
      WebsiteConfiguration: {IndexDocument: !Ref Secret}
      LoggingConfiguration: {DestinationBucketName: !Ref Name}
      Tags: [{Key: Project, Value: payments}, {Key: Team, Value: x}]
  SecretName:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: {BucketName: !Ref Secret}
  Unnamed: {Type: 'AWS::S3::Bucket', DeletionPolicy: Retain}
  NotMade:
    Type: AWS::S3::Bucket
    Condition: Never
    DeletionPolicy: Retain
    Properties: {BucketName: !Ref Name}
  Deleted:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /a}
  Log:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: RetainExceptOnCreate
    Properties: {LogGroupName: !Sub '/x/${Name}'}
"""


@pytest.fixture
def stack(project: Project) -> Target:
    (project.templates_out / "store.yaml").write_text(TEMPLATE)
    return target(project)


@pytest.fixture
def clients(credentials: None, waits: list[float]) -> Iterator[Clients]:
    with mock_aws():
        yield Clients()


def make_bucket(name: str, **tags: str) -> None:
    s3 = boto3.client("s3", region_name=DEV.region)
    place = {"LocationConstraint": DEV.region}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    given = [{"Key": key, "Value": value} for key, value in tags.items()]
    if given:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": given})


def make_log_group(name: str, **tags: str) -> None:
    logs = boto3.client("logs", region_name=DEV.region)
    logs.create_log_group(logGroupName=name, tags=tags)


def test_only_what_is_retained_named_and_made_can_be_in_the_way(stack: Target) -> None:
    found = {one.logical_id: one for one in candidates(stack)}
    assert {name: one.name for name, one in found.items()} == {
        "Bucket": "pay-data",
        "Log": "/x/pay",
    }
    assert found["Log"].to_import == {
        "LogicalResourceId": "Log",
        "ResourceType": "AWS::Logs::LogGroup",
        "ResourceIdentifier": {"LogGroupName": "/x/pay"},
    }


def test_the_imported_template_has_what_is_known_and_no_secret(stack: Target) -> None:
    text = import_template(candidates(stack))
    assert "hidden" not in text
    resources = json.loads(text)["Resources"]
    assert resources["Log"]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resources["Bucket"]["Properties"] == {
        "BucketName": "pay-data",
        "LoggingConfiguration": {"DestinationBucketName": "pay"},
        "Tags": [
            {"Key": "Project", "Value": "payments"},
            {"Key": "Team", "Value": "x"},
        ],
    }


def test_nothing_is_adopted_where_nothing_was_left(
    stack: Target, clients: Clients
) -> None:
    make_log_group("/x/payments", Project="payments")
    assert find(stack, clients) == ([], [])


def test_tags_say_whose_it_is(stack: Target, clients: Clients) -> None:
    make_bucket("pay-data", Project="payments", Other="y")
    make_log_group("/x/pay", Project="another")
    own, others = find(stack, clients)
    assert [one.logical_id for one in own] == ["Bucket"]
    assert [one.logical_id for one in others] == ["Log"]


def test_what_has_no_tags_is_nobodys_and_stops_the_plan(
    stack: Target, clients: Clients
) -> None:
    make_bucket("pay-data")
    with pytest.raises(Stopped) as caught:
        to_adopt(stack, clients)
    assert caught.value.outcome is Outcome.BLOCKED
    assert "Bucket (pay-data)" in caught.value.message


def test_where_nothing_says_whose_it_would_be_tags_prove_nothing(
    project: Project, stack: Target, clients: Clients
) -> None:
    make_log_group("/x/pay", Project="another")
    _, others = find(target(project, tags={}), clients)
    assert [one.logical_id for one in others] == ["Log"]
