from typing import Any

import pytest

from generator.review.conditions import NO_VALUE, branches, holds, resolve, when

VPC, PROD = {"Ref": "VpcId"}, {"Ref": "Stage"}
TEMPLATE: dict[str, Any] = {
    "Resources": {},
    "Conditions": {
        "HasVpc": {"Fn::Not": [{"Fn::Equals": [VPC, ""]}]},
        "IsProd": {"Fn::Equals": [PROD, "prod"]},
        "Both": {"Fn::And": [{"Condition": "HasVpc"}, {"Condition": "IsProd"}]},
        "Either": {"Fn::Or": [{"Condition": "HasVpc"}, {"Condition": "IsProd"}]},
        "Turned": {"Fn::Equals": ["prod", PROD]},
        "Odd": {"Fn::Contains": [["a"], "a"]},
    },
}


def test_both_sides_of_an_if_are_followed_with_what_must_hold() -> None:
    inner = {"Fn::If": ["B", "x", NO_VALUE]}
    value = ["always", {"Fn::If": ["A", [inner, "y"], "z"]}]
    assert list(branches(value)) == [
        ((), "always"),
        ((("A", True), ("B", True)), "x"),
        ((("A", True),), "y"),
        ((("A", False),), "z"),
    ]


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("HasVpc", "`VpcId` is set", "`VpcId` is empty"),
        ("IsProd", "`Stage` is `prod`", "`Stage` is not `prod`"),
        ("Turned", "`Stage` is `prod`", "`Stage` is not `prod`"),
        # Not both is either not: De Morgan.
        (
            "Both",
            "`VpcId` is set and `Stage` is `prod`",
            "`VpcId` is empty or `Stage` is not `prod`",
        ),
        (
            "Either",
            "`VpcId` is set or `Stage` is `prod`",
            "`VpcId` is empty and `Stage` is not `prod`",
        ),
        ("Odd", "`Contains(a, a)`", "not `Contains(a, a)`"),
        ("Missing", "`Missing` holds", "`Missing` does not hold"),
    ],
)
def test_a_condition_is_said_in_words(name: str, yes: str, no: str) -> None:
    assert when(((name, True),), TEMPLATE) == yes
    assert when(((name, False),), TEMPLATE) == no


def test_always_needs_no_words() -> None:
    assert when((), TEMPLATE) == ""


def test_what_must_hold_twice_is_said_once() -> None:
    way = (("IsProd", True), ("Turned", True), ("HasVpc", True))
    assert when(way, TEMPLATE) == "`Stage` is `prod` and `VpcId` is set"


@pytest.mark.parametrize(
    ("name", "vpc", "stage", "expected"),
    [
        ("HasVpc", "", "dev", False),
        ("HasVpc", "vpc-1", "dev", True),
        ("Both", "vpc-1", "dev", False),
        ("Both", "vpc-1", "prod", True),
        ("Either", "", "prod", True),
        ("Either", "", "dev", False),
    ],
)
def test_a_condition_holds_for_values(
    name: str, vpc: str, stage: str, expected: bool
) -> None:
    assert holds(name, TEMPLATE, {"VpcId": vpc, "Stage": stage}) is expected


@pytest.mark.parametrize(("stage", "text"), [("prod", "365"), ("dev", "30")])
def test_a_value_is_what_its_condition_chooses(stage: str, text: str) -> None:
    value = {"Fn::If": ["IsProd", {"Ref": "Long"}, "30"]}
    assert resolve(value, TEMPLATE, {"Stage": stage, "Long": "365"}) == text
