from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from generator.cloudformation.document import TemplateError, from_body
from generator.cloudformation.scope import Scope, parameter_values

PARAMETERS = {
    "Vpc": {"Type": "String", "Default": ""},
    "Subnets": {"Type": "CommaDelimitedList", "Default": "a,b"},
    "Size": {"Type": "Number", "Default": 2},
    "Must": {"Type": "String"},
}
YES, NO = {"Fn::Equals": ["a", "a"]}, {"Fn::Equals": ["a", "b"]}


def broken(assertion: Any, condition: Any = None) -> list[str]:
    stated = {"Assertions": [{"Assert": assertion, "AssertDescription": "why"}]}
    rule = stated if condition is None else {**stated, "RuleCondition": condition}
    template = from_body({"Parameters": PARAMETERS, "Rules": {"Rule": rule}})
    scope = Scope(template, parameter_values(template, {}))
    return [f"{each.rule}: {each.description}" for each in broken_assertions(scope)]


@pytest.mark.parametrize(
    ("assertion", "holds"),
    [
        (YES, True),
        (NO, False),
        ({"Fn::Not": [NO]}, True),
        ({"Fn::And": [YES, NO]}, False),
        ({"Fn::Or": [YES, NO]}, True),
        ({"Fn::Equals": [{"Ref": "Vpc"}, ""]}, True),
        ({"Fn::Contains": [["1", "2"], {"Ref": "Size"}]}, True),
        ({"Fn::Contains": [["1", "3"], {"Ref": "Size"}]}, False),
        ({"Fn::Contains": [{"Ref": "Subnets"}, "b"]}, True),
        ({"Fn::EachMemberIn": [{"Ref": "Subnets"}, ["a", "b", "c"]]}, True),
        ({"Fn::EachMemberIn": [{"Ref": "Subnets"}, ["a", "c"]]}, False),
        ({"Fn::EachMemberEquals": [{"Ref": "Subnets"}, "a"]}, False),
        ({"Fn::EachMemberEquals": [["a", "a"], "a"]}, True),
        ({"Fn::Not": [{"Fn::Contains": [["x"], {"Ref": "Vpc"}]}]}, True),
    ],
)
def test_an_assertion_holds_or_is_broken(assertion: Any, holds: bool) -> None:
    assert broken(assertion) == ([] if holds else ["Rule: why"])


@pytest.mark.parametrize(
    "assertion",
    [
        {"Fn::Equals": [{"Ref": "Must"}, "a"]},
        {"Fn::Contains": [{"Fn::RefAll": "AWS::EC2::VPC::Id"}, {"Ref": "Vpc"}]},
        {"Fn::EachMemberIn": [{"Fn::ValueOfAll": ["x", "VpcId"]}, ["a"]]},
        {"Fn::EachMemberIn": [["a"], {"Fn::RefAll": "AWS::EC2::VPC::Id"}]},
        {"Fn::Equals": [{"Fn::ValueOf": ["Vpc", "Tags.a"]}, "a"]},
    ],
)
def test_what_only_aws_knows_breaks_nothing(assertion: Any) -> None:
    assert broken(assertion) == []


@pytest.mark.parametrize(
    ("condition", "applies"),
    [(YES, True), (NO, False), ({"Fn::Equals": [{"Ref": "Must"}, "a"]}, False)],
)
def test_a_rule_applies_where_its_condition_holds(
    condition: Any, applies: bool
) -> None:
    assert bool(broken(NO, condition)) is applies


@pytest.mark.parametrize("rule", [[], {}, {"Assertions": [{}]}, {"Assertions": 1}])
def test_a_malformed_rule_is_refused(rule: Any) -> None:
    template = from_body({"Rules": {"Odd": rule}})
    with pytest.raises(TemplateError, match="rule Odd is malformed"):
        list(broken_assertions(Scope(template)))
