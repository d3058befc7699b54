"""The events that are notified: a rule each, which says it in one line of a mail."""

from typing import Any

from troposphere import FindInMap, Partition, Sub, events, sns, sqs

from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import regional_arn
from generator.templates.switch import Switch

# The console's domain in each partition (AWS General Reference).
CONSOLE_DOMAINS = {
    "Console": {
        "aws": {"Domain": "console.aws.amazon.com"},
        "aws-cn": {"Domain": "console.amazonaws.cn"},
        "aws-us-gov": {"Domain": "console.amazonaws-us-gov.com"},
    }
}

# Those of deployments, and those that say why one does not come to its end.
ECS_EVENTS = (
    "SERVICE_DEPLOYMENT_IN_PROGRESS",
    "SERVICE_DEPLOYMENT_COMPLETED",
    "SERVICE_DEPLOYMENT_FAILED",
    "SERVICE_TASK_START_IMPAIRED",
    "SERVICE_TASK_PLACEMENT_FAILURE",
    "SERVICE_TASK_CONFIGURATION_FAILURE",
)


def pipeline_rule(pipeline: Any, to_topic: dict[str, Any]) -> events.Rule:
    """The end of each execution; `to_topic` is what every rule is made with."""
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


def deployment_rule(
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


def ecs_deployment_rule(there: Switch, to_topic: dict[str, Any]) -> events.Rule:
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
    inputs: Building,
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
