"""Who hears of the pipeline, and what stops a deployment."""

from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.doctor.finding import Finding, command, well, wrong
from generator.doctor.subject import Subject
from generator.parameters.expressions import known_text, stack_scope

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


def mail(subject: Subject) -> Iterator[Finding]:
    """The address has confirmed its subscription, once there is one."""
    address = subject.value("NotificationEmail")
    arn = _topic(subject)
    answer = None
    if subject.stack is not None and arn:
        answer = subject.asker.ask(
            "sns", "list_subscriptions_by_topic", absent=_NO_TOPIC, TopicArn=arn
        )
    if answer is None:
        yield Finding(
            "mail", address, "later", "is asked to confirm when the stack is deployed"
        )
        return
    found = [
        each["SubscriptionArn"]
        for each in answer["Subscriptions"]
        if each["Endpoint"] == address
    ]
    if found and _PENDING not in found:
        yield well("mail", address, "has confirmed its subscription")
        return
    yield wrong(
        "mail",
        address,
        "has not confirmed its subscription" if found else "is not subscribed",
        why="nobody hears that an approval is needed or a deployment failed",
        mend="follow the link in the mail with the subject `AWS Notification - "
        "Subscription Confirmation`; SNS sends it again after "
        + command(
            *("aws", "sns", "subscribe", "--region", subject.region),
            *("--topic-arn", arn, "--protocol", "email"),
            *("--notification-endpoint", address),
        ),
    )


def _topic(subject: Subject) -> str:
    """The ARN that the stack's topic has by its name, "" if it has none."""
    target = subject.target
    template: Template = target.template
    scope = stack_scope(target.file, template)
    for resource in template.resources.values():
        if resource.get("Type") == "AWS::SNS::Topic":
            name = known_text(
                (resource.get("Properties") or {}).get("TopicName"), scope
            )
            where = target.environment
            if name:
                return (
                    f"arn:{where.partition}:sns:{where.region}:{where.account}:{name}"
                )
    return ""
