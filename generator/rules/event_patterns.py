"""Event patterns: that PutRule takes them, and that an event can match."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from generator.rules._expressions import is_expression
from generator.rules._house import HouseRule, Problem
from generator.rules._messaging_fragments import notified_rule
from generator.rules._nodes import Node
from generator.rules._settled import constant, settled, stated

RULE = "AWS::Events::Rule"
GUIDE = "eventbridge/latest/userguide/"
# "Comparison operators for use in event patterns", EventBridge User Guide.
_OPERATORS = (
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
)
# "AWS service event metadata", EventBridge User Guide; replay-name is there when an
# archive is replayed.
_ENVELOPE = (
    "account",
    "detail",
    "detail-type",
    "id",
    "region",
    "replay-name",
    "resources",
    "source",
    "time",
    "version",
)
_EXECUTION = ("CANCELED", "FAILED", "RESUMED", "STARTED", "STOPPED", "STOPPING")
# Also what only the API names among the statuses of a build.
_BUILD = ("FAILED", "FAULT", "IN_PROGRESS", "STOPPED", "SUCCEEDED", "TIMED_OUT")


@dataclass(frozen=True)
class Kind:
    """A type of events: what its state is called in `detail`, and what it may be."""

    state: str
    states: tuple[str, ...]


# "Monitoring CodePipeline events", CodePipeline User Guide; "Build notifications
# sample", CodeBuild User Guide; "Monitoring deployments with Amazon CloudWatch
# Events", CodeDeploy User Guide.
_KINDS: Mapping[str, Mapping[str, Kind]] = {
    "aws.codebuild": {
        "CodeBuild Build State Change": Kind("build-status", _BUILD),
        "CodeBuild Build Phase Change": Kind("completed-phase-status", ()),
    },
    "aws.codedeploy": {
        "CodeDeploy Deployment State-change Notification": Kind(
            "state", ("FAILURE", "READY", "START", "STOP", "SUCCESS")
        ),
        "CodeDeploy Instance State-change Notification": Kind(
            "state", ("FAILURE", "READY", "START", "SUCCESS")
        ),
    },
    "aws.codepipeline": {
        "CodePipeline Pipeline Execution State Change": Kind(
            "state", (*_EXECUTION, "SUCCEEDED", "SUPERSEDED")
        ),
        "CodePipeline Stage Execution State Change": Kind(
            "state", (*_EXECUTION, "SUCCEEDED")
        ),
        "CodePipeline Action Execution State Change": Kind(
            "state", ("ABANDONED", "CANCELED", "FAILED", "STARTED", "SUCCEEDED")
        ),
    },
}


class EventPatternsAreTaken(HouseRule):
    """An event pattern holds lists of values.

    Each field of a pattern is an object or a list that is not empty, and an object in
    a list is a comparison that EventBridge knows. PutRule refuses the rest.
    """

    id = "E9986"
    page = f"{GUIDE}eb-create-pattern.html"
    tags = ["resources", "events"]
    resource_types = (RULE,)

    good = notified_rule()
    bad = good.replace("[aws.codepipeline]", "aws.codepipeline")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for pattern in _patterns(template):
            yield from _field_problems("", pattern)


def _field_problems(key: str, node: Node) -> Iterator[Problem]:
    if node.is_absent or is_expression(node.value):
        return
    if isinstance(node.value, dict):
        if not node.value:
            yield node, f"{key or 'the pattern'} is empty"
        for name, child in node.fields():
            yield from _field_problems(name, child)
    elif not isinstance(node.value, list):
        yield node, f"{key} is not a list: write [{node.text}]"
    elif not node.value:
        yield node, f"{key} is an empty list"
    elif key != "$or":
        for item in node.items():
            yield from _item_problems(key, item)


def _item_problems(key: str, item: Node) -> Iterator[Problem]:
    if not isinstance(item.value, dict) or is_expression(item.value):
        return
    for operator in item.value:
        if operator not in _OPERATORS:
            yield item, f"{key}: {operator!r} is not one of {', '.join(_OPERATORS)}"


class EventPatternsCanMatch(HouseRule):
    """An event pattern can match an event.

    Fields and values are compared letter by letter. A field that no event has, or a
    state that the service does not write so, makes a rule that is never triggered,
    and nobody is told. Judged are the fields of the envelope and the events of
    CodePipeline, CodeBuild and CodeDeploy.
    """

    id = "W9986"
    page = f"{GUIDE}eb-events-structure.html"
    tags = ["resources", "events"]
    pci = ("10.7.2",)
    resource_types = (RULE,)

    good = notified_rule()
    bad = good.replace("{state: [FAILED]}", "{state: [Failed]}")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for pattern in _patterns(template):
            for key, node in pattern.fields():
                if key not in (*_ENVELOPE, "$or"):
                    yield node, f"no event has a field {key!r}{_meant(key, _ENVELOPE)}"
            sources = _values(stated(pattern, "source"))
            if len(sources) == 1 and sources[0] in _KINDS:
                yield from _kind_problems(pattern, _KINDS[sources[0]])


def _kind_problems(pattern: Node, known: Mapping[str, Kind]) -> Iterator[Problem]:
    listed = stated(pattern, "detail-type")
    types = _values(listed)
    for each in types:
        if each not in known and (near := _meant(each, known)):
            yield listed, f"{each!r} never happens{near}"
    if not listed.is_absent and not set(types) <= known.keys():
        return
    kinds = [known[each] for each in types] or list(known.values())
    # Of the fields that only one of the services' types has, nothing is said.
    for name in {kind.state for kind in kinds}:
        states = {
            state for kind in kinds if kind.state == name for state in kind.states
        }
        listed = stated(pattern, "detail", name)
        if states and all(kind.states for kind in kinds if kind.state == name):
            for state in _values(listed):
                if state not in states:
                    yield (
                        listed,
                        f"{name} is never {state!r}: {', '.join(sorted(states))}",
                    )


def _values(node: Node) -> list[str]:
    """The texts of a list of a pattern, without comparisons and expressions."""
    return [text for item in node.items() if (text := constant(item))]


def _meant(name: str, known: Any) -> str:
    close = get_close_matches(name.lower(), [each.lower() for each in known], 1, 0.8)
    near = next((each for each in known if each.lower() in close), "")
    return f": did you mean {near!r}?" if near else ""


def _patterns(template: Any) -> Iterator[Node]:
    """The event patterns of rules; CloudFormation takes them as JSON in a text too."""
    for rule in settled(template, RULE):
        node = stated(rule.properties, "EventPattern")
        if isinstance(node.value, str):
            try:
                node = Node(json.loads(node.value), node.path, node.when, node.template)
            except ValueError:
                continue
        if isinstance(node.value, dict) and not is_expression(node.value):
            yield node
