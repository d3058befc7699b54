import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, TOPIC


def test_stacks_are_listed_by_status(aws: Aws) -> None:
    aws.deploy(TOPIC)
    aws.deploy(PIPELINE, stack="second")
    cloudformation = aws.client("cloudformation")
    cloudformation.delete_stack(StackName="second")
    listed = cloudformation.list_stacks()["StackSummaries"]
    assert {s["StackName"]: s["StackStatus"] for s in listed} == {
        "shop": "CREATE_COMPLETE",
        "second": "DELETE_COMPLETE",
    }
    gone = cloudformation.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])
    assert [s["StackName"] for s in gone["StackSummaries"]] == ["second"]


def test_the_resources_of_a_stack_are_listed(aws: Aws) -> None:
    aws.deploy(TOPIC)
    cloudformation = aws.client("cloudformation")
    listed = cloudformation.list_stack_resources(StackName="shop")
    summaries = listed["StackResourceSummaries"]
    assert [s["LogicalResourceId"] for s in summaries] == ["Topic", "Rule"]
    described = cloudformation.describe_stack_resources(StackName="shop")
    assert [r["ResourceStatus"] for r in described["StackResources"]] == [
        "CREATE_COMPLETE",
        "CREATE_COMPLETE",
    ]
    with pytest.raises(ClientError, match="Nothing does not exist"):
        cloudformation.describe_stack_resource(
            StackName="shop", LogicalResourceId="Nothing"
        )


def test_the_deployed_template_can_be_read(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    body = aws.client("cloudformation").get_template(StackName="shop")["TemplateBody"]
    assert body == PIPELINE


def test_templates_are_validated(aws: Aws) -> None:
    cloudformation = aws.client("cloudformation")
    found = cloudformation.validate_template(TemplateBody=PIPELINE)
    no_echo = {p["ParameterKey"] for p in found["Parameters"] if p["NoEcho"]}
    assert no_echo == {"Password"}
    for wrong in ("Resources: {", "a: b", "[]"):
        with pytest.raises(ClientError, match="Template format error"):
            cloudformation.validate_template(TemplateBody=wrong)


def test_a_change_set_has_no_hooks(aws: Aws) -> None:
    planned = aws.plan(TOPIC)
    hooks = aws.client("cloudformation").list_hook_results(
        TargetType="CHANGE_SET", TargetId=planned["ChangeSetId"]
    )
    assert hooks["HookResults"] == []


def test_what_the_sandbox_does_not_know_is_an_error(aws: Aws) -> None:
    with pytest.raises(ClientError, match="does not know DescribeType"):
        aws.client("cloudformation").describe_type(
            Type="RESOURCE", TypeName="AWS::SNS::Topic"
        )


def test_the_settings_of_a_deployment_are_shown(aws: Aws) -> None:
    topic = "arn:aws:sns:us-east-2:111111111111:stack-events"
    role = "arn:aws:iam::111111111111:role/cloudformation"
    planned = aws.plan(
        TOPIC, NotificationARNs=[topic], RoleARN=role, Description="for a release"
    )
    assert planned["Description"] == "for a release"
    aws.client("cloudformation").execute_change_set(
        ChangeSetName=planned["ChangeSetId"]
    )
    stack = aws.stack()
    assert stack["NotificationARNs"] == [topic]
    assert stack["RoleARN"] == role
    assert stack["Capabilities"] == ["CAPABILITY_NAMED_IAM"]


def test_a_letter_beyond_ascii_is_answered_as_a_question_mark(aws: Aws) -> None:
    aws.deploy(f"# Größe — ok\n{TOPIC}")
    answer = aws.client("cloudformation").get_template(StackName="shop")
    assert answer["TemplateBody"].splitlines()[0] == "# Gr??e ? ok"
