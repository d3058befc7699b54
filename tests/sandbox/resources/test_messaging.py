import json

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, PIPELINE, REGION, one


def test_messages_go_to_the_topic_and_the_dead_letters_to_the_queue(aws: Aws) -> None:
    aws.deploy(PIPELINE, Email="team@example.com")
    sns, events = aws.client("sns"), aws.client("events")
    (topic,) = sns.list_topics()["Topics"]
    attributes = sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]
    assert "events.amazonaws.com" in attributes["Policy"]
    (subscription,) = sns.list_subscriptions()["Subscriptions"]
    assert subscription["Endpoint"] == "team@example.com"
    (target,) = events.list_targets_by_rule(Rule="pipeline-failed-dev")["Targets"]
    assert target["Arn"] == topic["TopicArn"]
    assert target["DeadLetterConfig"]["Arn"].endswith(":dead-letters-dev")
    assert target["InputTransformer"]["InputPathsMap"] == {"state": "$.detail.state"}
    rule = events.describe_rule(Name="pipeline-failed-dev")
    assert json.loads(rule["EventPattern"])["source"] == ["aws.codepipeline"]
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName="dead-letters-dev")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert queue["MessageRetentionPeriod"] == "1209600"
    assert "events.amazonaws.com" in queue["Policy"]


def test_a_topic_may_bring_its_subscriptions(aws: Aws) -> None:
    subscription = [{"Protocol": "email", "Endpoint": "a@example.com"}]
    aws.deploy(one("AWS::SNS::Topic", Subscription=subscription))
    (found,) = aws.client("sns").list_subscriptions()["Subscriptions"]
    assert found["Endpoint"] == "a@example.com"


def test_a_changed_queue_keeps_its_messages(aws: Aws) -> None:
    aws.deploy(one("AWS::SQS::Queue", QueueName="q", VisibilityTimeout=30))
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="kept")
    redrive = {
        "deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:q",
        "maxReceiveCount": 3,
    }
    aws.deploy(
        one(
            "AWS::SQS::Queue",
            QueueName="q",
            VisibilityTimeout=60,
            RedrivePolicy=redrive,
        ),
        "UPDATE",
    )
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "kept"
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert found["Attributes"]["VisibilityTimeout"] == "60"


def test_a_rule_loses_the_targets_that_go(aws: Aws) -> None:
    def rule(*ids: str) -> str:
        targets = [{"Id": i, "Arn": f"arn:aws:sns:::{i}"} for i in ids]
        return one(
            "AWS::Events::Rule",
            Name="r",
            ScheduleExpression="rate(1 day)",
            Targets=targets,
        )

    def targets() -> list[str]:
        found = aws.client("events").list_targets_by_rule(Rule="r")["Targets"]
        return [t["Id"] for t in found]

    aws.deploy(rule("one", "two"))
    aws.deploy(rule("two", "three"), "UPDATE")
    assert sorted(targets()) == ["three", "two"]
    aws.deploy(rule(), "UPDATE")
    assert targets() == []
    aws.client("cloudformation").delete_stack(StackName="shop")
    assert aws.client("events").list_rules()["Rules"] == []
