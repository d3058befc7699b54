"""Services that send to the topics and queues of a template, and under which key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.rules._expressions import named_resource
from generator.rules._nodes import Node, Resource, resources, together

EVENTS = "events.amazonaws.com"
ALARMS = "cloudwatch.amazonaws.com"
NOTIFICATIONS = "codestar-notifications.amazonaws.com"
S3 = "s3.amazonaws.com"
SNS = "sns.amazonaws.com"

# Properties that hold the ARN of a topic or queue, from the resource on; lists on
# the way are walked through.
_SENDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::Events::Rule": (
        EVENTS,
        ("Targets.Arn", "Targets.DeadLetterConfig.Arn"),
    ),
    "AWS::CodeStarNotifications::NotificationRule": (
        NOTIFICATIONS,
        ("Targets.TargetAddress",),
    ),
    "AWS::S3::Bucket": (
        S3,
        (
            "NotificationConfiguration.TopicConfigurations.Topic",
            "NotificationConfiguration.QueueConfigurations.Queue",
        ),
    ),
    "AWS::CloudWatch::Alarm": (
        ALARMS,
        ("AlarmActions", "OKActions", "InsufficientDataActions"),
    ),
    "AWS::CloudWatch::CompositeAlarm": (
        ALARMS,
        ("AlarmActions", "OKActions", "InsufficientDataActions"),
    ),
    "AWS::SNS::Subscription": (
        SNS,
        ("Endpoint", "RedrivePolicy.deadLetterTargetArn"),
    ),
    "AWS::SNS::Topic": (SNS, ("Subscription.Endpoint",)),
}


@dataclass(frozen=True)
class Publisher:
    """A service that sends to the resource `to`; `node` is where it is told to.

    `source` is the resource whose ARN the service gives as its source, or empty.
    """

    service: str
    source: str
    to: str
    node: Node


def publishers(template: Any) -> Iterator[Publisher]:
    """Every service that the template makes send to a resource of its own."""
    for sender in resources(template, *_SENDERS):
        service, properties = _SENDERS[sender.type]
        for name in properties:
            for node in sender.properties.leaves(name):
                to = named_resource(node.text)
                if to in template.get_resources():
                    yield Publisher(service, _source(sender), to, node)


def _source(sender: Resource) -> str:
    """The sender itself; of a subscription, its topic."""
    if sender.type != "AWS::SNS::Subscription":
        return sender.name
    topics = {named_resource(topic.text) for topic in sender.get("TopicArn")}
    return topics.pop() if len(topics) == 1 else ""


@dataclass(frozen=True)
class KeyUse:
    """A service that sends to `receiver`, which encrypts with the key `key`.

    `reference` is where the receiver names the key.
    """

    key: Resource
    receiver: Resource
    reference: Node
    publisher: Publisher


def key_uses(template: Any) -> Iterator[KeyUse]:
    """Each key of the template with each service that needs it for a message."""
    keys = {key.name: key for key in resources(template, "AWS::KMS::Key")}
    if not keys:
        return
    aliases = {
        alias.name: named_resource(key.text)
        for alias in resources(template, "AWS::KMS::Alias")
        for key in alias.get("TargetKeyId")
    }
    senders = list(publishers(template))
    for receiver in resources(template, "AWS::SNS::Topic", "AWS::SQS::Queue"):
        for reference in receiver.get("KmsMasterKeyId"):
            name = named_resource(reference.text)
            key = keys.get(aliases.get(name, name))
            if key is None:
                continue
            for sender in senders:
                when = together(template, reference.when, sender.node.when)
                if sender.to == receiver.name and when is not None:
                    yield KeyUse(key, receiver, reference, sender)
