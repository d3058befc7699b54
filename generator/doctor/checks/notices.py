"""Who hears of the pipeline, and what stops a deployment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.document import Template
from generator.cloudformation.references import function
from generator.cloudformation.scope import Scope
from generator.doctor.finding import Finding, command, well, wrong
from generator.doctor.subject import Subject
from generator.parameters.expressions import (
    is_made,
    known_text,
    properties,
    stack_scope,
)

_NO_TOPIC = ("NotFound", "NotFoundException")
_PENDING = "PendingConfirmation"


def alarms(subject: Subject) -> Iterator[Finding]:
    """There, and not raised: an alarm that is raised stops the next deployment."""
    names = [name for name in subject.value("RollbackAlarmNames").split(",") if name]
    if not names:
        return
    answer = (
        subject.asker.ask(
            "cloudwatch",
            "describe_alarms",
            AlarmNames=names,
            # Composite ones are left out unless they are asked for.
            AlarmTypes=["MetricAlarm", "CompositeAlarm"],
        )
        or {}
    )
    states = {
        each["AlarmName"]: each["StateValue"]
        for kind in ("MetricAlarms", "CompositeAlarms")
        for each in answer.get(kind, [])
    }
    for name in names:
        yield _alarm(subject, name, states.get(name))


def _alarm(subject: Subject, name: str, state: str | None) -> Finding:
    if state is None:
        return wrong(
            "alarm",
            name,
            "does not exist",
            why="CodeDeploy stops deployments whose alarms it cannot read",
            mend=f"correct RollbackAlarmNames in {subject.target.file.path}",
        )
    if state == "ALARM":
        return wrong(
            "alarm",
            name,
            "is raised",
            why="a deployment is stopped and rolled back as soon as it begins",
            mend=command(
                *("aws", "cloudwatch", "describe-alarm-history"),
                *("--region", subject.region, "--alarm-name", name),
            ),
        )
    return well("alarm", name, f"is there ({state})")


@dataclass(frozen=True)
class _Subscription:
    """What the stack subscribes, or will: an address, and the ARN of its topic."""

    address: str
    topic: str


def mail(subject: Subject) -> Iterator[Finding]:
    """Every address has confirmed its subscription, once there is one."""
    for one in _subscriptions(subject):
        answer = None
        if subject.stack is not None and one.topic:
            answer = subject.asker.ask(
                "sns",
                "list_subscriptions_by_topic",
                absent=_NO_TOPIC,
                TopicArn=one.topic,
            )
        yield _mail(subject, one, answer)


def _mail(
    subject: Subject, one: _Subscription, answer: dict[str, Any] | None
) -> Finding:
    if answer is None:
        what = "is asked to confirm when the stack is deployed"
        return Finding("mail", one.address, "later", what)
    found = [
        each["SubscriptionArn"]
        for each in answer["Subscriptions"]
        if each["Endpoint"] == one.address
    ]
    if found and _PENDING not in found:
        return well("mail", one.address, "has confirmed its subscription")
    return wrong(
        "mail",
        one.address,
        "has not confirmed its subscription" if found else "is not subscribed",
        why="nobody hears there that an approval is needed or a deployment failed",
        mend="follow the link in the mail with the subject `AWS Notification - "
        "Subscription Confirmation`; SNS sends it again after "
        + command(
            *("aws", "sns", "subscribe", "--region", subject.region),
            *("--topic-arn", one.topic, "--protocol", "email"),
            *("--notification-endpoint", one.address),
        ),
    )


def _subscriptions(subject: Subject) -> Iterator[_Subscription]:
    """Those to mail that the stack has by its parameters."""
    template: Template = subject.target.template
    scope = stack_scope(subject.target.file, template)
    for resource in template.resources.values():
        given = properties(resource)
        if (
            resource.get("Type") == "AWS::SNS::Subscription"
            and is_made(resource, scope)
            and known_text(given.get("Protocol"), scope) == "email"
        ):
            address = known_text(given.get("Endpoint"), scope) or ""
            yield _Subscription(address, _topic(subject, given.get("TopicArn"), scope))


def _topic(subject: Subject, reference: Any, scope: Scope) -> str:
    """The ARN that a topic of the stack has by its name, "" if it has none."""
    match function(reference):
        case "Ref", str(name):
            topic = subject.target.template.resources.get(name) or {}
            called = known_text(properties(topic).get("TopicName"), scope)
            where = subject.target.environment
            if called:
                return (
                    f"arn:{where.partition}:sns:{where.region}:{where.account}:{called}"
                )
    return ""
