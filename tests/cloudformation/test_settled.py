from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.cloudformation.scope import Scope, parameter_values
from generator.cloudformation.settled import settled

BODY: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "ledger"},
        "Ids": {"Type": "CommaDelimitedList", "Default": "a,b"},
        "Odd": {"Type": "String", "Default": "${x}"},
        "Must": {"Type": "String"},
    },
    "Conditions": {
        "Yes": {"Fn::Equals": [{"Ref": "Name"}, "ledger"]},
        "Open": {"Fn::Equals": [{"Ref": "Must"}, "x"]},
    },
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}


def left(value: Any, keep: tuple[str, ...] = ()) -> Any:
    """What becomes of a value in a resource."""
    resource = {"Type": "X::Y::Z", "Properties": {"P": value}}
    resources = {**BODY["Resources"], "R": resource}
    template = from_body({**BODY, "Resources": resources})
    scope = Scope(template, parameter_values(template, {}))
    return settled(scope, keep).resources["R"]["Properties"].get("P", "gone")


NAME, BUCKET = "ledger", {"Ref": "Bucket"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Name"}, "ledger"),
        ({"Ref": "Must"}, {"Ref": "Must"}),
        (BUCKET, BUCKET),
        ({"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::GetAtt": ["Bucket", "Arn"]}),
        ({"Fn::Sub": "${Name}-x"}, "ledger-x"),
        ({"Fn::Sub": "${ Name }-${Bucket.Arn}"}, {"Fn::Sub": "ledger-${Bucket.Arn}"}),
        ({"Fn::Sub": "${!Name} ${Bucket}"}, {"Fn::Sub": "${!Name} ${Bucket}"}),
        # A value is no text to substitute in.
        ({"Fn::Sub": "${Odd} ${Bucket}"}, {"Fn::Sub": "${!x} ${Bucket}"}),
        (
            {"Fn::Sub": ["${Name} ${B}", {"Name": BUCKET, "B": {"Ref": "Name"}}]},
            {"Fn::Sub": ["${Name} ${B}", {"Name": BUCKET, "B": "ledger"}]},
        ),
        ({"Fn::Join": ["/", [{"Ref": "Name"}, "b"]]}, "ledger/b"),
        (
            {"Fn::Join": ["/", [{"Ref": "Name"}, BUCKET]]},
            {"Fn::Join": ["/", ["ledger", BUCKET]]},
        ),
        ({"Fn::Select": [1, {"Ref": "Ids"}]}, "b"),
        ({"Fn::If": ["Yes", BUCKET, "no"]}, BUCKET),
        (
            {"Fn::If": ["Open", {"Ref": "Name"}, "no"]},
            {"Fn::If": ["Open", "ledger", "no"]},
        ),
        (
            [{"Fn::If": ["Yes", "a", "b"]}, {"x": {"Ref": "Name"}}],
            ["a", {"x": "ledger"}],
        ),
        # What means nothing stays for somebody else to report.
        ({"Ref": "Nobody"}, {"Ref": "Nobody"}),
    ],
)
def test_what_is_known_is_put_in(value: Any, expected: Any) -> None:
    assert left(value) == expected


def test_a_name_that_is_kept_decides_and_does_not_appear() -> None:
    keep = ("Name",)
    assert left({"Fn::If": ["Yes", {"Ref": "Name"}, "no"]}, keep) == {"Ref": "Name"}
    assert left({"Fn::Sub": "${Name}-${Ids}"}, keep) == {"Fn::Sub": "${Name}-${Ids}"}


def test_what_its_condition_leaves_out_is_gone() -> None:
    resources = {
        "Made": {"Type": "X::Y::Z", "Condition": "Yes"},
        "Open": {"Type": "X::Y::Z", "Condition": "Open"},
    }
    body = {**BODY, "Resources": resources}
    template = from_body(body)
    values = parameter_values(template, {"Name": "other"})
    found = settled(Scope(template, values))
    assert list(found.resources) == ["Open"]
    assert found.resources["Open"]["Condition"] == "Open"
    assert "Open" in found.conditions
