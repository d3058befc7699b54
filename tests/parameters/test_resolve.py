from typing import Any

import pytest

from generator.parameters.resolve import (
    NO_VALUE,
    Resolver,
    Unresolved,
    parameters_in,
)

TEMPLATE = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "ledger"},
        "Count": {"Type": "Number", "Default": 3},
        "Ids": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Must": {"Type": "String"},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x"},
    },
    "Mappings": {"Sizes": {"dev": {"Size": "small"}}},
    "Conditions": {
        "Yes": {"Fn::Equals": [{"Ref": "Name"}, "ledger"]},
        "No": {"Fn::Not": [{"Condition": "Yes"}]},
        "Both": {"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]},
        "Either": {"Fn::Or": [{"Condition": "Yes"}, {"Condition": "No"}]},
        "Three": {"Fn::Equals": [{"Ref": "Count"}, "3"]},
        "Loop": {"Condition": "Loop"},
        "Unknown": {"Fn::Equals": [{"Fn::GetAtt": ["A", "Arn"]}, "x"]},
    },
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"}},
        "Nameless": {"Type": "AWS::S3::Bucket"},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
    },
}
RESOLVER = Resolver(TEMPLATE, {}, {"AWS::Region": "us-east-2"})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("text", "text"),
        (5, 5),
        ({"Ref": "Name"}, "ledger"),
        ({"Ref": "Count"}, "3"),
        ({"Ref": "Ids"}, ["a", "b"]),
        ({"Ref": "AWS::Region"}, "us-east-2"),
        ({"Ref": "AWS::NoValue"}, NO_VALUE),
        ({"Ref": "Bucket"}, "b"),
        ({"Fn::Sub": "${Name}-${AWS::Region}-${!Name}"}, "ledger-us-east-2-${Name}"),
        ({"Fn::Sub": ["${Name}-${X}", {"X": {"Ref": "Count"}}]}, "ledger-3"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Name"}]]}, "a-ledger"),
        ({"Fn::Join": [",", {"Ref": "Ids"}]}, "a,b"),
        ({"Fn::Select": [1, {"Ref": "Ids"}]}, "b"),
        ({"Fn::Select": ["0", {"Fn::Split": [":", "x:y"]}]}, "x"),
        ({"Fn::Split": ["-", "a-b"]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Sizes", "dev", "Size"]}, "small"),
        ({"Fn::Base64": "a"}, "YQ=="),
        ({"Fn::If": ["Yes", "a", "b"]}, "a"),
        ({"Fn::If": ["Both", "a", "b"]}, "b"),
        ({"Fn::If": ["Either", "a", "b"]}, "a"),
        ({"Fn::If": ["Three", "a", "b"]}, "a"),
        (["a", {"Ref": "AWS::NoValue"}], ["a"]),
        ({"A": {"Fn::If": ["No", "a", {"Ref": "AWS::NoValue"}]}, "B": 1}, {"B": 1}),
    ],
)
def test_functions_give_what_cloudformation_gives(expression: Any, value: Any) -> None:
    assert RESOLVER.value(expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        {"Ref": "Must"},
        {"Ref": "Stored"},
        {"Ref": "Nobody"},
        {"Ref": "Nameless"},
        {"Ref": "Topic"},
        {"Fn::GetAtt": ["Bucket", "Arn"]},
        {"Fn::ImportValue": "x"},
        {"Fn::Sub": "${Bucket.Arn}"},
        {"Fn::If": ["Unknown", "a", "b"]},
        {"Fn::If": ["Loop", "a", "b"]},
        {"Fn::If": ["Nobody", "a", "b"]},
        {"Fn::If": ["Yes"]},
        {"Fn::Join": "x"},
        {"Fn::Join": ["-", "x"]},
        {"Fn::Select": [2, ["a", "b"]]},
        {"Fn::Select": ["x", ["a"]]},
        {"Fn::FindInMap": ["Sizes", "prod", "Size"]},
        {"Fn::Base64": ["a"]},
    ],
)
def test_what_only_aws_knows_or_is_malformed_is_unresolved(expression: Any) -> None:
    with pytest.raises(Unresolved):
        RESOLVER.value(expression)


@pytest.mark.parametrize("expression", [["a"], {"A": 1}, "{{resolve:ssm:/x:1}}", None])
def test_a_text_is_one_known_string(expression: Any) -> None:
    with pytest.raises(Unresolved):
        RESOLVER.text(expression)


def test_given_values_win_over_defaults() -> None:
    assert Resolver(TEMPLATE, {"Name": "x"}, {}).text({"Ref": "Name"}) == "x"


def test_a_resource_exists_if_its_condition_holds() -> None:
    assert RESOLVER.exists({})
    assert RESOLVER.exists({"Condition": "Yes"})
    assert not RESOLVER.exists({"Condition": "No"})


def test_parameters_in_an_expression_are_found_in_order() -> None:
    expression = [
        {"Fn::Join": ["", [{"Ref": "Count"}, {"Ref": "AWS::Region"}]]},
        {"Fn::Sub": ["${Name}-${X}", {"X": {"Ref": "Ids"}}]},
        {"Fn::Sub": "${Must}"},
    ]
    found = parameters_in(expression, TEMPLATE["Parameters"])
    assert list(found) == ["Count", "Name", "Ids", "Must"]
