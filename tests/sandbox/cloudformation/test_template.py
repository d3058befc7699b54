import json

import pytest
from botocore.exceptions import ClientError

from generator.sandbox.cloudformation.template import in_order, parse
from generator.sandbox.model import RefusedError
from tests.sandbox.conftest import Aws


def ordered(resources: dict[str, dict[str, object]], **sections: object) -> list[str]:
    typed = {name: {"Type": "T", **body} for name, body in resources.items()}
    return in_order(parse(json.dumps({"Resources": typed, **sections})))


def test_what_the_language_cannot_read_the_service_refuses() -> None:
    with pytest.raises(RefusedError, match=r"Template format error: .*YAML"):
        parse("Resources: [")
    with pytest.raises(RefusedError, match="At least one Resources member"):
        parse("Resources: {}")
    with pytest.raises(RefusedError, match=r"\[/Resources/A\] Every Resources object"):
        parse("Resources: {A: {Properties: {}}}")


def test_resources_come_after_what_they_refer_to() -> None:
    resources = {
        "Last": {"Properties": {"A": {"Fn::Sub": ["${Middle.Arn}${x}", {"x": "1"}]}}},
        "Middle": {"DependsOn": "First"},
        "Other": {"DependsOn": ["Last"]},
        "First": {"Properties": {"A": {"Ref": "Parameter"}}},
    }
    found = ordered(resources, Parameters={"Parameter": {"Type": "String"}})
    assert found == ["First", "Middle", "Last", "Other"]


def test_a_circle_is_refused() -> None:
    circle = {
        "A": {"Properties": {"X": {"Fn::GetAtt": ["B", "Arn"]}}},
        "B": {"Properties": {"X": {"Fn::GetAtt": "A.Arn"}}},
    }
    with pytest.raises(RefusedError, match=r"Circular dependency.*\[A, B\]"):
        ordered(circle)


def test_what_depends_on_nothing_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"Unresolved .*\[Nobody, Nothing\]"):
        ordered({"A": {"DependsOn": ["Nobody"]}, "B": {"DependsOn": "Nothing"}})


@pytest.mark.parametrize(
    "value",
    [{"Ref": "Nobody"}, {"Fn::GetAtt": ["Nobody", "Arn"]}, {"Fn::Sub": "${Nobody}"}],
)
def test_a_reference_to_nothing_is_refused(aws: Aws, value: object) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": value}}
    with pytest.raises(
        ClientError, match=r"Unresolved resource dependencies \[Nobody\]"
    ):
        aws.plan(json.dumps({"Resources": {"A": topic}}))


def test_an_import_that_nobody_exports_is_refused(aws: Aws) -> None:
    value = {"Fn::ImportValue": "nothing"}
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": value}}
    with pytest.raises(ClientError, match="No export named nothing"):
        aws.plan(json.dumps({"Resources": {"A": topic}}))


def test_an_attribute_that_is_not_there_fails_the_stack(aws: Aws) -> None:
    template = {
        "Resources": {
            "A": {"Type": "AWS::SNS::Topic"},
            "B": {
                "Type": "AWS::SNS::Topic",
                "Properties": {"DisplayName": {"Fn::GetAtt": ["A", "Colour"]}},
            },
        }
    }
    assert aws.deploy(json.dumps(template))["StackStatus"] == "ROLLBACK_COMPLETE"


def test_outputs_follow_their_condition(aws: Aws) -> None:
    template = {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {
            "A": {"Type": "AWS::SNS::Topic"},
            "B": {"Type": "AWS::SNS::Topic", "Condition": "Never"},
        },
        "Outputs": {
            "shown": {"Value": {"Fn::GetAtt": "A.TopicName"}},
            "hidden": {"Condition": "Never", "Value": {"Ref": "B"}},
        },
    }
    stack = aws.deploy(json.dumps(template))
    assert [o["OutputKey"] for o in stack["Outputs"]] == ["shown"]
