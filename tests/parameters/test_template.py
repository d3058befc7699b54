import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import UsageError
from generator.parameters.template import read_template, template_names
from generator.project import Project
from tests.parameters.small_project import SmallProject


def test_short_functions_are_read_as_long_ones(small: SmallProject) -> None:
    template = small.template(
        "Resources:\n"
        "  A:\n"
        "    Type: T\n"
        "    Properties:\n"
        "      R: !Ref B\n"
        "      G: !GetAtt B.Arn.X\n"
        "      J: !Join ['-', [a, !Sub '${B}']]\n"
        "      C: !Condition Yes\n"
        "      M: !Transform {Name: x}\n"
    )
    assert template.resources["A"]["Properties"] == {
        "R": {"Ref": "B"},
        "G": {"Fn::GetAtt": ["B", "Arn.X"]},
        "J": {"Fn::Join": ["-", ["a", {"Fn::Sub": "${B}"}]]},
        "C": {"Condition": "Yes"},
        "M": {"Fn::Transform": {"Name": "x"}},
    }


def test_a_version_stays_text(small: SmallProject) -> None:
    template = small.template("AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n")
    assert template.body["AWSTemplateFormatVersion"] == "2010-09-09"


def test_defaults_are_strings_as_cloudformation_takes_them(small: SmallProject) -> None:
    template = small.template(
        "Parameters:\n  A: {Type: Number, Default: 5}\n"
        "  B: {Type: String, Default: true, NoEcho: 'true'}\n  C: {Type: String}\n"
    )
    assert [template.default(name) for name in "ABC"] == ["5", "true", None]
    assert [template.no_echo(name) for name in "ABC"] == [False, True, False]


def test_templates_are_named_after_their_files(small: SmallProject) -> None:
    small.template("Resources: {}", "another")
    assert template_names(small.project) == ("another", "small")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "cannot be read: while parsing a flow node"),
        ("- a", "is not a CloudFormation template"),
        ("Parameters: [a]", "is not a CloudFormation template"),
        ("", "is not a CloudFormation template"),
    ],
)
def test_what_is_no_template_is_refused(
    small: SmallProject, text: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        small.template(text)
    path = small.project.templates_out / "small.yaml"
    assert caught.value.message == f"{path} {message}."
    assert caught.value.hint == "Run `python -m generator build`."


def test_a_missing_template_is_told(tmp_path) -> None:
    with pytest.raises(UsageError, match="There is no template"):
        read_template(Project(tmp_path), "pipeline")


@given(text=st.text())
def test_any_text_is_a_template_or_refused(tmp_path_factory, text: str) -> None:
    small = SmallProject(tmp_path_factory.mktemp("any"))
    try:
        small.template(text)
    except UsageError as refusal:
        assert "\n" not in refusal.message
