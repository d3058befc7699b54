import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, REFUSED, REGION, TOPIC, edited


def test_the_pipeline_is_created_with_its_outputs(aws: Aws) -> None:
    stack = aws.deploy(PIPELINE, ClientRequestToken="mine")
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
    assert outputs["pipelineArn"].endswith(":payment-service-pipeline-dev")
    assert outputs["snsTopicArn"].endswith(":pipeline-notifications-dev")
    events = aws.client("cloudformation").describe_stack_events(StackName="shop")
    tokens = {e.get("ClientRequestToken") for e in events["StackEvents"]}
    assert tokens == {None, "mine"}


def test_an_update_keeps_what_it_does_not_change(aws: Aws) -> None:
    aws.deploy(TOPIC)
    stack = aws.deploy(TOPIC, "UPDATE", Title="second")
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert "LastUpdatedTime" in stack
    updated = aws.events()[-2:]
    assert updated == [("Topic", "UPDATE_COMPLETE"), ("shop", "UPDATE_COMPLETE")]


def test_a_replacement_is_made_before_the_old_one_goes(aws: Aws) -> None:
    aws.deploy(TOPIC)
    aws.deploy(TOPIC, "UPDATE", Name="two")
    (topic,) = aws.client("sns").list_topics()["Topics"]
    assert topic["TopicArn"].endswith(":two")
    after = [e for e in aws.events() if e[0] == "Topic"]
    assert after[-2:] == [("Topic", "CREATE_COMPLETE"), ("Topic", "DELETE_COMPLETE")]
    (target,) = aws.client("events").list_targets_by_rule(
        Rule=aws.client("events").list_rules()["Rules"][0]["Name"]
    )["Targets"]
    assert target["Arn"] == topic["TopicArn"]


def test_a_custom_named_resource_cannot_be_replaced_under_its_name(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    stack = aws.deploy(PIPELINE, "UPDATE", Platform="Lambda")
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    reasons = aws.client("cloudformation").describe_stack_events(StackName="shop")
    assert any(
        "custom-named resource" in e.get("ResourceStatusReason", "")
        for e in reasons["StackEvents"]
    )


def test_a_failed_creation_is_rolled_back_and_says_why(aws: Aws) -> None:
    stack = aws.deploy(edited(TOPIC, Queue=REFUSED))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert aws.client("sns").list_topics()["Topics"] == []
    failed = aws.client("cloudformation").describe_events(
        StackName="shop", Filters={"FailedEvents": True}
    )["OperationEvents"]
    assert failed[0]["LogicalResourceId"] == "Queue"
    assert failed[0]["EventType"] == "PROVISIONING_ERROR"
    assert "Resource handler returned message" in failed[0]["ResourceStatusReason"]


@pytest.mark.parametrize(
    ("on_failure", "status"),
    [("DO_NOTHING", "CREATE_FAILED"), ("DELETE", "DELETE_COMPLETE")],
)
def test_a_failed_creation_ends_as_the_change_set_says(
    aws: Aws, on_failure: str, status: str
) -> None:
    stack = aws.deploy(edited(TOPIC, Queue=REFUSED), OnStackFailure=on_failure)
    assert stack["StackStatus"] == status


def test_stacks_can_be_deployed_from_many_threads(aws: Aws) -> None:
    def deploy(number: int) -> str:
        stack = aws.deploy(TOPIC, stack=f"shop-{number}", Name=f"topic-{number}")
        return str(stack["StackStatus"])

    aws.client("cloudformation")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(deploy, range(8)))
    assert statuses == ["CREATE_COMPLETE"] * 8
    assert len(aws.client("sns").list_topics()["Topics"]) == 8


def test_stacks_import_what_others_export(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    exports = aws.client("cloudformation").list_exports()["Exports"]
    assert [e["Name"] for e in exports] == ["topic-dev"]
    rule = json.loads(TOPIC)["Resources"]["Rule"]
    rule["Properties"]["Targets"][0]["Arn"] = {"Fn::ImportValue": "topic-dev"}
    aws.deploy(json.dumps({"Resources": {"Rule": rule}}), stack="second")
    name = aws.client("cloudformation").describe_stack_resource(
        StackName="second", LogicalResourceId="Rule"
    )["StackResourceDetail"]["PhysicalResourceId"]
    (target,) = aws.client("events").list_targets_by_rule(Rule=name)["Targets"]
    assert target["Arn"] == exports[0]["Value"]


def test_a_type_that_aws_does_not_have_fails_the_stack(aws: Aws) -> None:
    stack = aws.deploy(json.dumps({"Resources": {"A": {"Type": "AWS::No::Thing"}}}))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_type_that_moto_does_not_have_is_recorded_and_says_so(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    events = aws.client("cloudformation").describe_stack_events(StackName="shop")
    reasons = {
        e["LogicalResourceId"]: e.get("ResourceStatusReason", "")
        for e in events["StackEvents"]
        if e["ResourceStatus"] == "CREATE_COMPLETE"
    }
    assert reasons["Webhook"].startswith("Recorded only")
    assert reasons["Pipeline"] == ""
    outputs = {o["OutputKey"]: o["OutputValue"] for o in aws.stack()["Outputs"]}
    assert outputs["webhookUrl"].startswith(f"https://codepipeline.{REGION}.")
