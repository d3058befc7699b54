from copy import deepcopy

from generator.parameters.resolve import Resolver
from generator.parameters.specialise import specialise, truths

TEMPLATE = {
    "Parameters": {"Vpc": {"Type": "String", "Default": ""}},
    "Conditions": {
        "HasVpc": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Vpc"}, ""]}]},
        "HasNone": {"Fn::Not": [{"Condition": "HasVpc"}]},
    },
    "Resources": {
        "Topic": {"Type": "T", "Condition": "HasVpc"},
        "Queue": {"Type": "Q", "Condition": "HasNone", "DependsOn": ["Topic"]},
        "Project": {
            "Type": "P",
            "Properties": {
                "Vpc": {"Fn::If": ["HasVpc", {"Ref": "Vpc"}, {"Ref": "AWS::NoValue"}]},
                "List": [
                    {"Fn::If": ["HasVpc", "a", {"Fn::If": ["HasNone", "b", "c"]}]}
                ],
            },
        },
    },
    "Outputs": {"Topic": {"Condition": "HasVpc", "Value": {"Ref": "Topic"}}},
}


def test_every_condition_of_a_stack_is_decided() -> None:
    known = truths(Resolver(TEMPLATE, {}, {}))
    assert known == {"HasVpc": False, "HasNone": True}
    assert specialise(TEMPLATE, known) == {
        "Parameters": TEMPLATE["Parameters"],
        "Resources": {
            "Queue": {"Type": "Q", "DependsOn": []},
            "Project": {
                "Type": "P",
                "Properties": {"Vpc": {"Ref": "AWS::NoValue"}, "List": ["b"]},
            },
        },
        "Outputs": {},
    }


def test_the_other_way_round_the_other_branches_are_left() -> None:
    known = truths(Resolver(TEMPLATE, {"Vpc": "vpc-1"}, {}))
    left = specialise(TEMPLATE, known)
    assert set(left["Resources"]) == {"Topic", "Project"}
    assert left["Resources"]["Project"]["Properties"] == {
        "Vpc": {"Ref": "Vpc"},
        "List": ["a"],
    }
    assert left["Outputs"] == {"Topic": {"Value": {"Ref": "Topic"}}}


def test_the_template_itself_is_left_alone() -> None:
    before = deepcopy(TEMPLATE)
    specialise(TEMPLATE, {"HasVpc": False, "HasNone": True})
    assert before == TEMPLATE


def test_a_condition_that_only_aws_knows_stays() -> None:
    template = {
        "Conditions": {"Unknown": {"Fn::Equals": [{"Fn::GetAtt": ["A", "B"]}, "x"]}},
        "Resources": {
            "A": {"Condition": "Unknown", "P": {"Fn::If": ["Unknown", "a", "b"]}}
        },
    }
    known = truths(Resolver(template, {}, {}))
    assert known == {}
    assert specialise(template, known) == template
