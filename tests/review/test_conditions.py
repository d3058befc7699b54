from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.review.conditions import any_of, there_when, when

VPC, PROD = {"Ref": "VpcId"}, {"Ref": "Stage"}
VPC_SET, PROD_SET = ("HasVpc", True), ("IsProd", True)
BODY: dict[str, Any] = {
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
TEMPLATE = from_body(BODY)


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


def test_what_is_made_under_a_condition_says_when() -> None:
    assert there_when({"Condition": "HasVpc"}, TEMPLATE) == "`VpcId` is set"
    assert there_when({}, TEMPLATE) == ""


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ([(VPC_SET,)], "`VpcId` is set"),
        ([(VPC_SET,), (PROD_SET,)], "`VpcId` is set or `Stage` is `prod`"),
        # The wider way says it.
        ([(VPC_SET, PROD_SET), (PROD_SET,)], "`Stage` is `prod`"),
        ([(VPC_SET,), ()], ""),
        # What either side needs is left of both.
        ([(VPC_SET, PROD_SET), (("HasVpc", False), PROD_SET)], "`Stage` is `prod`"),
        # On one side or on the other is always.
        ([(VPC_SET,), (("HasVpc", False),)], ""),
    ],
)
def test_of_several_ways_one_must_hold(ways: list[Any], words: str) -> None:
    assert any_of(ways, TEMPLATE) == words
