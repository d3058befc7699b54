import json
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.cloudformation.scope import NO_VALUE, UNKNOWN
from generator.cloudformation.values import evaluate
from generator.sandbox.cloudformation.desired import desired
from generator.sandbox.cloudformation.template import refusals
from generator.sandbox.model import (
    Deployed,
    RefusedError,
    Stack,
    World,
)
from tests.cloudformation.expressions import (
    EXPRESSIONS,
    MEANINGLESS,
    PARAMETERS,
    PSEUDO,
    TEMPLATE,
)
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, one

STACK = Stack("id", "shop", PSEUDO["AWS::AccountId"], PSEUDO["AWS::Region"])
SERVICES: Any = SimpleNamespace(parameter=lambda stack, name: f"stored at {name}")
# What a service knows and a reader of the template cannot.
KNOWN_HERE = [
    ({"Ref": "Stored"}, "stored at /x"),
    ({"Ref": "AWS::StackId"}, "id"),
    ({"Fn::GetAZs": ""}, ["us-east-2a", "us-east-2b", "us-east-2c"]),
]


def made(name: str, attribute: str | None) -> Any:
    return "ledger-files" if (name, attribute) == ("Bucket", None) else UNKNOWN


def answer(expression: Any) -> Any:
    """What the sandbox makes of a property with this value."""
    template = Deployed(json.dumps(TEMPLATE), {**PARAMETERS, "Stored": "/x"})
    found = desired(STACK, World(), SERVICES, template, made)
    with refusals():
        return evaluate(expression, found.scope)


def test_expressions_mean_here_what_they_mean_everywhere() -> None:
    here = [expression for expression, _ in KNOWN_HERE]
    for expression, value in EXPRESSIONS:
        if expression not in here and "Fn::ImportValue" not in str(expression):
            assert answer(expression) == value, expression


@pytest.mark.parametrize(("expression", "value"), KNOWN_HERE)
def test_the_service_knows_more_than_the_template(expression: Any, value: Any) -> None:
    assert answer(expression) == value


@pytest.mark.parametrize("expression", MEANINGLESS)
def test_what_means_nothing_is_refused(expression: Any) -> None:
    with pytest.raises(RefusedError, match=r"Template (format )?error"):
        answer(expression)


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("us-east-2", "arn:aws:s3:::files@amazonaws.com"),
        ("cn-north-1", "arn:aws-cn:s3:::files@amazonaws.com.cn"),
        ("us-gov-west-1", "arn:aws-us-gov:s3:::files@amazonaws.com"),
    ],
)
def test_partition_and_url_suffix_follow_the_region(region: str, arn: str) -> None:
    body = one(
        "AWS::SNS::Topic",
        DisplayName={"Fn::Sub": "arn:${AWS::Partition}:s3:::files@${AWS::URLSuffix}"},
    )
    stack = Stack("id", "shop", ACCOUNT, region)
    found = desired(stack, World(), SERVICES, Deployed(body), made)
    assert found.properties("It") == {"DisplayName": arn}


def test_a_reference_to_what_its_condition_leaves_out_is_refused(aws: Aws) -> None:
    template = {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {
            "A": {"Type": "AWS::SNS::Topic", "Condition": "Never"},
            "B": {
                "Type": "AWS::SNS::Topic",
                "Properties": {"DisplayName": {"Ref": "A"}},
            },
        },
    }
    with pytest.raises(ClientError, match=r"Unresolved resource dependencies \[A\]"):
        aws.plan(json.dumps(template))


def test_a_condition_on_a_resource_is_refused(aws: Aws) -> None:
    template = {
        "Conditions": {"Odd": {"Fn::Equals": [{"Ref": "A"}, "b"]}},
        "Resources": {
            "A": {"Type": "AWS::SNS::Topic"},
            "B": {"Type": "AWS::SNS::Topic", "Condition": "Odd"},
        },
    }
    with pytest.raises(ClientError, match="Odd refers to a resource"):
        aws.plan(json.dumps(template))


@pytest.mark.parametrize("value", [["a"], {"Ref": "AWS::NoValue"}, None])
def test_an_output_is_one_string(aws: Aws, value: Any) -> None:
    template = {
        "Resources": {"A": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {"odd": {"Value": value}},
    }
    with pytest.raises(ClientError, match="needs a string"):
        aws.plan(json.dumps(template))


def test_properties_that_are_no_mapping_are_refused() -> None:
    body = json.dumps({"Resources": {"It": {"Type": "T", "Properties": ["a"]}}})
    found = desired(STACK, World(), SERVICES, Deployed(body), made)
    with pytest.raises(RefusedError, match="Properties of It"):
        found.properties("It")


def test_a_value_that_is_left_out_leaves_no_trace() -> None:
    assert answer({"Ref": "AWS::NoValue"}) is NO_VALUE
    body = one("T", A={"Ref": "AWS::NoValue"}, B=[{"Ref": "AWS::NoValue"}])
    found = desired(STACK, World(), SERVICES, Deployed(body), made)
    assert found.properties("It") == {"B": []}
