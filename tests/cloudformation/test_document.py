import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.document import (
    Template,
    TemplateError,
    as_text,
    digest,
    from_body,
    is_list,
    parse,
    read,
)

LONG: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {"Name": {"Type": "String", "Default": "a"}},
    "Conditions": {"Has": {"Fn::Not": [{"Condition": "Other"}]}},
    "Resources": {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": {"Ref": "Name"}},
        },
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "TopicName": {"Fn::Sub": "${Name}-t"},
                "DisplayName": {"Fn::GetAtt": ["Bucket", "Arn"]},
                "KmsMasterKeyId": {
                    "Fn::If": ["Has", {"Ref": "Name"}, {"Ref": "AWS::NoValue"}]
                },
            },
        },
    },
}
SHORT = """\
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Name: {Type: String, Default: a}
Conditions:
  Has: !Not [!Condition Other]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Name
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub ${Name}-t
      DisplayName: !GetAtt Bucket.Arn
      KmsMasterKeyId: !If
        - Has
        - !Ref Name
        - !Ref AWS::NoValue
"""
DOTTED = SHORT.replace("!GetAtt Bucket.Arn", "{Fn::GetAtt: Bucket.Arn}")


@pytest.mark.parametrize(
    "text",
    [
        SHORT,
        DOTTED,
        json.dumps(LONG),
        json.dumps(LONG, indent="\t"),
        SHORT.replace("!GetAtt Bucket.Arn", "!GetAtt [Bucket, Arn]"),
    ],
)
def test_every_way_to_write_a_template_reads_the_same(text: str) -> None:
    assert parse(text).body == LONG
    assert parse(text).text == text


def test_what_another_program_has_read_looks_the_same() -> None:
    dotted = json.loads(json.dumps(LONG).replace('["Bucket", "Arn"]', '"Bucket.Arn"'))
    assert from_body(dotted).body == LONG


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("Parameters",), 2),
        (("Parameters", "Name", "Default"), 3),
        (("Resources", "Topic"), 11),
        (("Resources", "Topic", "Properties", "TopicName", "Fn::Sub"), 14),
        (("Resources", "Topic", "Properties", "KmsMasterKeyId", "Fn::If", 1), 18),
        (("Resources", "Topic", "Properties", "Nothing", "There"), 13),
        (("Resources", "Nobody"), 6),
    ],
)
def test_a_value_has_the_line_it_was_written_on(path: Any, line: int) -> None:
    assert parse(SHORT).line(path) == line


def test_a_value_of_a_json_template_has_its_line_too() -> None:
    text = json.dumps(LONG, indent="\t")
    at = text.splitlines().index('\t\t"Topic": {') + 1
    assert parse(text).line(("Resources", "Topic")) == at


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "not a template", 1),
        ("- a", "not a template", 1),
        ("a: b\n  c: d", "not YAML", 2),
        ('{"Resources": ', "not YAML", 1),
        ("Parameters: []", "Parameters has no members", 1),
        ("Resources:\n  A: b", "Resources/A has no members", 2),
        ("Parameters:\n  A:\n  B: {}", "Parameters/A has no members", 2),
        ("Outputs: {A: 1}", "Outputs/A has no members", 1),
        ("a: \x01", "not YAML", 0),
        ("[" * 3000, "", 0),
    ],
)
def test_what_is_no_template_is_refused_with_its_line(
    text: str, message: str, line: int
) -> None:
    with pytest.raises(TemplateError) as refused:
        parse(text)
    assert message in str(refused.value)
    assert refused.value.line >= line


def test_empty_sections_are_as_good_as_none() -> None:
    template = parse("Parameters:\nResources:\nConditions: {}\nOutputs: null\n")
    assert (template.parameters, template.resources) == ({}, {})
    assert (template.conditions, template.outputs, template.mappings) == ({}, {}, {})


def test_loops_of_a_transform_are_no_resources() -> None:
    template = parse(
        "Resources:\n  Fn::ForEach::Topics: [a, [b], {}]\n  A: {Type: X}\n"
    )
    assert list(template.resources) == ["A"]


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ("true", True),
        ("'true'", True),
        ("' True '", True),
        ("TRUE", True),
        ("false", False),
        ("'no'", False),
        ("null", False),
        ("'false'", False),
    ],
)
def test_a_no_echo_parameter_is_found_however_it_says_so(
    written: str, hidden: bool
) -> None:
    template = parse(f"Parameters: {{Secret: {{Type: String, NoEcho: {written}}}}}")
    assert ("Secret" in template.no_echo) is hidden


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("Resources: {A: {Type: AWS::S3::Bucket}}", []),
        ("Resources: {A: {Type: AWS::IAM::Role}}", ["CAPABILITY_NAMED_IAM"]),
        (
            "Resources: {A: {Type: AWS::CloudFormation::Stack}}",
            ["CAPABILITY_AUTO_EXPAND"],
        ),
        ("Transform: X\nResources: {}", ["CAPABILITY_AUTO_EXPAND"]),
        (
            "Resources: {A: {Type: X, Properties: {Fn::Transform: {Name: M}}}}",
            ["CAPABILITY_AUTO_EXPAND"],
        ),
    ],
)
def test_the_capabilities_are_those_the_template_needs(
    text: str, needed: list[str]
) -> None:
    assert parse(text).capabilities == needed


def test_the_digest_is_of_the_text_and_forgets_the_last_line_end() -> None:
    assert parse(SHORT).sha256 == parse(SHORT.strip()).sha256 == digest(SHORT)
    assert parse(SHORT).sha256 != parse(DOTTED).sha256
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(SHORT.replace("\n", "\r\n").encode())
    template = read(path)
    assert template.path == path
    assert template.body == LONG
    assert "\r\n" in template.text


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: b\nc: \xe9\n")
    with pytest.raises(TemplateError, match="UTF-8") as refused:
        read(path)
    assert refused.value.line == 2


def test_size_counts_bytes() -> None:
    assert Template("é", {}).size == 2


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (3, "3"), ("A", "A")]
)
def test_a_scalar_is_the_string_cloudformation_takes(value: Any, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("CommaDelimitedList", True),
        ("List<AWS::EC2::Subnet::Id>", True),
        ("String", False),
        ("AWS::SSM::Parameter::Value<List<String>>", False),
    ],
)
def test_lists_are_told_by_their_type(kind: str, holds: bool) -> None:
    assert is_list(kind) is holds


def test_a_template_travels_to_another_process_as_its_text() -> None:
    template = parse("Resources:\n  A: {Type: !Ref B}\n", Path("a.yaml"))
    arrived = pickle.loads(pickle.dumps(template))
    assert arrived == template
    assert arrived.body == template.body
    assert arrived.line(("Resources", "A")) == 2
