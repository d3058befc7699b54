"""What is known after deployment says whom it depends on."""

from typing import Any

import pytest

from generator.deploy.unknown import (
    has_unknown,
    in_words,
    is_unknown,
    with_origins,
)

UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
RESOURCES = ("Key", "Role", "Topic")
OF_KEY = "(Key, known after deployment)"
OF_BOTH = "(Key, Topic, known after deployment)"
KEY = {"Fn::GetAtt": ["Key", "Arn"]}
ABSENT = {"Ref": "AWS::NoValue"}


def words(value: Any, expression: Any) -> Any:
    found = with_origins(value, expression, RESOURCES)
    return in_words(found) if isinstance(found, str) else found


@pytest.mark.parametrize(
    ("value", "expression", "expected"),
    [
        (UNKNOWN, KEY, OF_KEY),
        (UNKNOWN, {"Ref": "Topic"}, "(Topic, known after deployment)"),
        (
            f"{UNKNOWN}/*",
            {"Fn::Sub": "${Key.Arn}/*"},
            f"{OF_KEY}/*",
        ),
        (
            f"{UNKNOWN}-{UNKNOWN}",
            {"Fn::Sub": "${Key}-${Topic}"},
            "(Key, known after deployment)-(Topic, known after deployment)",
        ),
        # Which is which cannot be told: all are named.
        (
            UNKNOWN,
            {"Fn::Sub": "${Key}-${Topic}"},
            OF_BOTH,
        ),
        (UNKNOWN, {"Ref": "Parameter"}, "(known after deployment)"),
        ("known", KEY, "known"),
    ],
)
def test_an_unknown_value_names_its_resources(
    value: str, expression: Any, expected: str
) -> None:
    assert words(value, expression) == expected


def test_it_is_found_as_deep_as_it_is() -> None:
    value = {"A": [{"B": UNKNOWN}, "x"], "C": 1}
    expression = {"A": [ABSENT, {"B": KEY}, "x"], "C": 1}
    found = with_origins(value, expression, RESOURCES)
    assert in_words(found["A"][0]["B"]) == OF_KEY
    assert (found["A"][1], found["C"]) == ("x", 1)


def test_where_shapes_differ_all_that_is_spoken_of_is_named() -> None:
    expression = {"Fn::Split": [",", {"Fn::Join": [",", [KEY, {"Ref": "Role"}]]}]}
    (found,) = with_origins([UNKNOWN], expression, RESOURCES)
    assert in_words(found) == "(Key, Role, known after deployment)"


def test_a_value_is_unknown_with_and_without_a_name() -> None:
    named = with_origins(UNKNOWN, KEY, RESOURCES)
    assert is_unknown(named) and is_unknown(UNKNOWN)
    assert has_unknown(f"x{named}") and not is_unknown(f"x{named}")
    assert not has_unknown("x") and not has_unknown(None)
