"""Who hears of what: the stacks' own rules and topics say it, in their own words."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.sandbox.delivery.definition import Action, Pipeline
from generator.sandbox.delivery.model import Mail, Run
from generator.sandbox.delivery.scene import Scene, later
from generator.sandbox.model import Resource, Stack

# What SNS writes above a mail that brings no subject of its own [SNS Developer
# Guide, "Email notifications"].
_SUBJECT = "AWS Notification Message"
_PLACEHOLDER = re.compile(r"<([\w.-]+)>")
_TEXT = re.compile(r'"((?:\\.|[^"\\])*)"')


def tell(
    scene: Scene,
    pipeline: Pipeline,
    when: str,
    source: str,
    detail_type: str,
    detail: Mapping[str, Any],
    resources: tuple[str, ...] = (),
) -> None:
    """Let an event reach the rules of the pipeline's account and region."""
    event = {
        "source": source,
        "detail-type": detail_type,
        "account": pipeline.account,
        "region": pipeline.region,
        "time": when,
        "resources": list(resources),
        "detail": dict(detail),
    }
    for rule in _here(scene, pipeline, "AWS::Events::Rule"):
        pattern = rule.properties.get("EventPattern")
        if pattern and matches(pattern, event):
            for target in rule.properties.get("Targets", []):
                _send(
                    scene, pipeline, when, target["Arn"], _SUBJECT, text(target, event)
                )


def ask(
    scene: Scene,
    pipeline: Pipeline,
    stage: str,
    action: Action,
    run: Run,
    configuration: Mapping[str, str],
) -> None:
    """What an approval publishes when it begins to wait.

    The fields are those of the message [CodePipeline User Guide, "JSON data format
    for manual approval notifications"]; the words around them in a mail are shown
    there in a picture alone and could not be confirmed.
    """
    topic = configuration.get("NotificationArn")
    if not topic:
        return
    until = later(run.started, action.minutes * 60)
    lines = [
        f"Pipeline {pipeline.name}, stage {stage}, action {action.name}, "
        f"{pipeline.region}",
        configuration.get("CustomData", ""),
        configuration.get("ExternalEntityLink", ""),
        f"Expires {until[:16]}Z; approve or reject with the console's link",
    ]
    subject = (
        f"APPROVAL NEEDED: AWS CodePipeline {pipeline.name} for action {action.name}"
    )
    _send(scene, pipeline, run.started, topic, subject, "\n".join(filter(None, lines)))


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Does the event have one of the values that the pattern lists for each field?

    A filter in place of a value (prefix, anything-but, ...) matches nothing here.
    """
    for key, wanted in pattern.items():
        found = event.get(key)
        if isinstance(wanted, Mapping):
            if not isinstance(found, Mapping) or not matches(wanted, found):
                return False
            continue
        values = found if isinstance(found, list) else [found]
        if not any(value in wanted for value in values):
            return False
    return True


def text(target: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """What a rule's target gets of an event."""
    if "InputTransformer" not in target:
        return str(target.get("Input") or json.dumps(event))
    given = target["InputTransformer"]
    values = {
        name: str(_at(path, event))
        for name, path in given.get("InputPathsMap", {}).items()
    }
    template = str(given["InputTemplate"])
    lines = _TEXT.findall(template) or [template]
    return "\n".join(
        _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), line) for line in lines
    )


def _at(path: str, event: Mapping[str, Any]) -> Any:
    """What a path like `$.detail.state` leads to, nothing if it is not there."""
    found: Any = event
    for key in path.removeprefix("$").strip(".").split("."):
        found = found.get(key, "") if isinstance(found, Mapping) else ""
    return found


def _send(
    scene: Scene, pipeline: Pipeline, when: str, topic: str, subject: str, text: str
) -> None:
    for subscription in _here(scene, pipeline, "AWS::SNS::Subscription"):
        given = subscription.properties
        if (given["TopicArn"], given["Protocol"]) == (topic, "email"):
            scene.deliveries.mails.append(Mail(when, given["Endpoint"], subject, text))


def _here(scene: Scene, pipeline: Pipeline, kind: str) -> Iterator[Resource]:
    def is_here(stack: Stack) -> bool:
        return (stack.account, stack.region) == (pipeline.account, pipeline.region)

    for stack in filter(is_here, scene.world.stacks):
        for resource in stack.deployed.resources.values():
            if resource.type == kind:
                yield resource
