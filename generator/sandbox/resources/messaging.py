"""SNS topics, SQS queues and EventBridge rules."""

import json
from typing import Any

from generator.sandbox.resources.kind import Kind, Made, Order
from generator.sandbox.resources.shapes import api_parameters


def _create_topic(order: Order) -> Made:
    arn = order.client.create_topic(
        Name=order.name("TopicName"), Tags=order.properties.get("Tags", [])
    )["TopicArn"]
    return _update_topic(order, arn)


def _update_topic(order: Order, arn: str) -> Made:
    client = order.client
    for name in ("DisplayName", "KmsMasterKeyId"):
        client.set_topic_attributes(
            TopicArn=arn,
            AttributeName=name,
            AttributeValue=str(order.properties.get(name, "")),
        )
    for wanted in order.properties.get("Subscription", []):
        client.subscribe(
            TopicArn=arn, Protocol=wanted["Protocol"], Endpoint=wanted["Endpoint"]
        )
    return Made(arn, {"TopicArn": arn, "TopicName": arn.rsplit(":", 1)[-1]})


def _delete_topic(order: Order, arn: str) -> None:
    order.client.delete_topic(TopicArn=arn)


def _subscribe(order: Order) -> Made:
    wanted = order.properties
    arn = order.client.subscribe(
        TopicArn=wanted["TopicArn"],
        Protocol=wanted["Protocol"],
        Endpoint=wanted["Endpoint"],
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return Made(arn, {"Arn": arn})


def _unsubscribe(order: Order, arn: str) -> None:
    order.client.unsubscribe(SubscriptionArn=arn)


def _put_topic_policy(order: Order, _: str = "") -> Made:
    for arn in order.properties["Topics"]:
        order.client.set_topic_attributes(
            TopicArn=arn,
            AttributeName="Policy",
            AttributeValue=json.dumps(order.properties["PolicyDocument"]),
        )
    return Made(order.default_name, {"Id": order.default_name})


def _create_queue(order: Order) -> Made:
    url = order.client.create_queue(
        QueueName=order.name("QueueName"),
        Attributes=_queue_attributes(order),
        tags={tag["Key"]: tag["Value"] for tag in order.properties.get("Tags", [])},
    )["QueueUrl"]
    return _queue(order, url)


def _update_queue(order: Order, url: str) -> Made:
    order.client.set_queue_attributes(QueueUrl=url, Attributes=_queue_attributes(order))
    return _queue(order, url)


def _queue(order: Order, url: str) -> Made:
    name = url.rsplit("/", 1)[-1]
    return Made(
        url, {"Arn": order.arn("sqs", name), "QueueName": name, "QueueUrl": url}
    )


def _queue_attributes(order: Order) -> dict[str, str]:
    return {
        name: json.dumps(value)
        if isinstance(value, dict)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
        for name, value in order.properties.items()
        if name not in ("QueueName", "Tags")
    }


def _delete_queue(order: Order, url: str) -> None:
    order.client.delete_queue(QueueUrl=url)


def _put_queue_policy(order: Order, _: str = "") -> Made:
    policy = json.dumps(order.properties["PolicyDocument"])
    for url in order.properties["Queues"]:
        order.client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(order.default_name, {"Id": order.default_name})


def _put_rule(order: Order, _: str = "") -> Made:
    client, name = order.client, order.name("Name")
    pattern = order.properties.get("EventPattern")
    wanted: dict[str, Any] = {**order.properties, "Name": name}
    if pattern:
        wanted["EventPattern"] = json.dumps(pattern)
    arn = client.put_rule(**api_parameters(client, "PutRule", wanted))["RuleArn"]
    targets = order.properties.get("Targets", [])
    old = client.list_targets_by_rule(Rule=name)["Targets"]
    gone = {t["Id"] for t in old} - {t["Id"] for t in targets}
    if gone:
        client.remove_targets(Rule=name, Ids=sorted(gone))
    if targets:
        client.put_targets(
            **api_parameters(client, "PutTargets", {"Rule": name, "Targets": targets})
        )
    return Made(name, {"Arn": arn})


def _delete_rule(order: Order, name: str) -> None:
    client = order.client
    targets = client.list_targets_by_rule(Rule=name)["Targets"]
    if targets:
        client.remove_targets(Rule=name, Ids=[t["Id"] for t in targets])
    client.delete_rule(Name=name)


def _keep(order: Order, physical_id: str) -> None:
    """A policy goes with its topic or queue."""


TOPIC = Kind("sns", _create_topic, _delete_topic, _update_topic)
SUBSCRIPTION = Kind("sns", _subscribe, _unsubscribe)
TOPIC_POLICY = Kind("sns", _put_topic_policy, _keep, _put_topic_policy)
QUEUE = Kind("sqs", _create_queue, _delete_queue, _update_queue)
QUEUE_POLICY = Kind("sqs", _put_queue_policy, _keep, _put_queue_policy)
RULE = Kind("events", _put_rule, _delete_rule, _put_rule)
