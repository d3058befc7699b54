"""The events that are notified, and what each says in one line of a mail.

Of each kind there are two rules: for what somebody must act on, and for what only
informs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troposphere import FindInMap, Partition, Sub, events, sqs

from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.topics import Topics
from generator.templates.policy import regional_arn
from generator.templates.switch import Always, Switch

# The console's domain in each partition (AWS General Reference).
CONSOLE_DOMAINS = {
    "Console": {
        "aws": {"Domain": "console.aws.amazon.com"},
        "aws-cn": {"Domain": "console.amazonaws.cn"},
        "aws-us-gov": {"Domain": "console.amazonaws-us-gov.com"},
    }
}


@dataclass(frozen=True)
class Kind:
    """Events of one kind: which, in what state, and what they say.

    `state` is the field of `detail` that says whether one is `grave`: a failure, or
    something that waits for somebody. `paths` are what the message takes from `detail`.
    """

    title: str
    tells_of: str
    source: str
    detail_types: tuple[str, ...]
    state: str
    grave: tuple[Any, ...]
    informing: tuple[Any, ...]
    paths: Mapping[str, str]
    message: str
    link: str
    about: Mapping[str, Any] = field(default_factory=dict)
    resources: tuple[Any, ...] = ()
    there: Switch | Always = field(default_factory=Always)


@dataclass(frozen=True)
class Rules:
    """The rules of one kind."""

    grave: events.Rule
    informing: events.Rule

    @property
    def arns(self) -> list[Any]:
        """Of both."""
        return [self.grave.get_att("Arn"), self.informing.get_att("Arn")]


def of_executions(pipeline: Any) -> Kind:
    """The end of each execution of the pipeline."""
    return Kind(
        title="Pipeline",
        tells_of="executions of the pipeline",
        source="aws.codepipeline",
        detail_types=("CodePipeline Pipeline Execution State Change",),
        about={"pipeline": [pipeline.ref()]},
        state="state",
        grave=("FAILED",),
        informing=("SUCCEEDED",),
        paths={"pipeline": "pipeline", "state": "state", "execution": "execution-id"},
        message="Pipeline <pipeline> <state>, execution <execution>",
        link=_console("codesuite/codepipeline/pipelines/<pipeline>/view"),
    )


def of_deployments(application: Any, there: Switch, waits: Switch) -> Kind:
    """Of CodeDeploy. READY is news only where somebody has to continue."""
    return Kind(
        title="Deployment",
        tells_of="deployments",
        source="aws.codedeploy",
        detail_types=("CodeDeploy Deployment State-change Notification",),
        about={"application": [application.ref()]},
        state="state",
        grave=("FAILURE", "STOP", waits.when("READY")),
        informing=("START", "SUCCESS"),
        paths={
            "application": "application",
            "state": "state",
            "deployment": "deploymentId",
        },
        message="Deployment of <application> <state>, deployment <deployment>",
        link=_console("codesuite/codedeploy/deployments/<deployment>"),
        there=there,
    )


def of_deployments_by_ecs(there: Switch) -> Kind:
    """Of the service, whoever deploys; no text of ECS, which may be of any length.

    A failure is told by the second kind of event, too, for services without a
    circuit breaker (Amazon ECS Developer Guide, "Amazon ECS service deployment state
    change events" and "Amazon ECS service action events"; the service's ARN is in
    `resources` of both).
    """
    service = "${EcsClusterName}/services/${EcsServiceName}"
    return Kind(
        title="EcsDeployment",
        tells_of="deployments of the service and of its tasks",
        source="aws.ecs",
        detail_types=("ECS Deployment State Change", "ECS Service Action"),
        resources=(regional_arn("ecs", "service/${EcsClusterName}/${EcsServiceName}"),),
        state="eventName",
        grave=(
            "SERVICE_DEPLOYMENT_FAILED",
            "SERVICE_TASK_START_IMPAIRED",
            "SERVICE_TASK_PLACEMENT_FAILURE",
            "SERVICE_TASK_CONFIGURATION_FAILURE",
        ),
        informing=("SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED"),
        paths={"event": "eventName"},
        message="Service ${EcsServiceName}: <event>",
        link=_console(f"ecs/v2/clusters/{service}/deployments"),
        there=there,
    )


def rules(kind: Kind, inputs: Building, topics: Topics, queue: sqs.Queue) -> Rules:
    """What cannot be delivered is kept in the queue."""
    return Rules(
        grave=_rule(
            kind,
            f"{kind.title}Rule",
            f"Tells of {kind.tells_of} that failed or wait for somebody",
            kind.grave,
            [_mail(kind, topics.notification_topic.ref(), queue)],
            inputs,
        ),
        informing=_rule(
            kind,
            f"{kind.title}InformationRule",
            f"Tells of {kind.tells_of} that began or succeeded",
            kind.informing,
            [_mail(kind, topics.of_information, queue)],
            inputs,
        ),
    )


def _console(path: str) -> str:
    return f"https://${{AWS::Region}}.${{Domain}}/{path}"


def _rule(
    kind: Kind,
    title: str,
    description: str,
    states: tuple[Any, ...],
    targets: list[Any],
    inputs: Building,
) -> events.Rule:
    return events.Rule(
        title,
        **kind.there.condition_of_resource,
        Description=description,
        EventPattern={
            "source": [kind.source],
            "detail-type": [*kind.detail_types],
            **({"resources": [*kind.resources]} if kind.resources else {}),
            "detail": {**kind.about, kind.state: [*states]},
        },
        Targets=targets,
        Tags=inputs.naming.tags(),
    )


def _mail(kind: Kind, topic: Any, queue: sqs.Queue) -> events.Target:
    """One line.

    The target has no RoleArn: EventBridge publishes by the topic's policy
    (EventBridge User Guide, "Using resource-based policies").
    """
    return events.Target(
        Id="notify",
        Arn=topic,
        DeadLetterConfig=events.DeadLetterConfig(Arn=queue.get_att("Arn")),
        InputTransformer=events.InputTransformer(
            InputPathsMap={key: f"$.detail.{path}" for key, path in kind.paths.items()},
            # EventBridge wants the text in quotes of its own.
            InputTemplate=Sub(
                f'"{kind.message}: {kind.link}"',
                Domain=FindInMap("Console", Partition, "Domain"),
            ),
        ),
    )
