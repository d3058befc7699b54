"""Two ways to write one value compare equal; what cannot be known says so."""

import pytest

from generator.rules._expressions import (
    UNKNOWN,
    is_expression,
    literal,
    named_resource,
    references,
    written,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        (True, "true"),
        (30, "30"),
        ({"Ref": "Topic"}, "${Topic}"),
        ({"Fn::GetAtt": ["Key", "Arn"]}, "${Key.Arn}"),
        ({"Fn::GetAtt": "Key.Arn"}, "${Key.Arn}"),
        ({"Fn::Sub": "a-${B}"}, "a-${B}"),
        ({"Fn::Sub": ["a-${B}-${C}", {"B": {"Ref": "D"}}]}, "a-${D}-${C}"),
        ({"Fn::Join": ["-", ["a", {"Ref": "B"}]]}, "a-${B}"),
        ({"Fn::Join": ["-", {"Ref": "List"}]}, UNKNOWN),
        ({"Fn::Sub": 7}, UNKNOWN),
        ({"Fn::ImportValue": "x"}, UNKNOWN),
        (["a"], UNKNOWN),
    ],
)
def test_a_value_is_written_as_one_sub_string(value, text):
    assert written(value) == text


def test_a_mapping_with_one_plain_key_is_no_expression():
    assert not is_expression({"Status": "Enabled"})
    assert is_expression({"Fn::Transform": {}})


def test_only_a_lone_placeholder_names_a_resource():
    assert named_resource("${Topic.TopicArn}") == "Topic"
    assert named_resource("${Bucket.Arn}/*") == ""
    assert named_resource("${!shell}") == ""


def test_references_are_logical_ids_without_attributes():
    assert references("${A}-${B.Arn}-${!C}") == {"A", "B"}


def test_literal_characters_leave_the_placeholders_out():
    assert literal("arn:${AWS::Partition}:s3") == "arn::s3"
