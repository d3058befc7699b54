from typing import Any

import pytest

from generator.cloudformation.document import Template, from_body
from generator.review.resources import description, outputs, resources
from generator.review.resources import parameters as of_region
from tests.review.markdown_reader import read

NOTES = "made when Stage is prod\nkept on deletion and on replacement"
TEXT = {"Type": "String"}
PROD = {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}


def parameters(template: Template) -> str:
    return of_region(template, "us-east-2")


def allowed(**constraints: Any) -> str:
    """The cell that says what a parameter may be."""
    one, other = {**TEXT, **constraints}, {**TEXT, "ConstraintDescription": "other"}
    text = parameters(from_body({"Parameters": {"One": one, "Other": other}}))
    return read(text).tables[0][1][-1]


def test_required_parameters_come_first_then_the_order_of_the_form() -> None:
    groups = [{"Parameters": ["C", "A"]}, {"Parameters": ["D"]}]
    interface = {"AWS::CloudFormation::Interface": {"ParameterGroups": groups}}
    given = {
        "A": TEXT,
        "B": TEXT,
        "C": TEXT,
        "D": {**TEXT, "Default": ""},
        "E": {**TEXT, "Default": "x"},
    }
    found = read(parameters(from_body({"Parameters": given, "Metadata": interface})))
    assert [[row[0] for row in table] for table in found.tables] == [
        ["Required", "C", "A", "B"],
        ["Optional", "D", "E"],
    ]
    assert [row[1] for row in found.tables[1][1:]] == ["empty", "x"]


@pytest.mark.parametrize(
    ("constraints", "said"),
    [
        ({"AllowedValues": ["a", 1]}, "a, 1"),
        ({"AllowedPattern": r"a\|b|c"}, r"a\|b|c"),
        ({"AllowedPattern": "x", "ConstraintDescription": "an x"}, "an x"),
        ({"Type": "Number", "MinValue": 1, "MaxValue": 9}, "1 to 9"),
        ({"Type": "Number", "MaxValue": 9}, "… to 9"),
        ({"Type": "Number"}, "a number"),
        (
            {"Type": "AWS::EC2::VPC::Id", "ConstraintDescription": "ours"},
            "AWS::EC2::VPC::Id; ours",
        ),
        ({}, ""),
    ],
)
def test_what_a_parameter_may_be(constraints: dict[str, Any], said: str) -> None:
    assert allowed(**constraints) == said


def test_what_a_change_makes_anew_is_said() -> None:
    def bucket(name: str) -> dict[str, Any]:
        return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": name}}}

    template = from_body(
        {
            "Parameters": {
                "Name": {**TEXT, "Description": "Of all"},
                "Days": {**TEXT, "Description": "Of logs"},
            },
            "Resources": {
                **{f"B{number}": bucket("Name") for number in range(5)},
                "Logs": {
                    "Type": "AWS::Logs::LogGroup",
                    "Properties": {"RetentionInDays": {"Ref": "Days"}},
                },
            },
        }
    )
    (rows,) = read(parameters(template)).tables
    assert [row[1] for row in rows[1:]] == [
        "Of all\na change makes B0, B1, B2 and 2 more anew",
        "Of logs",
    ]


@pytest.mark.parametrize(("number", "folded"), [(15, False), (16, True)])
def test_a_long_table_is_folded(number: int, folded: bool) -> None:
    given = {f"P{n}": {**TEXT, "Default": "x"} for n in range(number)}
    made = {f"R{n}": {"Type": "AWS::SNS::Topic"} for n in range(number)}
    template = from_body({"Parameters": given, "Resources": made})
    for text in (parameters(template), resources(template)):
        assert ("details" in read(text).elements) is folded
        assert len(read(text).tables[0]) == number + 1


def test_a_resource_says_its_name_when_it_is_made_and_what_outlives_it() -> None:
    bucket = {
        "Type": "AWS::S3::Bucket",
        "Condition": "IsProd",
        "Properties": {"BucketName": "data"},
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Snapshot",
    }
    gone = {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Delete"}
    text = resources(
        from_body({"Conditions": PROD, "Resources": {"B": bucket, "Q": gone}})
    )
    assert read(text).tables[0][1:] == [
        ["B", "S3::Bucket", "data", NOTES],
        ["Q", "SQS::Queue", "", ""],
    ]


def test_an_output_says_its_value_its_export_and_when_it_is_there() -> None:
    output = {
        "Description": "The <b>topic</b>",
        "Value": {"Ref": "Name"},
        "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-t"}},
        "Condition": "IsProd",
    }
    given = {"T": output, "U": {"Value": "u"}}
    text = outputs(from_body({"Conditions": PROD, "Resources": {}, "Outputs": given}))
    assert read(text).tables[0][1:] == [
        ["T", "The <b>topic</b>", "<Name>", "<stack>-t", "Stage is prod"],
        ["U", "", "u", "", ""],
    ]


def test_nothing_is_said_as_none() -> None:
    assert parameters(from_body({"Resources": {}})) == "None."
    assert outputs(from_body({"Resources": {}})) == "None."


def test_a_description_that_is_no_text_is_shown_all_the_same() -> None:
    assert description(from_body({"Description": "x"})) == "x"
    assert description(from_body({"Description": {"a": 1}})) == '{"a": 1}'
    assert description(from_body({})) == ""


def test_a_resource_says_what_an_update_of_it_undoes() -> None:
    sections = {"ChangedByDeployments": {"T": "all traffic | back"}}
    made = {"Metadata": sections, "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}
    (row,) = read(resources(from_body(made))).tables[0][1:]
    assert row[-1] == "of an update: all traffic | back"
