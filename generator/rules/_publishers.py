"""Services that send to the topics and queues of a template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.rules._expressions import named_resource
from generator.rules._nodes import Node, resources

EVENTS = "events.amazonaws.com"
ALARMS = "cloudwatch.amazonaws.com"
NOTIFICATIONS = "codestar-notifications.amazonaws.com"
S3 = "s3.amazonaws.com"
SNS = "sns.amazonaws.com"

# For each service the resource types that make it send, and the properties that
# hold the ARN of a topic or queue.
_SENDERS = (
    (EVENTS, "AWS::Events::Rule", ("Targets", "Arn")),
    (EVENTS, "AWS::Events::Rule", ("Targets", "DeadLetterConfig", "Arn")),
    (
        NOTIFICATIONS,
        "AWS::CodeStarNotifications::NotificationRule",
        ("Targets", "TargetAddress"),
    ),
    (
        S3,
        "AWS::S3::Bucket",
        ("NotificationConfiguration", "TopicConfigurations", "Topic"),
    ),
    (
        S3,
        "AWS::S3::Bucket",
        ("NotificationConfiguration", "QueueConfigurations", "Queue"),
    ),
    (ALARMS, "AWS::CloudWatch::Alarm", ("AlarmActions",)),
    (ALARMS, "AWS::CloudWatch::Alarm", ("OKActions",)),
    (ALARMS, "AWS::CloudWatch::Alarm", ("InsufficientDataActions",)),
    (SNS, "AWS::SNS::Subscription", ("Endpoint",)),
)


@dataclass(frozen=True)
class Publisher:
    """A service that sends to the resource `to`; `node` is where it is told to."""

    service: str
    to: str
    node: Node


def publishers(template: Any) -> Iterator[Publisher]:
    """Every service that the template makes send to a resource of its own."""
    for service, kind, keys in _SENDERS:
        for sender in resources(template, kind):
            for node in _leaves(sender.properties, keys):
                to = named_resource(node.text)
                if to in template.get_resources():
                    yield Publisher(service, to, node)


def _leaves(node: Node, keys: tuple[str, ...]) -> Iterator[Node]:
    """The values at the end of `keys`, through lists and branches on the way."""
    if not keys:
        yield from node.items()
        return
    for child in node.get(keys[0]):
        if len(keys) == 1:
            yield from child.items()
        else:
            for element in child.items():
                yield from _leaves(element, keys[1:])
