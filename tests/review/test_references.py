from typing import Any

import pytest

from generator.review.references import references

TEMPLATE = {"Resources": {"A": {"Type": "X::Y::Z"}, "B": {"Type": "X::Y::Z"}}}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"Ref": "A"}, ["A"]),
        ({"Fn::GetAtt": ["B", "Arn"]}, ["B"]),
        ({"Fn::GetAtt": "B.Arn"}, ["B"]),
        ({"Fn::Sub": "${B.Arn}/${A}${!A}"}, ["B", "A"]),
        ({"Fn::Sub": ["${x}", {"x": {"Ref": "A"}}]}, ["A"]),
        ({"Fn::If": ["C", {"Ref": "B"}, {"Ref": "A"}]}, ["B", "A"]),
        ([{"deep": [{"Ref": "A"}]}, {"Ref": "A"}], ["A"]),
        # A parameter, and a word that only looks like a logical ID.
        ([{"Ref": "Parameter"}, "A"], []),
    ],
)
def test_every_way_to_speak_of_a_resource_counts(value: Any, names: list[str]) -> None:
    assert list(references(value, TEMPLATE)) == names
