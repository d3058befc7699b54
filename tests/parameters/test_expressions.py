"""A stack's expressions are what the one evaluator makes of them."""

from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.cloudformation.scope import NO_VALUE, UNKNOWN, is_known
from generator.parameters.expressions import (
    is_made,
    known_text,
    known_value,
    properties,
    stack_scope,
)
from generator.parameters.model import Environment, ParameterFile
from tests.cloudformation.expressions import (
    EXPRESSIONS,
    MEANINGLESS,
    PARAMETERS,
    PSEUDO,
    TEMPLATE,
)

FILE = ParameterFile(
    path=Path("params/dev/ledger.pipeline.json"),
    environment=Environment("dev", PSEUDO["AWS::AccountId"], PSEUDO["AWS::Region"]),
    name="ledger",
    template="pipeline",
    parameters=PARAMETERS,
    tags={},
)
SCOPE = stack_scope(FILE, from_body(TEMPLATE))


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_an_expression_of_a_stack_is_what_everybody_takes_it_for(
    expression: Any, value: Any
) -> None:
    found = known_value(expression, SCOPE)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_a_text_is_known_whole_or_not_at_all(expression: Any, value: Any) -> None:
    whole = isinstance(value, str | int) and is_known(value)
    assert known_text(expression, SCOPE) == (str(value) if whole else None)


@pytest.mark.parametrize("expression", MEANINGLESS)
def test_what_means_nothing_is_not_known(expression: Any) -> None:
    assert known_value(expression, SCOPE) == UNKNOWN
    assert known_text(expression, SCOPE) is None


@pytest.mark.parametrize(
    "expression",
    [["a"], {"A": 1}, "{{resolve:ssm:/x:1}}", None, NO_VALUE, {"Ref": "AWS::NoValue"}],
)
def test_lists_nothing_and_references_are_no_known_text(expression: Any) -> None:
    assert known_text(expression, SCOPE) is None


def test_pseudo_parameters_are_those_of_the_stack() -> None:
    expression = {"Fn::Sub": "${AWS::StackName} ${AWS::Partition} ${AWS::URLSuffix}"}
    assert known_text(expression, SCOPE) == "ledger-pipeline-dev aws amazonaws.com"


@pytest.mark.parametrize(
    ("resource", "made"),
    [
        ({}, True),
        ({"Condition": "Yes"}, True),
        ({"Condition": "No"}, False),
        ({"Condition": "Unknown"}, False),
        ({"Condition": "Nobody"}, False),
        ({"Condition": ["Yes"]}, False),
    ],
)
def test_only_a_resource_that_certainly_exists_is_made(
    resource: Any, made: Any
) -> None:
    assert is_made(resource, SCOPE) is made


@pytest.mark.parametrize("resource", [{}, {"Properties": None}, {"Properties": ["a"]}])
def test_odd_properties_are_none(resource: Any) -> None:
    assert properties(resource) == {}
