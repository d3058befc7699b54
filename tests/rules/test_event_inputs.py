"""E9985: what a target gets of an event."""

from collections.abc import Callable

import pytest

from generator.rules.event_inputs import TargetInputsAreTaken as Rule

Judge = Callable[[str, str], list[str]]
TEMPLATE = """'{"text": "The pipeline is <state>", "state": <state>}'"""


def templated(text: str) -> str:
    assert Rule.good.count(TEMPLATE) == 1
    return Rule.good.replace(TEMPLATE, text)


def given(lines: str) -> str:
    start = Rule.good.index("          InputTransformer:")
    end = Rule.good.index("          DeadLetterConfig:")
    return Rule.good[:start] + lines + Rule.good[end:]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("The pipeline is <state>", "neither JSON nor lines"),
        ("""'"The pipeline is <state>'""", "neither JSON nor lines"),
        ("""'{"state": <state>-now}'""", "neither JSON nor lines"),
        ("""'{"state": <state>,}'""", "neither JSON nor lines"),
        ("!Sub 'Pipeline ${AWS::StackName} is <state>'", "neither JSON nor lines"),
        ("""'{<state>: 1}'""", "neither JSON nor lines"),
        ("""'{"<state>": 1}'""", "key of an object"),
        ("""'"It is <status>"'""", "nothing fills <status>"),
        ("""'"It was <aws.events.event.json>"'""", "cannot stand in quotes"),
    ],
)
def test_a_template_that_is_refused_is_found(
    text: str, problem: str, judge: Judge
) -> None:
    (found,) = judge("E9985", templated(text))
    assert problem in found


@pytest.mark.parametrize(
    "text",
    [
        "<state>",
        """'"It is \\"<state>\\""'""",
        '|\n              "It is <state>"\n              "now"',
        """'{"at": "<aws.events.event.ingestion-time>", "all": <aws.events.event>}'""",
        """!Sub '{"name": "${AWS::StackName}", "more": ${Given}, "is": <state>}'""",
        "!Sub '${Given} <state>'",
        "!Ref Given",
        """!Sub ['"<state> ${D}"', {D: !FindInMap [A, b, c]}]""",
        "'[true, null, 1.5e3, <state>]'",
    ],
)
def test_a_template_that_is_taken_passes(text: str, judge: Judge) -> None:
    assert judge("E9985", templated(text)) == []


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("          Input: failed\n", "Input is not JSON"),
        ("          Input: '{\"a\": }'\n", "Input is not JSON"),
        ("          Input: '{}'\n          InputPath: $.detail\n", "a target has one"),
        (
            "          InputTransformer:\n"
            "            InputPathsMap: {state: detail.state}\n"
            "            InputTemplate: <state>\n",
            "begins with $",
        ),
        (
            "          InputTransformer:\n"
            "            InputPathsMap: {state: \"$['detail']['state']\"}\n"
            "            InputTemplate: <state>\n",
            "a path with dots",
        ),
        (
            "          InputTransformer:\n"
            "            InputPathsMap: {aws.state: $.detail.state}\n"
            "            InputTemplate: <aws.state>\n",
            "EventBridge's own",
        ),
    ],
)
def test_an_input_that_is_refused_is_found(
    lines: str, problem: str, judge: Judge
) -> None:
    (found,) = judge("E9985", given(lines))
    assert problem in found


@pytest.mark.parametrize(
    "lines",
    [
        "          InputPath: $.detail\n",
        "          Input: '\"a text\"'\n",
        '          Input: !Sub \'{"a": "${AWS::StackName}"}\'\n',
        "          Input: !If [IsProduction, '{}', !Ref AWS::NoValue]\n"
        "          InputPath: !If [IsProduction, !Ref AWS::NoValue, $.detail]\n",
    ],
)
def test_an_input_that_is_taken_passes(lines: str, judge: Judge) -> None:
    assert judge("E9985", given(lines)) == []
