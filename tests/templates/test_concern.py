"""Concerns become one template, in reading order, and nothing gets lost."""

from dataclasses import dataclass
from typing import Any

import pytest
from troposphere import Equals, Output, Parameter, Ref, Template, sns

from generator.templates.concern import assemble, members
from generator.templates.switch import Switch


@dataclass(frozen=True)
class Group:
    first: Parameter
    second: Parameter
    switch: Switch
    label: str


@dataclass(frozen=True)
class Inputs:
    naming: Group
    options: Group


@dataclass(frozen=True)
class Topics:
    later_topic: sns.Topic
    earlier_topic: sns.Topic
    note: str = "not a resource"


def group(label: str, switch: str) -> Group:
    return Group(
        first=Parameter(f"{label}First", Type="String"),
        second=Parameter(f"{label}Second", Type="String"),
        switch=Switch(switch, Equals(Ref(f"{label}First"), "")),
        label=label,
    )


def assembled(**changes: Any) -> Template:
    arguments: dict[str, Any] = {
        "description": "Two topics",
        "inputs": Inputs(group("Naming", "HasName"), group("Options", "HasOption")),
        "mappings": {"Console": {"aws": {"Domain": "aws.amazon.com"}}},
        "concerns": (Topics(sns.Topic("LaterTopic"), sns.Topic("EarlierTopic")),),
        "outputs": (Output("topicArn", Value=Ref("LaterTopic")),),
    }
    return assemble(**{**arguments, **changes})


def test_members_are_the_fields_of_one_kind_in_their_order() -> None:
    topics = Topics(sns.Topic("LaterTopic"), sns.Topic("EarlierTopic"))
    found = [each.title for each in members(topics, sns.Topic)]
    assert found == ["LaterTopic", "EarlierTopic"]


def test_members_of_a_group_within_stand_in_its_place() -> None:
    @dataclass(frozen=True)
    class Around:
        first: Parameter
        within: Group
        last: Parameter

    around = Around(
        Parameter("First", Type="String"),
        group("Within", "HasName"),
        Parameter("Last", Type="String"),
    )
    assert [each.title for each in members(around, Parameter)] == [
        "First",
        "WithinFirst",
        "WithinSecond",
        "Last",
    ]
    assert [each.name for each in members(around, Switch)] == ["HasName"]


def test_the_template_has_everything_in_the_order_of_the_fields() -> None:
    data = assembled().to_dict()
    assert data["Description"] == "Two topics"
    assert list(data["Parameters"]) == [
        "NamingFirst",
        "NamingSecond",
        "OptionsFirst",
        "OptionsSecond",
    ]
    assert list(data["Conditions"]) == ["HasName", "HasOption"]
    assert list(data["Resources"]) == ["LaterTopic", "EarlierTopic"]
    assert list(data["Outputs"]) == ["topicArn"]
    assert data["Mappings"] == {"Console": {"aws": {"Domain": "aws.amazon.com"}}}


def test_the_console_form_has_a_labelled_group_for_each_group_of_inputs() -> None:
    form = assembled().to_dict()["Metadata"]["AWS::CloudFormation::Interface"]
    assert form["ParameterGroups"] == [
        {
            "Label": {"default": "Naming"},
            "Parameters": ["NamingFirst", "NamingSecond"],
        },
        {
            "Label": {"default": "Options"},
            "Parameters": ["OptionsFirst", "OptionsSecond"],
        },
    ]


def test_rules_say_what_parameters_must_be_together() -> None:
    rules = {"Named": {"Assertions": [{"Assert": Equals(Ref("NamingFirst"), "")}]}}
    assert list(assembled(rules=rules).to_dict()["Rules"]) == ["Named"]
    assert "Rules" not in assembled().to_dict()


def test_two_switches_of_one_name_are_an_error_and_not_a_replacement() -> None:
    inputs = Inputs(group("Naming", "HasName"), group("Options", "HasName"))
    with pytest.raises(ValueError, match="two conditions are called HasName"):
        assembled(inputs=inputs)


def test_two_resources_of_one_name_are_an_error() -> None:
    twice = Topics(sns.Topic("OneTopic"), sns.Topic("OneTopic"))
    with pytest.raises(ValueError, match="OneTopic"):
        assembled(concerns=(twice,))
