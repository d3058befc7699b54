import json

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import TOPIC, edited


def test_a_name_that_another_stack_has_is_found_before_the_deployment(aws: Aws) -> None:
    aws.deploy(TOPIC)
    same = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "mine"}}
    log = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/mine"}}
    aws.deploy(edited(TOPIC, Log=log, Queue=same), "UPDATE")
    planned = aws.plan(json.dumps({"Resources": {"Log": log}}), stack="second")
    assert planned["Status"] == "FAILED"
    assert "AWS::EarlyValidation::ResourceExistenceCheck" in planned["StatusReason"]
    (event,) = aws.client("cloudformation").describe_events(
        ChangeSetName=planned["ChangeSetId"], Filters={"FailedEvents": True}
    )["OperationEvents"]
    assert event["EventType"] == "VALIDATION_ERROR"
    assert event["ValidationName"] == "NAME_CONFLICT_VALIDATION"
    assert event["ValidationPath"] == "/Resources/Log"
    assert "'/mine' already exists" in event["ValidationStatusReason"]


def test_properties_are_validated_before_the_deployment(aws: Aws) -> None:
    project = {"Type": "AWS::CodeBuild::Project", "Properties": {"Nmae": "typo"}}
    planned = aws.plan(json.dumps({"Resources": {"Project": project}}))
    assert "AWS::EarlyValidation::PropertyValidation" in planned["StatusReason"]
    events = aws.client("cloudformation").describe_events(
        ChangeSetName=planned["ChangeSetId"]
    )["OperationEvents"]
    reasons = {event["ValidationStatusReason"] for event in events}
    assert "Unsupported property [Nmae]" in reasons
    assert "Required property [ServiceRole] not found" in reasons
