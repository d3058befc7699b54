import json

import jsonschema
import pytest

from generator.parameters.committed import read_template
from generator.parameters.schema import parameter_schema
from tests.parameters.small_project import TEMPLATE, SmallProject


@pytest.fixture
def schema(small: SmallProject) -> dict:
    return parameter_schema(read_template(small.project, "small").body)


def accepts(schema: dict, content: object) -> bool:
    return jsonschema.Draft7Validator(schema).is_valid(content)


def test_it_is_a_schema(schema: dict) -> None:
    jsonschema.Draft7Validator.check_schema(schema)


def test_the_same_template_gives_the_same_bytes(small: SmallProject) -> None:
    texts = {
        json.dumps(parameter_schema(small.template(TEMPLATE).body)) for _ in range(2)
    }
    assert len(texts) == 1


def test_editors_get_descriptions_defaults_and_choices(schema: dict) -> None:
    parameters = schema["properties"]["Parameters"]["properties"]
    assert next(iter(parameters)) == "EnvironmentSuffix"
    assert parameters["NodeVersion"]["enum"] == ["18", "20", "22"]
    assert parameters["NodeVersion"]["default"] == "22"
    assert parameters["NotificationEmail"]["description"] == "Who is told"
    assert parameters["ServiceName"]["description"] == (
        "lower case, digits and hyphens"
    )


GOOD = [
    {},
    {"ServiceName": "ledger", "BuildTimeoutMinutes": "5", "Label": "abc"},
    {"VpcId": "", "SubnetIds": "subnet-01234567,subnet-89abcdef"},
    {"ConnectionArn": "{{resolve:ssm:/connection:1}}"},
    {"AppPassword": "{{resolve:secretsmanager:app:SecretString:key}}"},
]
BAD = [
    {"ServiceNam": "x"},
    {"NodeVersion": "21"},
    {"ServiceName": "Pay"},
    {"ServiceName": "{{resolve:ssm:/name:1}}"},
    {"ServiceName": ["a"]},
    {"BuildTimeoutMinutes": "soon"},
    {"Label": "a"},
    {"Label": "a" * 9},
    {"VpcId": "vpc"},
    {"AppPassword": "letmein"},
]


@pytest.mark.parametrize("values", GOOD)
def test_what_validate_accepts_the_editor_accepts(
    small: SmallProject, schema: dict, values: dict
) -> None:
    rules = {f.rule for f in small.wrong(values)} - {"both-or-neither"}
    assert rules == set()
    assert accepts(schema, {"Parameters": values})


@pytest.mark.parametrize("values", BAD)
def test_what_the_editor_refuses_validate_refuses(
    small: SmallProject, schema: dict, values: dict
) -> None:
    assert not accepts(schema, {"Parameters": values})
    if all(isinstance(value, str) for value in values.values()):
        assert small.wrong(values) != []


@pytest.mark.parametrize(
    ("content", "good"),
    [
        ({"Tags": {"Team": "x"}, "StackPolicy": {"Statement": []}}, True),
        ({"Tag": {}}, False),
        ({"Tags": {"Team": ""}}, False),
        ({"Tags": {"aws:x": "v"}}, False),
        ({"StackPolicy": {}}, False),
        ([], False),
    ],
)
def test_the_sections_are_checked_too(
    schema: dict, content: object, good: bool
) -> None:
    assert accepts(schema, content) is good
