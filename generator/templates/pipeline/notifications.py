"""Who hears of what: one topic, one mail an event.

The approval tells of itself (see stages.py): no event carries what is approved,
the deadline and the link to approve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awacs import sns as sns_actions
from awacs import sqs as sqs_actions
from awacs.aws import Action
from troposphere import cloudwatch, events, sns, sqs

from generator.templates.pipeline import notified_events
from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.inputs.addresses import Address
from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import (
    allow_service,
    deny_plain_http,
    from_arn,
    policy_document,
)
from generator.templates.switch import given

# Named by stages, which are made without knowing the topic itself.
NOTIFICATION_TOPIC = "NotificationTopic"

# A Deny may be wide: nobody does anything to the queue without TLS.
EVERY_SQS_ACTION = Action("sqs", "*")
FIVE_MINUTES = 5 * 60
FOURTEEN_DAYS = 14 * 24 * 60 * 60


@dataclass(frozen=True)
class Topic:
    """Where notifications go; rules, approval and CodeDeploy publish to it."""

    notification_topic: sns.Topic
    notification_subscriptions: tuple[sns.SubscriptionResource, ...]


@dataclass(frozen=True)
class Notifications:
    """Which events are notified, and what happens to mail that is not delivered."""

    undelivered_queue: sqs.Queue
    pipeline_rule: events.Rule
    deployment_rule: events.Rule
    ecs_deployment_rule: events.Rule
    notification_topic_policy: sns.TopicPolicy
    undelivered_queue_policy: sqs.QueuePolicy
    undelivered_alarm: cloudwatch.Alarm


def topic(*, inputs: Building, encryption: Encryption) -> Topic:
    """Mail starts once an address has confirmed its subscription."""
    notification_topic = sns.Topic(
        NOTIFICATION_TOPIC,
        TopicName=inputs.naming.prefixed("pipeline-notifications"),
        # Services cannot publish with the AWS managed key alias/aws/sns.
        KmsMasterKeyId=encryption.key_arn,
        Tags=inputs.naming.tags(),
    )
    return Topic(
        notification_topic=notification_topic,
        notification_subscriptions=subscriptions(
            "NotificationSubscription",
            notification_topic,
            inputs.operations.notification_emails,
        ),
    )


def subscriptions(
    title: str, topic: sns.Topic, addresses: Sequence[Address]
) -> tuple[sns.SubscriptionResource, ...]:
    """One for each address; the first is called `title`, others by their place too."""
    return tuple(
        sns.SubscriptionResource(
            title if place == 1 else f"{title}{place}",
            **address.there.condition_of_resource,
            TopicArn=topic.ref(),
            Protocol="email",
            Endpoint=address.email.ref(),
        )
        for place, address in enumerate(addresses, 1)
    )


def notifications(
    *,
    inputs: Inputs,
    notification_topic: sns.Topic,
    encryption: Encryption,
    pipeline: Any,
    application: Any,
) -> Notifications:
    """Rules for the pipeline and its deployments."""
    queue = undelivered_queue(inputs, encryption)
    to_topic = {"inputs": inputs, "topic": notification_topic, "queue": queue}
    pipeline_rule = notified_events.pipeline_rule(pipeline, to_topic)
    waits = inputs.group.waits_for_testers
    by_code_deploy = inputs.controller.uses_code_deploy
    deployment_rule = notified_events.deployment_rule(
        application, by_code_deploy, waits, to_topic
    )
    ecs_rule = notified_events.ecs_deployment_rule(inputs.controller.uses_ecs, to_topic)
    return Notifications(
        undelivered_queue=queue,
        pipeline_rule=pipeline_rule,
        deployment_rule=deployment_rule,
        ecs_deployment_rule=ecs_rule,
        notification_topic_policy=topic_policy(notification_topic),
        undelivered_alarm=undelivered_alarm(inputs, queue),
        undelivered_queue_policy=queue_policy(
            queue,
            [
                pipeline_rule.get_att("Arn"),
                by_code_deploy.choose(
                    deployment_rule.get_att("Arn"), ecs_rule.get_att("Arn")
                ),
            ],
        ),
    )


def topic_policy(notification_topic: sns.Topic) -> sns.TopicPolicy:
    """EventBridge may publish; everybody else needs an IAM policy and TLS.

    The first statement has no condition: EventBridge does not evaluate
    Condition blocks in a topic's policy reliably (EventBridge User Guide,
    "Using resource-based policies", Amazon SNS permissions).
    """
    everything = notification_topic.ref()
    return sns.TopicPolicy(
        "NotificationTopicPolicy",
        Topics=[everything],
        PolicyDocument=policy_document(
            allow_service(
                "PublishEvents",
                "events.amazonaws.com",
                sns_actions.Publish,
                on=everything,
            ),
            deny_plain_http(sns_actions.Publish, on=everything),
        ),
    )


def undelivered_queue(inputs: Building, encryption: Encryption) -> sqs.Queue:
    """Fourteen days, the most that SQS keeps a message."""
    return sqs.Queue(
        "UndeliveredQueue",
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        MessageRetentionPeriod=FOURTEEN_DAYS,
        **given(SqsManagedSseEnabled=encryption.switch.unless(True)),
        KmsMasterKeyId=encryption.key_arn,
        Tags=inputs.naming.tags(),
    )


def undelivered_alarm(inputs: Building, queue: sqs.Queue) -> cloudwatch.Alarm:
    """The first message that waits (SQS Developer Guide, "Available metrics")."""
    operations = inputs.operations
    return cloudwatch.Alarm(
        "UndeliveredAlarm",
        Condition=operations.has_alarm_topic.name,
        AlarmDescription="A notification of the pipeline could not be delivered",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[
            cloudwatch.MetricDimension(
                Name="QueueName", Value=queue.get_att("QueueName")
            )
        ],
        Statistic="Maximum",
        Period=FIVE_MINUTES,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        # A queue that nothing is sent to has no metrics.
        TreatMissingData="notBreaching",
        AlarmActions=[operations.alarm_topic_arn.ref()],
        Tags=inputs.naming.tags(),
    )


def queue_policy(queue: sqs.Queue, rules: list[Any]) -> sqs.QueuePolicy:
    """EventBridge may put there what it could not deliver."""
    arn = queue.get_att("Arn")
    return sqs.QueuePolicy(
        "UndeliveredQueuePolicy",
        Queues=[queue.ref()],
        PolicyDocument=policy_document(
            allow_service(
                "KeepWhatWasNotDelivered",
                "events.amazonaws.com",
                sqs_actions.SendMessage,
                on=arn,
                only_if=from_arn(rules),
            ),
            deny_plain_http(EVERY_SQS_ACTION, on=arn),
        ),
    )
