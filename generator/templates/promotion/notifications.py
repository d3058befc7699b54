"""Who hears of executions; deployments are told where they happen, in the targets."""

from dataclasses import dataclass

from troposphere import cloudwatch, codepipeline, events, sns, sqs

from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.notifications import (
    queue_policy,
    topic_policy,
    undelivered_alarm,
    undelivered_queue,
)
from generator.templates.pipeline.notified_events import pipeline_rule
from generator.templates.promotion.inputs import PromotionInputs


@dataclass(frozen=True)
class Notifications:
    """The end of each execution, and what happens to mail that is not delivered."""

    undelivered_queue: sqs.Queue
    pipeline_rule: events.Rule
    notification_topic_policy: sns.TopicPolicy
    undelivered_queue_policy: sqs.QueuePolicy
    undelivered_alarm: cloudwatch.Alarm


def notifications(
    *,
    inputs: PromotionInputs,
    topic: sns.Topic,
    encryption: Encryption,
    pipeline: codepipeline.Pipeline,
) -> Notifications:
    """One rule, for the pipeline."""
    queue = undelivered_queue(inputs, encryption)
    rule = pipeline_rule(pipeline, {"inputs": inputs, "topic": topic, "queue": queue})
    return Notifications(
        undelivered_queue=queue,
        pipeline_rule=rule,
        notification_topic_policy=topic_policy(topic),
        undelivered_queue_policy=queue_policy(queue, [rule.get_att("Arn")]),
        undelivered_alarm=undelivered_alarm(inputs, queue),
    )
