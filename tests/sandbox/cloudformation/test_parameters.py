import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, TOPIC


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"Titel": "x"}, r"\[Titel\] do not exist"),
        ({"Size": "9"}, "must match pattern"),
    ],
)
def test_wrong_parameters_are_refused(
    aws: Aws, parameters: dict[str, str], reason: str
) -> None:
    with pytest.raises(ClientError, match=reason):
        aws.plan(TOPIC, **parameters)
    assert aws.client("cloudformation").describe_stacks()["Stacks"] == []


def test_missing_and_disallowed_parameters_are_refused(aws: Aws) -> None:
    needed = json.loads(TOPIC)
    needed["Parameters"]["Owner"] = {"Type": "String"}
    with pytest.raises(ClientError, match=r"\[Owner\] must have values"):
        aws.plan(json.dumps(needed))
    with pytest.raises(ClientError, match="AllowedValues: ECS, Lambda"):
        aws.plan(PIPELINE, Platform="EC2")


def test_a_previous_value_is_used_where_there_is_one(aws: Aws) -> None:
    aws.deploy(TOPIC, Title="kept")
    previous = [{"ParameterKey": "Title", "UsePreviousValue": True}]
    planned = aws.plan(TOPIC, "UPDATE", Parameters=previous, ChangeSetName="same")
    assert planned["Status"] == "FAILED"
    with pytest.raises(ClientError, match="parameter key Title"):
        aws.plan(TOPIC, stack="other", Parameters=previous)


def test_a_parameter_kept_in_systems_manager_is_looked_up(aws: Aws) -> None:
    aws.client("ssm").put_parameter(Name="/title", Value="kept", Type="String")
    stored = json.loads(TOPIC)
    stored["Parameters"]["Title"]["Type"] = "AWS::SSM::Parameter::Value<String>"
    aws.deploy(json.dumps(stored), Title="/title")
    topic = aws.client("sns").list_topics()["Topics"][0]["TopicArn"]
    found = aws.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    assert found["DisplayName"] == "kept"


@pytest.mark.parametrize("kind", ["CREATE", "UPDATE"])
def test_rules_of_the_template_are_held_before_anything_is_made(
    aws: Aws, kind: str
) -> None:
    rule = {
        "RuleCondition": {"Fn::Equals": [{"Ref": "Size"}, "large"]},
        "Assertions": [
            {
                "Assert": {"Fn::Contains": [["big", "huge"], {"Ref": "Title"}]},
                "AssertDescription": "a large topic has a big title",
            }
        ],
    }
    template = json.dumps({**json.loads(TOPIC), "Rules": {"Titles": rule}})
    if kind == "UPDATE":
        aws.deploy(template)
    with pytest.raises(ClientError, match="Titles: a large topic has a big title"):
        aws.plan(template, kind, Size="large")
    assert aws.plan(template, kind, Size="large", Title="huge")["Changes"]


@pytest.mark.parametrize(("size", "fits"), [("1a", True), ("1A", False)])
def test_patterns_are_read_as_java_reads_them(aws: Aws, size: str, fits: bool) -> None:
    template = json.loads(TOPIC)
    template["Parameters"]["Size"]["AllowedPattern"] = r"\p{Digit}\p{Lower}"
    if fits:
        assert aws.plan(json.dumps(template), Size=size)["Status"] == "CREATE_COMPLETE"
    else:
        with pytest.raises(ClientError, match="must match pattern"):
            aws.plan(json.dumps(template), Size=size)


def test_a_pattern_that_cannot_be_judged_here_is_named(aws: Aws) -> None:
    template = json.loads(TOPIC)
    template["Parameters"]["Size"]["AllowedPattern"] = "[a-z&&[^b]]"
    with pytest.raises(ClientError, match="cannot judge the pattern"):
        aws.plan(json.dumps(template), Size="a")
