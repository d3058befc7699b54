from typing import Any

import pytest

from generator.cloudformation.document import TemplateError, from_body
from generator.cloudformation.scope import (
    NO_VALUE,
    UNKNOWN,
    Scope,
    is_known,
    parameter_values,
)
from generator.cloudformation.values import evaluate, names_given, text, truth
from tests.cloudformation.expressions import (
    EXPRESSIONS,
    MEANINGLESS,
    PARAMETERS,
    PSEUDO,
    TEMPLATE,
)

DOCUMENT = from_body(TEMPLATE)
SCOPE = names_given(DOCUMENT, {**parameter_values(DOCUMENT, PARAMETERS), **PSEUDO})


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_functions_give_what_cloudformation_gives(expression: Any, value: Any) -> None:
    found = evaluate(expression, SCOPE)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("expression", MEANINGLESS)
def test_what_means_nothing_is_refused(expression: Any) -> None:
    with pytest.raises(TemplateError, match=r"Template (format )?error"):
        evaluate(expression, SCOPE)


@pytest.mark.parametrize(
    ("name", "holds"),
    [("Yes", True), ("No", False), ("Unknown", None), ("UnknownAndNo", False)],
)
def test_a_condition_holds_or_not_or_is_not_known(name: str, holds: Any) -> None:
    assert truth(name, SCOPE) is holds


def test_the_caller_says_what_resources_exports_and_zones_answer() -> None:
    scope = Scope(
        DOCUMENT,
        {"AWS::Region": "us-east-2"},
        resource=lambda name, attribute: f"{name}/{attribute}",
        imported=lambda name: f"import {name}",
        zones=lambda region: [f"{region}a"],
    )
    expression = {
        "Fn::Join": [
            " ",
            [
                {"Ref": "Topic"},
                {"Fn::GetAtt": ["Bucket", "A.B"]},
                {"Fn::ImportValue": "vpc"},
                {"Fn::Select": [0, {"Fn::GetAZs": {"Ref": "AWS::Region"}}]},
            ],
        ]
    }
    assert evaluate(expression, scope) == "Topic/None Bucket/A.B import vpc us-east-2a"


@pytest.mark.parametrize("expression", [["a"], {"A": 1}, {"Ref": "AWS::NoValue"}, None])
def test_a_text_is_one_string(expression: Any) -> None:
    with pytest.raises(TemplateError, match="string"):
        text(expression, SCOPE)


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("a", True),
        (f"a-{UNKNOWN}", False),
        ({"A": ["b", {"C": UNKNOWN}]}, False),
        ({"A": ["b", 1, None]}, True),
        (NO_VALUE, True),
    ],
)
def test_one_unknown_part_makes_a_value_unknown(value: Any, known: bool) -> None:
    assert is_known(value) is known


def test_given_values_win_over_defaults() -> None:
    values = parameter_values(DOCUMENT, {"Name": "x", "Ids": "c,d", "Count": "4"})
    assert (values["Name"], values["Ids"], values["Count"]) == ("x", ["c", "d"], "4")


def test_circular_references_are_refused() -> None:
    circle = from_body(
        {
            "Resources": {
                "A": {
                    "Type": "AWS::S3::Bucket",
                    "Properties": {"BucketName": {"Ref": "A"}},
                }
            }
        }
    )
    with pytest.raises(TemplateError, match="circular"):
        evaluate({"Ref": "A"}, names_given(circle, {}))
