"""What EventBridge hands to a target: that PutTargets takes it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.references import substitute
from generator.rules._expressions import literal
from generator.rules._house import HouseRule, Problem
from generator.rules._messaging_fragments import notified_rule
from generator.rules._nodes import Node
from generator.rules._settled import constant, settled, stated

RULE = "AWS::Events::Rule"
_KINDS = ("Input", "InputPath", "InputTransformer")
# "Amazon EventBridge input transformation", EventBridge User Guide. The last two are
# JSON, which is not escaped: they stand for a value, never in a text.
_EVENTS = ("aws.events.event", "aws.events.event.json")
_PREDEFINED = (
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    *_EVENTS,
)
_PLACEHOLDER = re.compile(r"<([\w.-]+)>")
# Outside of quotes JSON has three words, numbers and punctuation.
_WORD = re.compile(r"(?!true|false|null)(?<![\w.+-])[A-Za-z_]\w*")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"')
_TEMPLATE = """\
          InputTransformer:
            InputPathsMap: {state: $.detail.state}
            InputTemplate: '{"text": "The pipeline is <state>", "state": <state>}'
"""


class TargetInputsAreTaken(HouseRule):
    """The input of a rule's target is JSON with variables that are declared.

    A target has one of Input, InputPath and InputTransformer. Input is JSON; a
    template is JSON, or lines that are each in double quotes, in which each <name> is
    in InputPathsMap and none is the key of an object. PutTargets refuses the rest, or
    the target gets what nobody can read.
    """

    id = "E9985"
    page = "eventbridge/latest/APIReference/API_InputTransformer.html"
    tags = ["resources", "events"]
    pci = ("10.7.2",)
    resource_types = (RULE,)

    good = notified_rule().replace(
        "          Arn: !Ref Topic\n", "          Arn: !Ref Topic\n" + _TEMPLATE
    )
    bad = good.replace('"state": <state>', '"state": <status>')

    def _problems(self, template: Any) -> Iterator[Problem]:
        for rule in settled(template, RULE):
            for target in stated(rule.properties, "Targets").items():
                yield from _target_problems(target)


def _target_problems(target: Node) -> Iterator[Problem]:
    given = [key for key in _KINDS if not stated(target, key).is_absent]
    if len(given) > 1:
        yield target, f"a target has one of {' and '.join(given)}"
    plain = stated(target, "Input")
    if not plain.is_absent and _is_surely_no_json(plain.text):
        yield plain, "Input is not JSON"
    paths = stated(target, "InputTransformer", "InputPathsMap")
    template = stated(target, "InputTransformer", "InputTemplate")
    variables = dict(paths.fields())
    for name, path in variables.items():
        yield from ((path, problem) for problem in _path_problems(name, path))
    if not template.is_absent:
        known = variables if paths.is_absent or paths.is_known else None
        yield from ((template, each) for each in _template_problems(template, known))


def _path_problems(name: str, path: Node) -> Iterator[str]:
    if name.upper().startswith("AWS"):
        yield f"{name}: names that begin with AWS are EventBridge's own"
    text = constant(path)
    if text and (not text.startswith("$") or "['" in text or '["' in text):
        yield f"{text} is not a path with dots that begins with $"


def _template_problems(
    node: Node, variables: Mapping[str, Node] | None
) -> Iterator[str]:
    text = node.text
    if variables is not None:
        for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
            if name not in variables and name not in _PREDEFINED:
                yield f"nothing fills <{name}>: InputPathsMap does not have it"
    quoted = _PLACEHOLDER.findall("".join(_TEXT.findall(text)))
    for name in _EVENTS:
        if name in quoted:
            yield f"<{name}> is JSON that is not escaped: it cannot stand in quotes"
    lines = [line for line in text.splitlines() if line.strip()]
    if _is_surely_no_json(text) and any(map(_is_surely_no_json, lines)):
        yield "InputTemplate is neither JSON nor lines in double quotes"
    elif any(_PLACEHOLDER.search(key) for key in _keys(text)):
        yield "a variable cannot be the key of an object"


def _keys(text: str) -> Iterator[str]:
    """The texts of a template that are keys of objects."""
    return (
        found[0]
        for found in _TEXT.finditer(text)
        if re.match(r"\s*:", text[found.end() :])
    )


def _is_surely_no_json(text: str) -> bool:
    """Whether it is no JSON, whatever stands for its variables and placeholders."""
    # A digit is JSON in quotes and outside.
    filled = _PLACEHOLDER.sub("0", text)
    try:
        json.loads(substitute(filled, lambda _: "0"))
    except ValueError:
        bare = _TEXT.sub("", filled)
        return literal(bare) == bare or bool(_WORD.search(literal(bare)))
    return False
