import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.project import Project
from generator.sandbox import sandbox
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, TOPIC, changed, edited

LOG: dict[str, Any] = {
    "Type": "AWS::Logs::LogGroup",
    "DeletionPolicy": "Retain",
    "Properties": {"LogGroupName": "/shop", "RetentionInDays": 30},
}
IDENTIFIED = {
    "ResourceType": "AWS::Logs::LogGroup",
    "LogicalResourceId": "Log",
    "ResourceIdentifier": {"LogGroupName": "/shop"},
}


def template(**resources: object) -> str:
    return json.dumps({"Resources": resources})


@pytest.fixture
def left(aws: Aws) -> Aws:
    """An account in which a deleted stack left its log group."""
    aws.deploy(edited(TOPIC, Log=LOG))
    aws.client("cloudformation").delete_stack(StackName="shop")
    return aws


def plan(aws: Aws, body: str, *resources: object, **options: Any) -> dict[str, Any]:
    wanted = list(resources) or [IDENTIFIED]
    return aws.plan(body, "IMPORT", ResourcesToImport=wanted, **options)


def refused(aws: Aws, body: str, *resources: object, **options: Any) -> str:
    with pytest.raises(ClientError) as caught:
        plan(aws, body, *resources, **options)
    return str(caught.value.response["Error"]["Message"])


def execute(aws: Aws, planned: dict[str, Any]) -> dict[str, Any]:
    aws.client("cloudformation").execute_change_set(
        ChangeSetName=planned["ChangeSetId"]
    )
    return aws.stack(planned["StackId"])


def test_an_import_brings_a_resource_into_a_new_stack_as_it_is(left: Aws) -> None:
    planned = plan(left, template(Log=LOG))
    assert planned["Status"] == "CREATE_COMPLETE"
    assert "match the intended configuration" in planned["StatusReason"]
    change = changed(planned)["Log"]
    assert (change["Action"], change["PhysicalResourceId"]) == ("Import", "/shop")
    stack = execute(left, planned)
    assert stack["StackStatus"] == "IMPORT_COMPLETE"
    assert left.events(stack["StackId"]) == [
        ("Log", "IMPORT_COMPLETE"),
        ("Log", "UPDATE_COMPLETE"),
        ("shop", "IMPORT_COMPLETE"),
    ]
    (group,) = left.client("logs").describe_log_groups()["logGroups"]
    assert group["logGroupName"] == "/shop"


def test_the_rest_of_the_template_follows_by_an_update(left: Aws) -> None:
    execute(left, plan(left, template(Log=LOG)))
    planned = left.plan(edited(TOPIC, Log=LOG), "UPDATE")
    assert {c["Action"] for c in changed(planned).values()} == {"Add"}
    assert execute(left, planned)["StackStatus"] == "UPDATE_COMPLETE"


def test_an_import_into_a_stack_leaves_its_other_resources_alone(left: Aws) -> None:
    left.deploy(TOPIC, stack="other")
    planned = plan(left, edited(TOPIC, Log=LOG), stack="other")
    assert list(changed(planned)) == ["Log"]
    assert execute(left, planned)["StackStatus"] == "IMPORT_COMPLETE"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (edited(TOPIC, Log=LOG), "Resources [Topic, Rule] is missing from"),
        (template(Other=LOG), "[Log] passed in ResourceToImport are not present"),
        (
            template(Log={k: v for k, v in LOG.items() if k != "DeletionPolicy"}),
            "The following resources to import [Log] must have DeletionPolicy",
        ),
        (
            json.dumps({"Resources": {"Log": LOG}, "Outputs": {"a": {"Value": "b"}}}),
            "you cannot modify or add [Outputs]",
        ),
        (template(Log={**LOG, "Type": "AWS::SNS::Topic"}), "is not of type"),
    ],
)
def test_an_import_does_nothing_else(left: Aws, body: str, reason: str) -> None:
    assert reason in refused(left, body)


def test_an_import_changes_no_other_resource(left: Aws) -> None:
    left.deploy(TOPIC, stack="other")
    moved = edited(TOPIC.replace('"first"', '"second"'), Log=LOG)
    message = refused(left, moved, stack="other")
    assert "You have modified resources [Topic]" in message


@pytest.mark.parametrize(
    "option",
    [
        {"Tags": [{"Key": "Team", "Value": "a"}]},
        {"RoleARN": f"arn:aws:iam::{ACCOUNT}:role/a"},
    ],
)
def test_an_import_brings_no_tags_and_no_role(left: Aws, option: Any) -> None:
    message = refused(left, template(Log=LOG), **option)
    assert "you cannot modify or add [RoleArn, Tags]" in message


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [
        ({"LogGroupName": "/none"}, "'/none' was not found"),
        ({"Name": "/shop"}, "must have [LogGroupName]"),
    ],
)
def test_what_is_imported_must_be_there(
    left: Aws, identifier: dict[str, str], reason: str
) -> None:
    wanted = {**IDENTIFIED, "ResourceIdentifier": identifier}
    assert reason in refused(left, template(Log=LOG), wanted)


def test_what_another_stack_has_is_not_imported(left: Aws) -> None:
    other = execute(left, plan(left, template(Log=LOG), stack="other"))
    message = refused(left, template(Log=LOG))
    assert message == f"/shop already exists in stack {other['StackId']}"
    assert "already in a stack" in refused(left, template(Log=LOG), stack="other")


def test_resources_to_import_need_the_type_of_change_set(left: Aws) -> None:
    with pytest.raises(ClientError, match="of type IMPORT"):
        left.plan(template(Log=LOG), ResourcesToImport=[IDENTIFIED])
    with pytest.raises(ClientError, match="of type IMPORT"):
        left.plan(template(Log=LOG), "IMPORT")


def test_an_import_that_fails_gives_everything_back(left: Aws) -> None:
    other = {**LOG, "Properties": {"LogGroupName": "/other"}}
    left.deploy(template(Other=other), stack="second")
    left.client("cloudformation").delete_stack(StackName="second")
    named = {"LogicalResourceId": "Other"} | {
        "ResourceType": "AWS::Logs::LogGroup",
        "ResourceIdentifier": {"LogGroupName": "/other"},
    }
    late = plan(left, template(Log=LOG, Other=other), IDENTIFIED, named, stack="late")
    execute(left, plan(left, template(Other=other), named, stack="early"))
    assert execute(left, late)["StackStatus"] == "IMPORT_ROLLBACK_COMPLETE"
    again = plan(left, template(Log=LOG), stack="again")
    assert execute(left, again)["StackStatus"] == "IMPORT_COMPLETE"


def automatic(aws: Aws, log: object, kind: str = "CREATE") -> dict[str, Any]:
    return aws.plan(edited(TOPIC, Log=log), kind, ImportExistingResources=True)


def test_a_creation_takes_what_exists_under_the_name_that_it_gives(left: Aws) -> None:
    planned = automatic(left, LOG)
    assert changed(planned)["Log"]["Action"] == "Import"
    assert changed(planned)["Topic"]["Action"] == "Add"
    stack = execute(left, planned)
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert ("Log", "IMPORT_COMPLETE") in left.events(stack["StackId"])


def test_a_name_that_a_function_makes_is_taken(left: Aws) -> None:
    """Only static names are imported automatically, says the guide."""
    made = {**LOG, "Properties": {"LogGroupName": {"Fn::Sub": "/shop"}}}
    planned = automatic(left, made)
    assert planned["Status"] == "FAILED"
    assert "ResourceExistenceCheck" in planned["StatusReason"]


def test_what_is_taken_automatically_must_be_retained(left: Aws) -> None:
    planned = automatic(left, {**LOG, "DeletionPolicy": "Delete"})
    assert planned["Status"] == "FAILED"
    assert planned["StatusReason"].endswith("are Log ({LogGroupName=/shop})")


def test_without_the_option_the_name_is_taken(left: Aws) -> None:
    planned = left.plan(edited(TOPIC, Log=LOG))
    assert "ResourceExistenceCheck" in planned["StatusReason"]


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_a_rollback_keeps_what_was_imported(left: Aws, policy: str) -> None:
    """What was there before the operation is not newly created, says the guide."""
    wrong = {
        "Type": "AWS::SQS::Queue",
        "Properties": {"QueueName": "wrong name!"},
        "DependsOn": "Log",
    }
    body = template(Log={**LOG, "DeletionPolicy": policy}, Queue=wrong)
    planned = left.plan(body, ImportExistingResources=True)
    assert execute(left, planned)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert len(left.client("logs").describe_log_groups()["logGroups"]) == 1
    again = execute(left, plan(left, template(Log=LOG), stack="again"))
    assert again["StackStatus"] == "IMPORT_COMPLETE"


def test_what_was_imported_keeps_its_ids_in_the_next_command(project: Project) -> None:
    key = {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain"} | {
        "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": []}}
    }
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        aws.deploy(template(Log=LOG, Key=key))
        resources = aws.client("cloudformation").list_stack_resources(StackName="shop")
        (key_id,) = [
            each["PhysicalResourceId"]
            for each in resources["StackResourceSummaries"]
            if each["LogicalResourceId"] == "Key"
        ]
        aws.client("cloudformation").delete_stack(StackName="shop")
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        of_the_key = {
            "ResourceType": "AWS::KMS::Key",
            "LogicalResourceId": "New",
            "ResourceIdentifier": {"KeyId": key_id},
        }
        body = template(Log=LOG, New=key)
        execute(aws, plan(aws, body, IDENTIFIED, of_the_key, stack="new"))
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        assert aws.stack("new")["StackStatus"] == "IMPORT_COMPLETE"
        assert [k["KeyId"] for k in aws.client("kms").list_keys()["Keys"]] == [key_id]


def test_generated_names_stay_in_another_stack(project: Project) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        aws.deploy(template(Bucket=bucket))
        (found,) = aws.client("s3").list_buckets()["Buckets"]
        aws.client("cloudformation").delete_stack(StackName="shop")
        wanted = {
            "ResourceType": "AWS::S3::Bucket",
            "LogicalResourceId": "Renamed",
            "ResourceIdentifier": {"BucketName": found["Name"]},
        }
        execute(aws, plan(aws, template(Renamed=bucket), wanted, stack="new"))
    with sandbox(project) as simulator:
        (again,) = Aws(simulator).client("s3").list_buckets()["Buckets"]
        assert again["Name"] == found["Name"]
