"""The text is what the template says, in an order that people can read."""

import json
from textwrap import dedent
from typing import Any

import pytest
from awacs.aws import Allow, PolicyDocument, Statement
from awacs.s3 import GetObject, PutObject
from cfn_flip import to_json
from hypothesis import example, given, settings
from hypothesis import strategies as st
from troposphere import (
    Equals,
    GetAtt,
    If,
    Join,
    Not,
    Output,
    Parameter,
    Ref,
    Split,
    Sub,
    Tags,
    Template,
    iam,
    sns,
)

from generator.render import RESOURCE_FRAME, SECTIONS, WIDTH, render
from generator.templates.pipeline import pipeline
from tests.templates.stack import buildspecs

SOURCE = "generator/templates/example"


class Holding(Template):
    """A template of one resource with any properties, valid or not."""

    def __init__(self, properties: dict[str, Any]) -> None:
        super().__init__()
        self.properties = properties

    def to_dict(self) -> dict[str, Any]:
        resource = {"Type": "A::B::C", "Properties": self.properties}
        return {"Resources": {"Anything": resource}}


def topics(**properties: Any) -> Template:
    template = Template()
    template.add_resource(sns.Topic("AlertTopic", **properties))
    return template


def lines(template: Template) -> list[str]:
    return [line.strip() for line in render(template, source=SOURCE).splitlines()]


def parsed(text: str) -> Any:
    """Read by another project's parser, short functions in their long form."""
    return json.loads(to_json(text))


def in_lists(data: Any) -> Any:
    """IAM takes a single action or resource with or without its list."""
    if isinstance(data, list):
        return [in_lists(item) for item in data]
    if not isinstance(data, dict):
        return data
    wrapped = {key: in_lists(value) for key, value in data.items()}
    for key in {"Action", "Resource"} & set(wrapped) if "Effect" in wrapped else ():
        if not isinstance(wrapped[key], list):
            wrapped[key] = [wrapped[key]]
    return wrapped


def whole() -> Template:
    template = Template(Description="Everything that a template can have")
    template.set_version("2010-09-09")
    template.set_metadata({"Team": "payments"})
    template.add_output(Output("topicArn", Value=Ref("AlertTopic")))
    template.add_resource(
        sns.Topic(
            "AlertTopic",
            TopicName="alerts",
            Metadata={"Reasons": "none"},
            Condition="IsProduction",
            DependsOn="OtherTopic",
            DeletionPolicy="Retain",
            UpdateReplacePolicy="Retain",
        )
    )
    template.add_resource(sns.Topic("OtherTopic"))
    template.add_condition("IsProduction", Equals(Ref("Stage"), "prod"))
    template.add_mapping("Console", {"aws": {"Domain": "aws.amazon.com"}})
    template.add_parameter(Parameter("Stage", Type="String"))
    holds = {"Assert": Not(Equals(Ref("Stage"), "")), "AssertDescription": "a stage"}
    template.add_rule("StageIsGiven", {"Assertions": [holds]})
    return template


def test_the_first_line_says_what_made_the_file_and_from_what() -> None:
    first = render(topics(), source=SOURCE).splitlines()[0]
    assert first.startswith("#")
    assert "python -m generator build" in first
    assert SOURCE in first


def test_sections_come_in_the_order_of_the_user_guide() -> None:
    assert list(parsed(render(whole(), source=SOURCE))) == list(SECTIONS)


def test_a_resource_says_what_it_is_before_what_it_is_made_of() -> None:
    data = parsed(render(whole(), source=SOURCE))
    assert list(data["Resources"]["AlertTopic"]) == list(RESOURCE_FRAME)


def test_resources_and_properties_come_as_the_makers_speak() -> None:
    template = topics(TopicName="alerts", DisplayName="Alerts")
    template.add_resource(sns.Topic("ATopic"))
    resources = parsed(render(template, source=SOURCE))["Resources"]
    assert list(resources) == ["AlertTopic", "ATopic"]
    assert list(resources["AlertTopic"]["Properties"]) == ["TopicName", "DisplayName"]


def test_an_empty_section_is_left_out() -> None:
    assert set(parsed(render(topics(), source=SOURCE))) == {"Resources"}


def test_a_section_without_a_place_is_an_error_and_not_lost() -> None:
    template = topics()
    template.set_transform("AWS::Serverless-2016-10-31")
    with pytest.raises(ValueError, match="Transform"):
        render(template, source=SOURCE)


def test_functions_have_their_short_form() -> None:
    template = topics(
        TopicName=If("IsProduction", Ref("Stage"), Sub("${Stage}-test")),
        DisplayName=Join("-", Split(",", GetAtt("OtherTopic", "TopicName"))),
    )
    template.add_condition("IsProduction", Equals(Ref("Stage"), "prod"))
    template.add_resource(sns.Topic("OtherTopic", Condition="IsProduction"))
    text = render(template, source=SOURCE)
    assert "IsProduction: !Equals [!Ref Stage, prod]" in text
    assert "TopicName: !If [IsProduction, !Ref Stage, !Sub '${Stage}-test']" in text
    assert "!Join ['-', !Split [',', !GetAtt OtherTopic.TopicName]]" in text
    assert "Fn::" not in text


def test_a_condition_of_a_policy_is_not_the_function_of_that_name() -> None:
    policy = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    template = topics()
    template.add_resource(sns.TopicPolicy("P", Topics=["t"], PolicyDocument=policy))
    assert "!Condition" not in render(template, source=SOURCE)
    template = Holding({"Other": {"Fn::Not": [{"Condition": "IsProduction"}]}})
    assert "!Not [!Condition IsProduction]" in render(template, source=SOURCE)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("alerts", "alerts"),
        (Ref("Stage"), "!Ref Stage"),
        (Sub("${A}-x"), "!Sub ${A}-x"),
        (Sub("{{resolve:x}}"), "!Sub '{{resolve:x}}'"),
        # What YAML would take for something else keeps its quotes.
        ("true", "'true'"),
        ("22", "'22'"),
        ("2012-10-17", "'2012-10-17'"),
        ("", "''"),
        ("a: b", "'a: b'"),
        ("# no comment", "'# no comment'"),
        ("s3:*", "s3:*"),
    ],
)
def test_quotes_are_only_where_yaml_needs_them(value: Any, written: str) -> None:
    assert f"DisplayName: {written}" in lines(topics(DisplayName=value))


def test_text_of_several_lines_is_a_block_byte_for_byte() -> None:
    script = (
        'version: 0.2\n\n# a comment\nphases:\n  build:\n    commands: [ "x" ]\n'
        "      - |\n        echo ${NOT_OURS} 'it''s' \\n\n"
    )
    text = render(Holding({"BuildSpec": script}), source=SOURCE)
    _, block = text.split("BuildSpec: |\n")
    assert dedent(block) == script


def test_the_buildspecs_stand_in_the_template_as_blocks() -> None:
    text = render(pipeline(buildspecs()), source=SOURCE)
    assert text.count("BuildSpec: |\n") == 3
    resources = parsed(text)["Resources"]
    for project, content in (
        ("UnitTestProject", buildspecs().text("buildspec-test.yml")),
        ("DockerBuildProject", buildspecs().text("buildspec-build.yml")),
        ("VerifyImageProject", buildspecs().text("buildspec-verify.yml")),
    ):
        assert resources[project]["Properties"]["Source"]["BuildSpec"] == content


def test_what_is_short_stands_on_one_line_and_what_is_long_does_not() -> None:
    tags = Tags(Project=Ref("ProjectName"))
    assert "- {Key: Project, Value: !Ref ProjectName}" in lines(topics(Tags=tags))
    long = Tags(Project="a" * WIDTH)
    written = lines(topics(Tags=long))
    assert "- Key: Project" in written
    assert f"Value: {'a' * WIDTH}" in written


def test_lines_are_as_long_as_people_write_them_and_indented_by_two() -> None:
    text = render(pipeline(buildspecs()), source=SOURCE)
    without = text.split("BuildSpec: |")[0]
    for line in without.splitlines():
        # What cannot be broken may be longer: one word, such as an ARN.
        value = line.strip().removeprefix("- ").split(": ", 1)[-1]
        words = value.removeprefix("!Sub ").rsplit(" ", 1)
        assert len(line) <= WIDTH or len(line) - len(words[-1]) <= WIDTH
        assert (len(line) - len(line.lstrip())) % 2 == 0


def test_a_list_is_indented_under_its_key() -> None:
    text = render(topics(Tags=Tags(Project="a" * WIDTH)), source=SOURCE)
    assert "      Tags:\n        - Key: Project\n" in text


def test_a_list_that_does_not_fit_has_a_line_for_each_item() -> None:
    names = ["a" * 40, "b" * 40]
    written = lines(Holding({"Names": names, "More": [*names, "c" * 40]}))
    assert f"Names: [{', '.join(names)}]" in written
    assert written[-3:] == [f"- {letter * 40}" for letter in "abc"]


def test_numbers_fill_the_line() -> None:
    written = lines(Holding({"Days": list(range(1000, 1025))}))
    row, rest = written[-2:]
    assert row.startswith("Days: [1000, 1001,")
    assert rest.endswith("1024]")
    assert 80 < len(row) <= WIDTH


def test_a_statement_stands_open_with_a_single_action_on_its_own() -> None:
    role = iam.Role(
        "TestRole",
        AssumeRolePolicyDocument=PolicyDocument(
            Statement=[
                Statement(Effect=Allow, Action=[GetObject], Resource=["*"]),
                Statement(Effect=Allow, Action=[GetObject, PutObject], Resource=["a"]),
            ]
        ),
    )
    template = Template()
    template.add_resource(role)
    written = lines(template)
    assert "Action: s3:GetObject" in written
    assert "Resource: '*'" in written
    assert "Action: ['s3:GetObject', 's3:PutObject']" in written


def test_the_text_is_the_same_every_time() -> None:
    first = render(pipeline(buildspecs()), source=SOURCE)
    assert render(pipeline(buildspecs()), source=SOURCE) == first


def test_the_pipeline_is_read_back_as_it_was_meant() -> None:
    template = pipeline(buildspecs())
    read = parsed(render(template, source=SOURCE))
    assert in_lists(read) == in_lists(template.to_dict())


# Any text that a template may hold: no control characters but the line end.
TEXT = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cs"),
        exclude_characters="\u2028\u2029\ufeff",
    )
    | st.just("\n"),
    max_size=40,
)
NAMES = st.from_regex("[A-Z][A-Za-z0-9]{0,10}", fullmatch=True)
FUNCTIONS = st.one_of(
    NAMES.map(lambda name: {"Ref": name}),
    NAMES.map(lambda name: {"Fn::GetAtt": [name, "Arn"]}),
    TEXT.map(lambda text: {"Fn::Sub": text}),
)
SCALARS = st.one_of(TEXT, st.booleans(), st.integers(-(10**6), 10**6), FUNCTIONS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(NAMES, inner, max_size=4),
        st.tuples(NAMES, inner, inner).map(lambda branch: {"Fn::If": list(branch)}),
    ),
    max_leaves=12,
)


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
@example({"A": "no"}).via("a word that YAML 1.1 takes for a boolean")
@example({"A": "1_000"}).via("a text that YAML 1.1 takes for a number")
@example({"A": "12:30:45"}).via("a text that YAML 1.1 takes for base 60")
@example({"A": " leading\nand trailing \n\n"}).via("a block that needs care")
@example({"A": {"Fn::Sub": "two\nlines"}}).via("a function around a block")
@example({"A": {"Fn::Join": ["", []]}}).via("an empty list in a function")
def test_whatever_the_makers_say_is_read_back(properties: dict[str, Any]) -> None:
    template = Holding(properties)
    assert parsed(render(template, source=SOURCE)) == template.to_dict()
