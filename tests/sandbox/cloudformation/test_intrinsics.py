from typing import Any

import pytest

from generator.sandbox.cloudformation.intrinsics import (
    UNKNOWN,
    Scope,
    evaluate,
    holds,
)
from generator.sandbox.cloudformation.model import RefusedError

NO_VALUE = {"Ref": "AWS::NoValue"}


def scope(**conditions: Any) -> Scope:
    return Scope(
        values={
            "Name": "shop",
            "Ids": ["a", "b"],
            "Size": 3,
            "AWS::Region": "us-east-2",
        },
        conditions=conditions,
        mappings={"Hosts": {"us-east-2": {"dev": "localhost"}}},
        resource=lambda name, attribute: (
            UNKNOWN if name == "Later" else f"{name}/{attribute}"
        ),
        imported=lambda name: f"imported {name}",
        region="us-east-2",
    )


YES = {"Fn::Equals": ["a", "a"]}
NO = {"Fn::Equals": ["a", "b"]}


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ({"Ref": "Name"}, "shop"),
        ({"Ref": "Topic"}, "Topic/None"),
        ({"Fn::GetAtt": ["Topic", "Arn"]}, "Topic/Arn"),
        ({"Fn::GetAtt": "Topic.Endpoint.Port"}, "Topic/Endpoint.Port"),
        ({"Fn::Join": ["-", [{"Ref": "Name"}, 1, {"Ref": "Size"}]]}, "shop-1-3"),
        ({"Fn::Join": [",", {"Ref": "Ids"}]}, "a,b"),
        ({"Fn::Sub": "${Name}:${Topic.Arn}:${Topic}"}, "shop:Topic/Arn:Topic/None"),
        ({"Fn::Sub": ["${A}-${Name}", {"A": {"Ref": "Size"}}]}, "3-shop"),
        ({"Fn::Sub": "${!Name} ${AWS::Region}"}, "${Name} us-east-2"),
        ({"Fn::Select": ["1", {"Ref": "Ids"}]}, "b"),
        ({"Fn::Select": [0, {"Fn::Split": ["|", "x|y"]}]}, "x"),
        ({"Fn::Select": [0, {"Fn::Split": ["|", {"Ref": "Later"}]}]}, UNKNOWN),
        ({"Fn::FindInMap": ["Hosts", {"Ref": "AWS::Region"}, "dev"]}, "localhost"),
        ({"Fn::GetAZs": ""}, ["us-east-2a", "us-east-2b", "us-east-2c"]),
        ({"Fn::Base64": "hello"}, "aGVsbG8="),
        ({"Fn::ImportValue": {"Fn::Sub": "${Name}-vpc"}}, "imported shop-vpc"),
        ({"Fn::ToJsonString": {"a": {"Ref": "Size"}}}, '{"a": 3}'),
        ({"a": NO_VALUE, "b": [1, NO_VALUE, 2]}, {"b": [1, 2]}),
        (NO_VALUE, None),
        ([True, None, 1.5], [True, None, 1.5]),
    ],
)
def test_functions_give_what_cloudformation_gives(value: Any, result: Any) -> None:
    assert evaluate(value, scope()) == result


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        (YES, True),
        ({"Fn::Not": [YES]}, False),
        ({"Fn::And": [YES, NO]}, False),
        ({"Fn::Or": [YES, NO]}, True),
        ({"Condition": "Other"}, True),
        ({"Fn::Equals": [{"Ref": "Name"}, "shop"]}, True),
        ({"Fn::Equals": [True, "true"]}, True),
    ],
)
def test_conditions_choose(condition: Any, result: bool) -> None:
    found = scope(It=condition, Other=YES)
    assert holds("It", found) is result
    assert evaluate({"Fn::If": ["It", "yes", "no"]}, found) == (
        "yes" if result else "no"
    )


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::Select": [2, {"Ref": "Ids"}]},
        {"Fn::FindInMap": ["Hosts", "mars", "dev"]},
        {"Fn::If": ["Nobody", 1, 2]},
        {"Fn::Unheard": []},
        {"Fn::If": ["Odd", 1, 2]},
    ],
)
def test_what_cannot_be_evaluated_is_refused(value: Any) -> None:
    with pytest.raises(RefusedError, match="Template error"):
        evaluate(value, scope(Odd={"Fn::Xor": [YES, NO]}))
