import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, TOPIC, changed


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_a_new_stack_is_under_review_until_the_change_set_is_executed(aws: Aws) -> None:
    planned = aws.plan(TOPIC)
    assert aws.stack()["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert {c["Action"] for c in changed(planned).values()} == {"Add"}
    assert aws.client("sns").list_topics()["Topics"] == []


@pytest.mark.parametrize("given", [[], ["CAPABILITY_IAM"]])
def test_named_roles_need_their_capability(aws: Aws, given: list[str]) -> None:
    with pytest.raises(ClientError) as caught:
        aws.plan(PIPELINE, Capabilities=given)
    assert code(caught) == "InsufficientCapabilitiesException"


def test_the_type_must_fit_the_stacks_status(aws: Aws) -> None:
    with pytest.raises(ClientError, match="does not exist"):
        aws.plan(TOPIC, "UPDATE")
    aws.deploy(TOPIC)
    with pytest.raises(ClientError, match="CREATE_COMPLETE state"):
        aws.plan(TOPIC, "CREATE")


def test_a_name_is_taken_once_but_a_token_finds_its_own(aws: Aws) -> None:
    first = aws.plan(TOPIC, ChangeSetName="mine", ClientToken="one")
    again = aws.plan(TOPIC, ChangeSetName="mine", ClientToken="one")
    assert again["ChangeSetId"] == first["ChangeSetId"]
    with pytest.raises(ClientError) as caught:
        aws.plan(TOPIC, ChangeSetName="mine", ClientToken="two")
    assert code(caught) == "AlreadyExistsException"


def test_what_the_sandbox_cannot_do_is_refused(aws: Aws) -> None:
    aws.deploy(TOPIC)
    with pytest.raises(ClientError, match="does not simulate DeploymentMode"):
        aws.plan(TOPIC, "UPDATE", Title="second", DeploymentMode="REVERT_DRIFT")


def test_macros_are_refused(aws: Aws) -> None:
    macro = json.loads(TOPIC) | {"Transform": "AWS::LanguageExtensions"}
    with pytest.raises(ClientError, match="does not simulate Transform"):
        aws.plan(json.dumps(macro))


def test_a_template_that_is_not_in_the_bucket_is_an_error(aws: Aws) -> None:
    with pytest.raises(ClientError, match="S3 error"):
        aws.plan("", TemplateURL="https://none.s3.us-east-2.amazonaws.com/a.json")


def test_executing_one_change_set_deletes_the_others(aws: Aws) -> None:
    aws.plan(TOPIC, ChangeSetName="other")
    aws.deploy(TOPIC, ChangeSetName="chosen")
    left = aws.client("cloudformation").list_change_sets(StackName="shop")["Summaries"]
    assert [s["ChangeSetName"] for s in left] == ["chosen"]
    assert left[0]["ExecutionStatus"] == "EXECUTE_COMPLETE"


def test_a_change_set_is_executed_once(aws: Aws) -> None:
    aws.deploy(TOPIC, ChangeSetName="once")
    with pytest.raises(ClientError) as caught:
        aws.client("cloudformation").execute_change_set(
            StackName="shop", ChangeSetName="once"
        )
    assert code(caught) in ("InvalidChangeSetStatus", "InvalidChangeSetStatusException")


def test_a_deleted_change_set_is_gone(aws: Aws) -> None:
    cloudformation = aws.client("cloudformation")
    planned = aws.plan(TOPIC)
    cloudformation.delete_change_set(ChangeSetName=planned["ChangeSetId"])
    with pytest.raises(ClientError) as caught:
        cloudformation.describe_change_set(ChangeSetName=planned["ChangeSetId"])
    assert code(caught) in ("ChangeSetNotFound", "ChangeSetNotFoundException")


def test_a_change_set_is_found_by_name_only_on_its_stack(aws: Aws) -> None:
    aws.plan(TOPIC, ChangeSetName="mine")
    cloudformation = aws.client("cloudformation")
    found = cloudformation.describe_change_set(StackName="shop", ChangeSetName="mine")
    assert found["ChangeSetName"] == "mine"
    with pytest.raises(ClientError):
        cloudformation.describe_change_set(StackName="shop", ChangeSetName="theirs")


def test_the_template_of_a_change_set_can_be_read(aws: Aws) -> None:
    planned = aws.plan(TOPIC)
    cloudformation = aws.client("cloudformation")
    body = cloudformation.get_template(ChangeSetName=planned["ChangeSetId"])
    # boto3 turns a JSON template into data.
    assert body["TemplateBody"] == json.loads(TOPIC)


def test_a_template_may_come_from_a_bucket(aws: Aws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(
        Bucket="templates",
        CreateBucketConfiguration={"LocationConstraint": "us-east-2"},
    )
    s3.put_object(Bucket="templates", Key="a/b.json", Body=TOPIC.encode())
    cloudformation = aws.client("cloudformation")
    made = cloudformation.create_change_set(
        StackName="shop",
        ChangeSetName="from-s3",
        ChangeSetType="CREATE",
        TemplateURL="https://templates.s3.us-east-2.amazonaws.com/a/b.json",
    )
    found = cloudformation.describe_change_set(ChangeSetName=made["Id"])
    assert set(changed(found)) == {"Topic", "Rule"}


def test_long_lists_come_in_pages(aws: Aws) -> None:
    rules = {
        f"Log{number}": {"Type": "AWS::Logs::LogGroup", "Properties": {}}
        for number in range(101)
    }
    planned = aws.plan(json.dumps({"Resources": rules}))
    assert len(planned["Changes"]) == 100
    rest = aws.client("cloudformation").describe_change_set(
        ChangeSetName=planned["ChangeSetId"], NextToken=planned["NextToken"]
    )
    assert len(rest["Changes"]) == 1
    assert "NextToken" not in rest
