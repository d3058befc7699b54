import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import QUEUE, REFUSED, TOPIC, changed, edited


def test_a_failed_update_returns_to_what_was(aws: Aws) -> None:
    aws.deploy(TOPIC)
    stack = aws.deploy(edited(TOPIC, Queue=REFUSED), "UPDATE", Title="second")
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    topic = aws.client("sns").list_topics()["Topics"][0]["TopicArn"]
    attributes = aws.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    assert attributes["DisplayName"] == "first"
    assert changed(aws.plan(TOPIC, "UPDATE", Title="second"))["Topic"]


def test_a_failed_replacement_leaves_the_old_resource(aws: Aws) -> None:
    aws.deploy(TOPIC)
    aws.deploy(edited(TOPIC, Queue=REFUSED), "UPDATE", Name="two")
    (topic,) = aws.client("sns").list_topics()["Topics"]
    assert topic["TopicArn"].endswith(":one")


def test_without_rollback_a_failure_stays_and_can_be_rolled_back(aws: Aws) -> None:
    aws.deploy(TOPIC)
    body = edited(TOPIC, Queue=REFUSED)
    failed = aws.deploy(body, "UPDATE", Title="second", DisableRollback=True)
    assert failed["StackStatus"] == "UPDATE_FAILED"
    cloudformation = aws.client("cloudformation")
    answer = cloudformation.rollback_stack(StackName="shop", ClientRequestToken="back")
    assert aws.stack()["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    operations = aws.stack()["LastOperations"]
    assert operations[0] == {
        "OperationType": "ROLLBACK",
        "OperationId": answer["OperationId"],
    }
    own = cloudformation.describe_events(OperationId=answer["OperationId"])
    assert {e["ClientRequestToken"] for e in own["OperationEvents"]} == {"back"}


def test_a_failed_update_can_be_pushed_forward(aws: Aws) -> None:
    aws.deploy(TOPIC)
    aws.deploy(edited(TOPIC, Queue=REFUSED), "UPDATE", DisableRollback=True)
    stack = aws.deploy(edited(TOPIC, Queue=QUEUE), "UPDATE")
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert len(aws.client("sqs").list_queues()["QueueUrls"]) == 1


def test_a_failed_creation_without_rollback_is_rolled_back_on_request(aws: Aws) -> None:
    aws.deploy(edited(TOPIC, Queue=REFUSED), DisableRollback=True)
    aws.client("cloudformation").rollback_stack(StackName="shop")
    assert aws.stack()["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_rollback_that_fails_is_continued_without_the_obstacle(aws: Aws) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "full-bucket"}}
    aws.deploy(TOPIC)
    late = {**REFUSED, "DependsOn": "Bucket"}
    body = edited(TOPIC, Bucket=bucket, Queue=late)
    aws.deploy(body, "UPDATE", DisableRollback=True)
    aws.client("s3").put_object(Bucket="full-bucket", Key="a", Body=b"b")
    cloudformation = aws.client("cloudformation")
    cloudformation.rollback_stack(StackName="shop")
    assert aws.stack()["StackStatus"] == "UPDATE_ROLLBACK_FAILED"
    cloudformation.continue_update_rollback(
        StackName="shop", ResourcesToSkip=["Bucket"]
    )
    assert aws.stack()["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


@pytest.mark.parametrize("operation", ["rollback_stack", "continue_update_rollback"])
def test_a_healthy_stack_is_not_rolled_back(aws: Aws, operation: str) -> None:
    aws.deploy(TOPIC)
    with pytest.raises(ClientError, match="CREATE_COMPLETE state"):
        getattr(aws.client("cloudformation"), operation)(StackName="shop")
