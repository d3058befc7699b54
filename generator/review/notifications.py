"""Who hears of what, and in which words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.conditions import (
    Branch,
    Possible,
    Way,
    branches,
    elements,
    every,
)
from generator.cloudformation.document import Template
from generator.review.conditions import there_when, when
from generator.review.expressions import say
from generator.review.markdown import code, codes, prose, table

# Fields of `detail` that hold an event's state, by source (CodePipeline,
# CodeBuild and CodeDeploy User Guides, "Monitoring ... with EventBridge"; Amazon ECS
# Developer Guide, "Amazon ECS events").
_STATES = ("state", "build-status", "completed-phase-status", "eventName")

Row = tuple[str, str, str, str, str]


def notifications(template: Template) -> str:
    """One row an event; then who is subscribed to what."""
    rows = [*_rules(template), *_approvals(template), *_triggers(template)]
    rows += _notification_rules(template)
    if not rows:
        return "None."
    header = ("Event", "Which", "States", "Message", "Sent to")
    parts = [table(header, rows)]
    subscribed = _subscriptions(template)
    if subscribed:
        parts.append(table(("Topic", "Subscriber", "There when"), subscribed))
    return "\n\n".join(parts)


def _of_type(kind: str, template: Template) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for logical_id, resource in template.resources.items():
        if resource["Type"] == kind:
            yield logical_id, resource["Properties"]


def _rules(template: Template) -> Iterator[Row]:
    for logical_id, rule in _of_type("AWS::Events::Rule", template):
        there = there_when(template.resources[logical_id], template)
        pattern = rule.get("EventPattern") or {}
        event = [
            say(value, template)
            for key in ("source", "detail-type")
            for value in every(pattern.get(key, []))
        ]
        if "ScheduleExpression" in rule:
            event.append(say(rule["ScheduleExpression"], template))
        detail = pattern.get("detail") or {}
        about = {key: pattern[key] for key in ("resources",) if key in pattern}
        states = [
            say(value, template)
            for key in _STATES
            for value in every(detail.get(key, []))
        ]
        for target in elements(rule.get("Targets", [])):
            yield (
                f"{code(logical_id)}<br>{codes(event)}"
                + (f"<br>when {there}" if there else ""),
                "<br>".join(_which({**about, **detail}, template)),
                codes(states),
                code(_message(target.value, template)),
                _sent_to(target, template),
            )


def _which(detail: Mapping[str, Any], template: Template, path: str = "") -> list[str]:
    """What else an event must say: `detail.pipeline is ...`."""
    found: list[str] = []
    for key, value in detail.items():
        if key in _STATES:
            continue
        if isinstance(value, Mapping):
            found += _which(value, template, f"{path}{key}.")
        else:
            texts = [code(say(item, template)) for item in every(value)]
            found.append(f"{prose(path + key)} is {' or '.join(texts)}")
    return found


def _message(target: Mapping[str, Any], template: Template) -> str:
    if "InputTransformer" in target:
        text = say(target["InputTransformer"]["InputTemplate"], template)
        return _for_chats(text) or text.strip('"').replace('"\n"', " ")
    for key in ("Input", "InputPath"):
        if key in target:
            return say(target[key], template)
    return "the whole event"


def _for_chats(text: str) -> str:
    """What a chat shows of a custom notification, "" if it is none.

    Amazon Q Developer in chat applications Administrator Guide, "Custom
    notifications".
    """
    try:
        said = json.loads(text)
        return f"{said['content']['title']}: {said['content']['description']}"
    except (ValueError, TypeError, KeyError):
        return ""


def _only(text: str, way: Way, template: Template) -> str:
    condition = when(way, template)
    return f"{text}, when {condition}" if condition else text


def _beside(way: Way) -> Possible:
    """What can hold together with the conditions of a way."""
    return lambda other: not any((name, not holds) in way for name, holds in other)


def _sent_to(target: Branch, template: Template) -> str:
    given = target.value
    text = "<br>".join(
        _only(code(say(topic.value, template)), (*target.way, *topic.way), template)
        for topic in branches(given["Arn"], possible=_beside(target.way))
    )
    if "DeadLetterConfig" in given:
        queue = code(say(given["DeadLetterConfig"]["Arn"], template))
        text += f"<br>if that fails: {queue}"
    return text


def _approvals(template: Template) -> Iterator[Row]:
    """Approvals that publish themselves, with the pipeline's role."""
    for logical_id, pipeline in _of_type("AWS::CodePipeline::Pipeline", template):
        for stage in every(pipeline["Stages"]):
            for action in every(stage["Actions"]):
                configuration = action.get("Configuration") or {}
                if "NotificationArn" in configuration:
                    yield (
                        f"{code(logical_id)}<br>approval request",
                        f"action is {code(say(action['Name'], template))}",
                        "",
                        code(say(configuration.get("CustomData", ""), template)),
                        code(say(configuration["NotificationArn"], template)),
                    )


def _triggers(template: Template) -> Iterator[Row]:
    kind = "AWS::CodeDeploy::DeploymentGroup"
    for logical_id, group in _of_type(kind, template):
        for trigger in every(group.get("TriggerConfigurations", [])):
            events = [say(item, template) for item in every(trigger["TriggerEvents"])]
            yield (
                f"{code(logical_id)}<br>deployment trigger",
                "",
                codes(events),
                "CodeDeploy's own message",
                code(say(trigger["TriggerTargetArn"], template)),
            )


def _notification_rules(template: Template) -> Iterator[Row]:
    kind = "AWS::CodeStarNotifications::NotificationRule"
    for logical_id, rule in _of_type(kind, template):
        events = [say(item, template) for item in every(rule["EventTypeIds"])]
        for target in every(rule["Targets"]):
            yield (
                f"{code(logical_id)}<br>notification rule",
                f"resource is {code(say(rule['Resource'], template))}",
                codes(events),
                f"detail type {say(rule['DetailType'], template)}",
                code(say(target["TargetAddress"], template)),
            )


def _subscriptions(template: Template) -> list[tuple[str, str, str]]:
    found = []
    for logical_id, resource in template.resources.items():
        properties = resource.get("Properties") or {}
        if resource["Type"] == "AWS::SNS::Subscription":
            there = there_when(resource, template)
            topic, subscribers = properties["TopicArn"], [properties]
        elif resource["Type"] == "AWS::SNS::Topic":
            there, topic = "", {"Ref": logical_id}
            subscribers = list(every(properties.get("Subscription", [])))
        else:
            continue
        for subscriber in subscribers:
            protocol = prose(say(subscriber["Protocol"], template))
            endpoint = code(say(subscriber.get("Endpoint", ""), template))
            found.append((code(say(topic, template)), f"{protocol} {endpoint}", there))
    return found
