"""The events that are notified, and what each says in one line of a mail or a chat.

Of each kind there are two rules: for what somebody must act on, and for what only
informs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troposphere import FindInMap, Partition, Sub, events, sns, sqs

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


_PIPELINE = "codesuite/codepipeline/pipelines/<pipeline>/view"


@dataclass(frozen=True)
class Kind:
    """Events of one kind: which, in what state, and what they say.

    `state` is the field of `detail` that says whether one is `grave`: a failure, or
    something that waits for somebody. `paths` are what the message takes from `detail`.
    A chat shows what has one `thread` together.
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
    thread: str = ""
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
        link=_console(_PIPELINE),
        thread="<execution>",
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
        thread="<deployment>",
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
            [
                _mail(kind, topics.notification_topic.ref(), queue),
                topics.tells_chats.when(_chat(kind, topics.chat_topic, queue)),
            ],
            inputs,
        ),
        informing=_rule(
            kind,
            f"{kind.title}InformationRule",
            f"Tells of {kind.tells_of} that began or succeeded",
            kind.informing,
            [
                _mail(kind, topics.of_information, queue),
                topics.tells_chats.when(
                    _chat(kind, topics.chat_information_topic, queue)
                ),
            ],
            inputs,
        ),
    )


def approval_rule(
    pipeline: Any, inputs: Building, topics: Topics, queue: sqs.Queue
) -> events.Rule:
    """For chats alone: in a mail the approval tells of itself, and says more."""
    kind = Kind(
        title="Approval",
        tells_of="approvals",
        source="aws.codepipeline",
        detail_types=("CodePipeline Action Execution State Change",),
        about={"pipeline": [pipeline.ref()], "type": {"category": ["Approval"]}},
        state="state",
        grave=("STARTED",),
        informing=(),
        paths={
            "pipeline": "pipeline",
            "stage": "stage",
            "execution": "execution-id",
        },
        message="Pipeline <pipeline> waits in <stage> for approval, execution "
        "<execution>",
        link=_console(_PIPELINE),
        thread="<execution>",
        there=topics.tells_chats,
    )
    return _rule(
        kind,
        "ApprovalChatRule",
        "Tells chats of approvals that somebody is asked for",
        kind.grave,
        [_chat(kind, topics.chat_topic, queue)],
        inputs,
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
    """One line, which EventBridge wants in quotes of its own."""
    return _target("notify", kind, topic, f'"{kind.message}: {kind.link}"', queue)


def _chat(kind: Kind, topic: sns.Topic, queue: sqs.Queue) -> events.Target:
    """The same line in the form without which Amazon Q Developer drops it.

    Amazon Q Developer in chat applications Administrator Guide, "Custom
    notifications": version, source and description must be there.
    """
    said = {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": "${ServiceName} ${EnvironmentSuffix}",
            "description": f"{kind.message}: {kind.link}",
        },
        **({"metadata": {"threadId": kind.thread}} if kind.thread else {}),
    }
    return _target("chat", kind, topic.ref(), json.dumps(said), queue)


def _target(
    name: str, kind: Kind, topic: Any, template: str, queue: sqs.Queue
) -> events.Target:
    """It has no RoleArn: EventBridge publishes by the topic's policy.

    EventBridge User Guide, "Using resource-based policies".
    """
    return events.Target(
        Id=name,
        Arn=topic,
        DeadLetterConfig=events.DeadLetterConfig(Arn=queue.get_att("Arn")),
        InputTransformer=events.InputTransformer(
            InputPathsMap={key: f"$.detail.{path}" for key, path in kind.paths.items()},
            InputTemplate=Sub(
                template, Domain=FindInMap("Console", Partition, "Domain")
            ),
        ),
    )
