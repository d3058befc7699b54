from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.review.claims import Claim, shown

ABSENT = {"Ref": "AWS::NoValue"}


def claims(
    properties: dict[str, Any], text: str = "so", path: str = "A", **claim: Any
) -> list[str]:
    """What is claimed of two resources, of which the second has no properties."""
    resources = {
        "R": {"Type": "X", "Properties": properties},
        "Other": {"Type": "X"},
        "Else": {"Type": "Y", "Properties": properties},
    }
    return list(
        shown(Claim(text, "X", path, **claim), from_body({"Resources": resources}))
    )


@pytest.mark.parametrize(
    ("value", "claim", "true"),
    [
        ("x", {}, True),
        ("x", {"equals": "x"}, True),
        ("xy", {"equals": "x"}, False),
        ("", {"equals": "x"}, False),
        ("wxyz", {"contains": "xy"}, True),
        ("wyz", {"contains": "xy"}, False),
        (True, {"equals": "true"}, True),
        (ABSENT, {}, False),
    ],
)
def test_a_claim_is_made_of_what_it_is_true_of(
    value: Any, claim: dict[str, Any], true: bool
) -> None:
    assert claims({"A": value}, **claim) == (["so (`R`)"] if true else [])


@pytest.mark.parametrize(
    ("path", "true"),
    [("A.*.B", True), ("A.first.B", True), ("A.second.B", False)],
)
def test_a_path_goes_through_lists_by_every_element_or_by_name(
    path: str, true: bool
) -> None:
    properties = {"A": [{"Name": "first", "B": 1}, {"Name": "second"}]}
    assert bool(claims(properties, path=path)) is true


def test_a_claim_that_depends_says_on_what() -> None:
    chosen = {"A": {"Fn::If": ["C", 1, ABSENT]}}
    assert claims(chosen) == ["so (`R`), when `C` holds"]


def test_values_are_claimed_each_with_its_condition() -> None:
    chosen = {"A": {"Fn::If": ["C", 1, 2]}}
    assert claims(chosen, "kept {} days") == [
        "kept `1` days (`R`), when `C` holds",
        "kept `2` days (`R`), when `C` does not hold",
    ]


def test_an_exception_takes_the_claim_away() -> None:
    assert claims({"A": 1, "B": [{"C": 1}]}, without=("B.*.C",)) == []
    assert claims({"A": 1, "B": [{"D": 1}]}, without=("B.*.C",)) == ["so (`R`)"]
