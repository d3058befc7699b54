"""Who hears of what: one mail an event, and none is lost without a trace.

The approval tells of itself (see stages.py): no event carries what is approved,
the deadline and the link to approve.
"""

from dataclasses import dataclass
from typing import Any

from awacs import sqs as sqs_actions
from awacs.aws import Action
from troposphere import cloudwatch, events, sqs

from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.notified_events import (
    approval_rule,
    of_deployments,
    of_deployments_by_ecs,
    of_executions,
    rules,
)
from generator.templates.pipeline.topics import Topics
from generator.templates.policy import (
    allow_service,
    deny_plain_http,
    from_arn,
    policy_document,
)
from generator.templates.switch import given

# A Deny may be wide: nobody does anything to the queue without TLS.
EVERY_SQS_ACTION = Action("sqs", "*")
FIVE_MINUTES = 5 * 60
FOURTEEN_DAYS = 14 * 24 * 60 * 60


@dataclass(frozen=True)
class Notifications:
    """Which events are notified, and what happens to mail that is not delivered."""

    undelivered_queue: sqs.Queue
    pipeline_rule: events.Rule
    pipeline_information_rule: events.Rule
    deployment_rule: events.Rule
    deployment_information_rule: events.Rule
    ecs_deployment_rule: events.Rule
    ecs_deployment_information_rule: events.Rule
    approval_chat_rule: events.Rule
    undelivered_queue_policy: sqs.QueuePolicy
    undelivered_alarm: cloudwatch.Alarm


def notifications(
    *,
    inputs: Inputs,
    topics: Topics,
    encryption: Encryption,
    pipeline: Any,
    application: Any,
) -> Notifications:
    """Rules for the pipeline and its deployments."""
    queue = undelivered_queue(inputs, encryption)
    waits = inputs.group.waits_for_testers
    by_code_deploy, by_ecs = (
        inputs.controller.uses_code_deploy,
        inputs.controller.uses_ecs,
    )
    executions, deployments, of_ecs = (
        rules(kind, inputs, topics, queue)
        for kind in (
            of_executions(pipeline),
            of_deployments(application, by_code_deploy, waits),
            of_deployments_by_ecs(by_ecs),
        )
    )
    approval = approval_rule(pipeline, inputs, topics, queue)
    return Notifications(
        undelivered_queue=queue,
        pipeline_rule=executions.grave,
        pipeline_information_rule=executions.informing,
        deployment_rule=deployments.grave,
        deployment_information_rule=deployments.informing,
        ecs_deployment_rule=of_ecs.grave,
        ecs_deployment_information_rule=of_ecs.informing,
        approval_chat_rule=approval,
        undelivered_alarm=undelivered_alarm(inputs, queue),
        undelivered_queue_policy=queue_policy(
            queue,
            [
                *executions.arns,
                topics.tells_chats.when(approval.get_att("Arn")),
                *(
                    by_code_deploy.choose(code_deploys, ecs)
                    for code_deploys, ecs in zip(
                        deployments.arns, of_ecs.arns, strict=True
                    )
                ),
            ],
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
