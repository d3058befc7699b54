from pathlib import Path

import pytest

from generator.cloudformation.document import parse
from generator.parameters.checks import check
from generator.parameters.checks.assertions import partitions
from generator.parameters.model import Environment, ParameterFile, Place

TEMPLATE = """\
Parameters:
  EnvironmentSuffix: {Type: String}
  Hook: {Type: String, Default: ""}
  Listener: {Type: String, Default: ""}
  VpcId: {Type: String, Default: ""}
  SubnetIds: {Type: String, Default: ""}
  SecurityGroupIds: {Type: String, Default: ""}
Rules:
  HookHasListener:
    RuleCondition: !Not [!Equals [!Ref Hook, ""]]
    Assertions:
      - Assert: !Not [!Equals [!Ref Listener, ""]]
        AssertDescription: a hook needs a listener
  Whole:
    Assertions:
      - Assert: !Equals [!Equals [!Ref VpcId, ""], !Equals [!Ref SubnetIds, ""]]
        AssertDescription: a VPC has subnets
  Alone:
    RuleCondition: !Equals [!Ref Hook, alone]
    Assertions:
      - Assert: !Equals [!Ref SecurityGroupIds, ""]
        AssertDescription: no groups
      - Assert: !Equals [!Ref Listener, ""]
        AssertDescription: no listener
Mappings:
  Console: {aws: {Domain: a}, aws-cn: {Domain: b}}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub ["${D}", {D: !FindInMap [Console, !Ref AWS::Partition, Domain]}]
"""


def file(region: str = "us-east-2", **values: str) -> ParameterFile:
    path = Path("params/dev/a.t.json")
    places = {name: Place(str(path), line) for line, name in enumerate(values, 3)}
    return ParameterFile(
        path,
        Environment("dev", "111122223333", region),
        "a",
        "t",
        {"EnvironmentSuffix": "dev", **values},
        {},
        parameter_places=places,
    )


def test_a_rule_of_the_template_is_held_before_aws_is_asked() -> None:
    found = list(check(file(VpcId="", Hook="check"), parse(TEMPLATE)))
    assert [(one.rule, one.line, one.message) for one in found] == [
        ("rule", 4, "a hook needs a listener")
    ]
    assert list(check(file(Hook="check", Listener="l"), parse(TEMPLATE))) == []


def test_each_assertion_is_told_at_the_line_of_its_own_parameter() -> None:
    """Line 3 has the hook, 4 the listener."""
    alone = file(Hook="alone", Listener="l", EnvironmentSuffix="dev")
    found = list(check(alone, parse(TEMPLATE)))
    assert [(one.line, one.message) for one in found] == [(4, "no listener")]


def test_what_a_check_says_better_is_said_once() -> None:
    found = list(check(file(VpcId="vpc-01234567"), parse(TEMPLATE)))
    assert [one.rule for one in found] == ["both-or-neither"]


def test_a_malformed_rule_is_left_to_cfn_lint() -> None:
    odd = TEMPLATE.replace("Assertions:", "Asserted:")
    assert list(check(file(Hook="check"), parse(odd))) == []


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-2", ""),
        ("cn-north-1", ""),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
    ],
)
def test_a_partition_without_data_is_one_sentence(region: str, partition: str) -> None:
    found = list(partitions(file(region), parse(TEMPLATE, Path("t.yaml"))))
    expected = [
        f"t.yaml does not support {region}: it has no Console for the partition "
        f"{partition}"
    ]
    assert [one.message for one in found] == (expected if partition else [])
