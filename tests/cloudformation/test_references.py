from typing import Any

import pytest

from generator.cloudformation.references import (
    among,
    attribute,
    conditions_in,
    dependencies,
    function,
    names,
    paths,
    substitute,
    substitution,
    variables,
)

IF = {"Fn::If": ["Has", {"Ref": "A"}, {"Fn::GetAtt": ["B", "Arn"]}]}


@pytest.mark.parametrize(
    ("value", "called"),
    [
        ({"Ref": "A"}, ("Ref", "A")),
        ({"Fn::Sub": "x"}, ("Fn::Sub", "x")),
        ({"Condition": "A"}, ("Condition", "A")),
        ({"Condition": {"StringEquals": {}}}, None),
        ({"Ref": "A", "B": 1}, None),
        ({"A": 1}, None),
        ({}, None),
        ("Ref", None),
        (["Ref"], None),
    ],
)
def test_a_function_is_a_mapping_of_one_member(value: Any, called: Any) -> None:
    assert function(value) == called


def test_both_forms_of_get_att_and_sub_say_the_same() -> None:
    assert attribute("A.B.C") == attribute(["A", "B.C"]) == ("A", "B.C")
    assert substitution("x") == substitution(["x", {}]) == ("x", {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${A}-${B.Arn}", ["A", "B.Arn"]),
        ("${ A }", ["A"]),
        ("${!A} ${AWS::Region}", ["AWS::Region"]),
        ("$A {B} ${}", [""]),
        ("${A${B}", ["B"]),
    ],
)
def test_the_variables_of_a_text_are_found(text: str, found: list[str]) -> None:
    assert list(variables(text)) == found


def test_substitution_keeps_what_is_literal() -> None:
    assert substitute("${A}${ B }${!C}$D", str.lower) == "ab${C}$D"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"Ref": "A"}, ["A"]),
        ({"Fn::GetAtt": ["B", {"Ref": "C"}]}, ["B", "C"]),
        ({"Fn::GetAtt": "B.Arn"}, ["B"]),
        ({"Fn::Sub": "${A}${B.Arn}${!C}"}, ["A", "B"]),
        ({"Fn::Sub": ["${A}${Own}", {"Own": {"Ref": "B"}}]}, ["A", "B"]),
        (IF, ["A", "B"]),
        ([{"x": {"Fn::Join": ["", [{"Ref": "A"}, IF]]}}], ["A", "A", "B"]),
        ({"Condition": {"StringEquals": {"k": {"Ref": "A"}}}}, ["A"]),
        ({"Ref": ["odd"]}, []),
        ({"Fn::Sub": {"odd": {"Ref": "A"}}}, ["A"]),
        ("Ref", []),
    ],
)
def test_names_are_found_in_their_order(value: Any, found: list[str]) -> None:
    assert list(names(value)) == found


def test_names_can_be_limited_and_then_come_once() -> None:
    assert list(among([IF, IF, {"Ref": "C"}], {"A", "C"})) == ["A", "C"]


def test_conditions_in_a_value_are_found() -> None:
    nested = {"Fn::If": ["One", IF, "x"]}
    assert list(conditions_in({"P": [nested]})) == ["One", "Has"]
    assert list(conditions_in({"Fn::Not": [{"Condition": "Other"}]})) == ["Other"]


def test_the_path_of_a_name_is_that_of_the_property_it_fills() -> None:
    properties = {
        "Token": {"Fn::Sub": "${ Secret }"},
        "List": ["x", {"Fn::If": ["Has", {"Ref": "Secret"}, "y"]}],
        "Deep": {"Fn::Join": ["", ["a", {"Ref": "Secret"}]]},
        "Free": {"Ref": "Name"},
    }
    found = list(paths(properties, {"Secret"}))
    assert found == [("Token",), ("List", 1), ("Deep",)]


def test_a_resource_depends_on_what_it_names_and_what_it_states() -> None:
    resource = {"Properties": {"A": {"Ref": "B"}}, "DependsOn": ["C", "B"]}
    assert list(dependencies(resource)) == ["B", "C"]
    assert list(dependencies({"DependsOn": "D"})) == ["D"]
    assert list(dependencies({})) == []
