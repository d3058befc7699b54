"""Who hears of executions; deployments are told where they happen, in the targets."""

from dataclasses import dataclass

from troposphere import cloudwatch, codepipeline, events, sqs

from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.notifications import (
    queue_policy,
    undelivered_alarm,
    undelivered_queue,
)
from generator.templates.pipeline.notified_events import (
    approval_rule,
    of_executions,
    rules,
)
from generator.templates.pipeline.topics import Topics
from generator.templates.promotion.inputs import PromotionInputs


@dataclass(frozen=True)
class Notifications:
    """The end of each execution, and what happens to mail that is not delivered."""

    undelivered_queue: sqs.Queue
    pipeline_rule: events.Rule
    pipeline_information_rule: events.Rule
    approval_chat_rule: events.Rule
    undelivered_queue_policy: sqs.QueuePolicy
    undelivered_alarm: cloudwatch.Alarm


def notifications(
    *,
    inputs: PromotionInputs,
    topics: Topics,
    encryption: Encryption,
    pipeline: codepipeline.Pipeline,
) -> Notifications:
    """Rules for the pipeline alone."""
    queue = undelivered_queue(inputs, encryption)
    executions = rules(of_executions(pipeline), inputs, topics, queue)
    approval = approval_rule(pipeline, inputs, topics, queue)
    return Notifications(
        undelivered_queue=queue,
        pipeline_rule=executions.grave,
        pipeline_information_rule=executions.informing,
        approval_chat_rule=approval,
        undelivered_queue_policy=queue_policy(
            queue,
            [
                *executions.arns,
                topics.tells_chats.when(approval.get_att("Arn")),
            ],
        ),
        undelivered_alarm=undelivered_alarm(inputs, queue),
    )
