"""Who hears of what: one topic, one mail an event.

The approval tells of itself (see stages.py): no event carries what is approved,
the deadline and the link to approve.
"""

from dataclasses import dataclass
from typing import Any

from awacs import sns as sns_actions
from awacs import sqs as sqs_actions
from awacs.aws import Action
from troposphere import FindInMap, Partition, Sub, cloudwatch, events, sns, sqs

from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import (
    allow_service,
    deny_plain_http,
    from_arn,
    policy_document,
    regional_arn,
)
from generator.templates.switch import Switch

# The console's domain in each partition (AWS General Reference).
CONSOLE_DOMAINS = {
    "Console": {
        "aws": {"Domain": "console.aws.amazon.com"},
        "aws-cn": {"Domain": "console.amazonaws.cn"},
        "aws-us-gov": {"Domain": "console.amazonaws-us-gov.com"},
    }
}

# Named by stages, which are made without knowing the topic itself.
NOTIFICATION_TOPIC = "NotificationTopic"

# A Deny may be wide: nobody does anything to the queue without TLS.
EVERY_SQS_ACTION = Action("sqs", "*")
# Those of deployments, and those that say why one does not come to its end.
ECS_EVENTS = (
    "SERVICE_DEPLOYMENT_IN_PROGRESS",
    "SERVICE_DEPLOYMENT_COMPLETED",
    "SERVICE_DEPLOYMENT_FAILED",
    "SERVICE_TASK_START_IMPAIRED",
    "SERVICE_TASK_PLACEMENT_FAILURE",
    "SERVICE_TASK_CONFIGURATION_FAILURE",
)
FIVE_MINUTES = 5 * 60
FOURTEEN_DAYS = 14 * 24 * 60 * 60


@dataclass(frozen=True)
class Topic:
    """Where notifications go; rules, approval and CodeDeploy publish to it."""

    notification_topic: sns.Topic
    notification_subscription: sns.SubscriptionResource


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


def topic(*, inputs: Inputs, encryption: Encryption) -> Topic:
    """Mail starts once the address has confirmed its subscription."""
    notification_topic = sns.Topic(
        NOTIFICATION_TOPIC,
        TopicName=inputs.naming.prefixed("pipeline-notifications"),
        # Services cannot publish with the AWS managed key alias/aws/sns.
        KmsMasterKeyId=encryption.key_arn,
        Tags=inputs.naming.tags(),
    )
    return Topic(
        notification_topic=notification_topic,
        notification_subscription=sns.SubscriptionResource(
            "NotificationSubscription",
            TopicArn=notification_topic.ref(),
            Protocol="email",
            Endpoint=inputs.operations.notification_email.ref(),
        ),
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
    queue = _undelivered_queue(inputs, encryption)
    to_topic = {"inputs": inputs, "topic": notification_topic, "queue": queue}
    pipeline_rule = _pipeline_rule(pipeline, to_topic)
    waits = inputs.deployment.waits_for_testers
    by_code_deploy = inputs.controller.uses_code_deploy
    deployment_rule = _deployment_rule(application, by_code_deploy, waits, to_topic)
    ecs_rule = _ecs_deployment_rule(inputs.controller.uses_ecs, to_topic)
    return Notifications(
        undelivered_queue=queue,
        pipeline_rule=pipeline_rule,
        deployment_rule=deployment_rule,
        ecs_deployment_rule=ecs_rule,
        notification_topic_policy=_topic_policy(notification_topic),
        undelivered_alarm=_undelivered_alarm(inputs, queue),
        undelivered_queue_policy=_queue_policy(
            queue,
            [
                pipeline_rule.get_att("Arn"),
                by_code_deploy.choose(
                    deployment_rule.get_att("Arn"), ecs_rule.get_att("Arn")
                ),
            ],
        ),
    )


def _pipeline_rule(pipeline: Any, to_topic: dict[str, Any]) -> events.Rule:
    return _rule(
        "PipelineRule",
        description="Tells of executions of the pipeline that succeeded or failed",
        source="aws.codepipeline",
        detail_type="CodePipeline Pipeline Execution State Change",
        detail={"pipeline": [pipeline.ref()], "state": ["FAILED", "SUCCEEDED"]},
        paths={"pipeline": "pipeline", "state": "state", "execution": "execution-id"},
        message="Pipeline <pipeline> <state>, execution <execution>: "
        f"{_pipeline_link('<pipeline>')}/view",
        **to_topic,
    )


def _deployment_rule(
    application: Any, there: Switch, waits: Switch, to_topic: dict[str, Any]
) -> events.Rule:
    """READY is news only where somebody has to continue."""
    return _rule(
        "DeploymentRule",
        there=there,
        description="Tells of deployments that began, succeeded, failed or stopped",
        source="aws.codedeploy",
        detail_type="CodeDeploy Deployment State-change Notification",
        detail={
            "application": [application.ref()],
            "state": ["START", "SUCCESS", "FAILURE", "STOP", waits.when("READY")],
        },
        paths={
            "application": "application",
            "state": "state",
            "deployment": "deploymentId",
        },
        message="Deployment of <application> <state>, deployment <deployment>: "
        f"{_console('codedeploy/deployments/<deployment>')}",
        **to_topic,
    )


def _ecs_deployment_rule(there: Switch, to_topic: dict[str, Any]) -> events.Rule:
    """Of the service, whoever deploys; no text of ECS, which may be of any length.

    A failure is told by the second kind of event, too, for services without a
    circuit breaker (Amazon ECS Developer Guide, "Amazon ECS service deployment state
    change events" and "Amazon ECS service action events"; the service's ARN is in
    `resources` of both).
    """
    service = "${EcsClusterName}/services/${EcsServiceName}"
    return _rule(
        "EcsDeploymentRule",
        there=there,
        description="Tells of deployments of the service that began, succeeded or "
        "failed, and of tasks that do not start",
        source="aws.ecs",
        detail_type="ECS Deployment State Change",
        other_detail_types=("ECS Service Action",),
        resources=[regional_arn("ecs", "service/${EcsClusterName}/${EcsServiceName}")],
        detail={"eventName": list(ECS_EVENTS)},
        paths={"event": "eventName"},
        message="Service ${EcsServiceName}: <event>: "
        f"https://${{AWS::Region}}.${{Domain}}/ecs/v2/clusters/{service}/deployments",
        **to_topic,
    )


def _console(path: str) -> str:
    return f"https://${{AWS::Region}}.${{Domain}}/codesuite/{path}"


def _pipeline_link(name: str) -> str:
    return _console(f"codepipeline/pipelines/{name}")


def _rule(
    title: str,
    *,
    description: str,
    source: str,
    detail_type: str,
    detail: dict[str, Any],
    paths: dict[str, str],
    message: str,
    inputs: Inputs,
    topic: sns.Topic,
    queue: sqs.Queue,
    there: Switch | None = None,
    other_detail_types: tuple[str, ...] = (),
    resources: list[Any] | None = None,
) -> events.Rule:
    """One rule, one target, a message of one line.

    The target has no RoleArn: EventBridge publishes by the topic's policy
    (EventBridge User Guide, "Using resource-based policies").
    """
    return events.Rule(
        title,
        **({"Condition": there.name} if there else {}),
        Description=description,
        EventPattern={
            "source": [source],
            "detail-type": [detail_type, *other_detail_types],
            **({"resources": resources} if resources else {}),
            "detail": detail,
        },
        Targets=[
            events.Target(
                Id="notify",
                Arn=topic.ref(),
                DeadLetterConfig=events.DeadLetterConfig(Arn=queue.get_att("Arn")),
                InputTransformer=events.InputTransformer(
                    InputPathsMap={
                        key: f"$.detail.{path}" for key, path in paths.items()
                    },
                    # EventBridge wants the text in quotes of its own.
                    InputTemplate=Sub(
                        f'"{message}"',
                        Domain=FindInMap("Console", Partition, "Domain"),
                    ),
                ),
            )
        ],
        Tags=inputs.naming.tags(),
    )


def _topic_policy(notification_topic: sns.Topic) -> sns.TopicPolicy:
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


def _undelivered_queue(inputs: Inputs, encryption: Encryption) -> sqs.Queue:
    return sqs.Queue(
        "UndeliveredQueue",
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        MessageRetentionPeriod=FOURTEEN_DAYS,
        SqsManagedSseEnabled=encryption.switch.unless(True),
        KmsMasterKeyId=encryption.key_arn,
        Tags=inputs.naming.tags(),
    )


def _undelivered_alarm(inputs: Inputs, queue: sqs.Queue) -> cloudwatch.Alarm:
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


def _queue_policy(queue: sqs.Queue, rules: list[Any]) -> sqs.QueuePolicy:
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
