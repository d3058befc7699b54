"""These run cfn-lint, about a second for its rules and a half for each lint."""

import io
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.document import Template
from generator.errors import UsageError
from generator.findings import Finding
from generator.parameters import lint_run, linting, validate
from generator.parameters.committed import read_template
from generator.parameters.lint_input import Broken, LintInput
from generator.parameters.linting import lint
from tests.parameters.blue_green import project, values
from tests.parameters.small_project import TEMPLATE, SmallProject


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def linted(small: SmallProject, *files, **rest) -> list[Finding]:
    templates = {"small": read_template(small.project, "small")}
    return list(lint(files, templates, **rest))


def test_good_values_pass_though_the_template_alone_has_warnings(
    small: SmallProject,
) -> None:
    # cfn-lint by itself takes the branch with the VPC and its empty IDs, and
    # house rules miss what this template lacks: `build` has asked them.
    assert linted(small, small.file()) == []


def test_a_bad_value_is_reported_at_the_property_it_breaks(
    small: SmallProject,
) -> None:
    small.template(TEMPLATE.replace("    MinValue: 5\n", ""))
    file = small.file({"BuildTimeoutMinutes": "3"})
    (finding,) = linted(small, file)
    assert (finding.file, finding.line, finding.severity) == (
        str(file.path),
        4,
        "error",
    )
    assert finding.rule == "W1030"
    assert finding.message.startswith("BuildTimeoutMinutes: ")
    assert "less than the minimum of 5" in finding.message
    where = "Resources/Project/Properties/TimeoutInMinutes/Ref"
    assert f"(at {where}, {small.project.templates_out}/small.yaml:" in finding.message


def test_items_of_a_list_reach_the_property_as_a_list(small: SmallProject) -> None:
    together = {
        "VpcId": "vpc-01234567",
        "SubnetIds": "subnet-01234567, subnet-89abcdef",
        "SecurityGroupIds": "sg-01234567,nonsense",
    }
    (finding,) = linted(small, small.file(together))
    assert finding.message.startswith("SecurityGroupIds: 'nonsense' is not a ")
    assert finding.line == 6


def test_a_resource_that_the_values_leave_out_must_not_be_needed(
    small: SmallProject,
) -> None:
    small.template(
        f"{TEMPLATE}  Policy:\n"
        "    Type: AWS::SNS::TopicPolicy\n"
        "    Properties: {Topics: [!Ref Topic], PolicyDocument: {}}\n"
    )
    assert "E1020" in [finding.rule for finding in linted(small, small.file())]


def test_equal_inputs_are_linted_once(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr(
        linting, "lint_together", lambda inputs, _: calls.append(inputs) or [[]]
    )
    progress = []
    files = [small.file(name="a"), small.file({"Label": "xy"}, name="b")]
    linted(small, *files, progress=lambda *at: progress.append(at))
    assert len(calls) == 1
    assert progress == [(1, 1)]


BOUNDLESS = TEMPLATE.replace("    MinValue: 5\n", "").replace(
    "    AllowedPattern: ^$|^sg-[0-9a-f]{8,17}$\n", ""
)
EXTRA = """\
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: !Select [0, !Split ['/', !Ref Label]]
      VisibilityTimeout: !FindInMap [Kinds, !Ref NodeVersion, Seconds]
      QueueName: !Join ['', [!Ref Label, !Sub '${ServiceName}']]
Mappings:
  Kinds: {'20': {Seconds: 30}, '22': {Seconds: 99999}}
"""
VPC = {"VpcId": "vpc-01234567", "SubnetIds": "subnet-01234567"}
# One function each, and the values of two conditions; some are wrong.
VALUES: list[dict[str, str]] = [
    {"NodeVersion": "20", "Label": "1/x"},
    {"NodeVersion": "20", "Label": "1/x", "BuildTimeoutMinutes": "3"},
    {"NodeVersion": "22", "Label": "1/x"},
    {"NodeVersion": "20", "Label": "9999/x"},
    {"NodeVersion": "20", "Label": "1/x", "ServiceName": "a b"},
    {"NodeVersion": "20", "Label": "1/y", "BuildTimeoutMinutes": "6"},
    {
        "NodeVersion": "20",
        "Label": "1/z",
        **VPC,
        "SecurityGroupIds": "sg-01234567",
    },
    {"NodeVersion": "20", "Label": "1/z", **VPC, "SecurityGroupIds": "nonsense"},
]


def broken_by(small: SmallProject, values: list[dict[str, str]]) -> list[set[str]]:
    """The rules that each file breaks, all of them linted in one go."""
    files = [small.file(each, name=f"s{n}") for n, each in enumerate(values)]
    found = linted(small, *files, use_cache=False)
    return [
        {f"{each.rule} {each.message}" for each in found if each.file == str(file.path)}
        for file in files
    ]


def test_stacks_that_are_linted_together_have_the_findings_of_each_alone(
    small: SmallProject,
) -> None:
    small.template(BOUNDLESS + EXTRA)
    alone = [found for each in VALUES for found in broken_by(small, [each])]
    wrong = [bool(found) for found in alone]
    assert wrong == [False, True, True, True, True, False, False, True]
    assert broken_by(small, VALUES) == alone


def test_good_stacks_of_the_same_conditions_take_one_run(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    run = lint_run._lint
    monkeypatch.setattr(
        lint_run, "_lint", lambda *work: runs.append(len(work[0])) or run(*work)
    )
    values = [{"BuildTimeoutMinutes": str(minutes)} for minutes in range(10, 15)]
    assert broken_by(small, values) == [set()] * 5
    assert runs == [5]


def test_several_processes_have_the_same_result(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.template(BOUNDLESS)
    values = [{"BuildTimeoutMinutes": minutes} for minutes in ("3", "40")]
    values.append({**VPC, "SecurityGroupIds": "nonsense"})
    monkeypatch.setattr(linting, "WORKERS", 1)
    alone = broken_by(small, values)
    assert [bool(found) for found in alone] == [True, False, True]
    monkeypatch.setattr(linting, "WORKERS", 2)
    monkeypatch.setattr(linting, "ENOUGH_FOR_WORKERS", 2)
    assert broken_by(small, values) == alone


def count_lints(monkeypatch: pytest.MonkeyPatch, broken: list[Broken]) -> list[str]:
    calls: list[str] = []

    def stand_in(inputs: list[LintInput], template: Template) -> list[list[Broken]]:
        calls.extend(each.region for each in inputs)
        return [broken for _ in inputs]

    monkeypatch.setattr(linting, "lint_together", stand_in)
    return calls


def test_a_clean_input_is_not_linted_again(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count_lints(monkeypatch, [])
    file = small.file()
    linted(small, file)
    assert linted(small, file) == []
    assert len(calls) == 1
    linted(small, file, use_cache=False)
    assert len(calls) == 2


def test_whatever_decides_a_result_is_linted_again_when_it_changes(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count_lints(monkeypatch, [])
    linted(small, small.file())
    linted(small, small.file({"BuildTimeoutMinutes": "31"}))
    small.template(TEMPLATE.replace("A small pipeline", "Another"))
    linted(small, small.file())
    small.environments('[dev]\naccount = "111122223333"\nregion = "eu-west-1"\n')
    linted(small, small.file())
    assert len(calls) == 4


def test_a_result_with_findings_is_never_kept(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken("E1", "error", "wrong", 5, "R", ())
    calls = count_lints(monkeypatch, [broken])
    file = small.file()
    assert linted(small, file) == linted(small, file)
    assert len(calls) == 2


def test_a_region_that_is_none_is_refused(small: SmallProject) -> None:
    small.environments('[dev]\naccount = "111122223333"\nregion = "eu-wst-1"\n')
    with pytest.raises(UsageError) as caught:
        linted(small, small.file())
    assert caught.value.message == (
        'cfn-lint knows no region "eu-wst-1" of environments.toml.'
    )
    assert caught.value.hint == "Did you mean eu-west-1?"


TOPIC = "Resources: {A: {Type: 'AWS::SNS::Topic'}}\n"
ODD = {
    "no parameters": TOPIC,
    "null sections": f"Parameters:\nMappings:\nOutputs:\n{TOPIC}",
    "no resources": "Parameters: {A: {Type: String}}\n",
    "no type": f"Parameters: {{A: {{Default: x}}}}\n{TOPIC}",
    "null constraint": "Parameters: {A: {Type: String, AllowedValues: }}\n",
    "odd constraints": "Parameters: {A: {Type: String, AllowedValues: 5, MinLength: x,"
    " MaxLength: []}, B: {Type: Number, MinValue: x, MaxValue: {}, Default: 1}}\n",
    "a number for a name": "Resources: {5: {Type: 'AWS::SNS::Topic'}}\n",
    "odd properties": "Resources: {A: {Type: [a], Condition: [C], Properties: [a]}}\n",
    "odd tags": "Resources: {A: {Type: 'AWS::SNS::Topic',"
    " Properties: {Tags: [5, [a], {Key: [a]}, ~, x, !GetAtt A.B]}}}\n",
    "odd dependencies": "Resources: {A: {Type: 'AWS::SNS::Topic', DependsOn: [[A]]}}\n",
    "a loop": "Conditions: {C: !Condition C}\n"
    "Resources: {A: {Type: 'AWS::SNS::Topic', Condition: C}}\n",
    "given twice": f"{TOPIC}Description: a\nDescription: b\n",
    "no key": f"{TOPIC}~: a\n",
    "what cfn-lint stumbles over": f"{TOPIC}Metadata: {{cfn-lint: [a]}}\n",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_template_ends_in_sentences(small: SmallProject, text: str) -> None:
    path = small.project.templates_out / "small.yaml"
    path.write_text(text)
    small.write("dev/a.small.json", '{"Parameters": {"A": "x", "B": "2"}}')
    try:
        found = validate(small.project)
    except UsageError as refusal:
        assert refusal.message.startswith(f"{path}:")
        assert refusal.message.endswith(".")
        assert refusal.hint
    else:
        assert all("\n" not in finding.message for finding in found)


def test_a_template_is_read_once(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.file()
    template = small.project.templates_out / "small.yaml"
    opened: list[Path] = []
    real = io.open

    def counted(file: Any, *rest: Any, **named: Any) -> Any:
        opened.extend([template] if str(file) == str(template) else [])
        return real(file, *rest, **named)

    monkeypatch.setattr(io, "open", counted)
    monkeypatch.setattr("builtins.open", counted)
    assert [f.rule for f in validate(small.project)] == ["missing-service"]
    assert opened == [template]


def test_house_rules_judge_a_value_as_if_it_stood_in_the_template(
    small: SmallProject,
) -> None:
    project(small)
    good = small.file(values("pay"))
    assert linted(small, good, use_cache=False) == []
    file = small.file(values("pay", Config="CodeDeployDefault.LambdaAllAtOnce"))
    (finding,) = linted(small, file, use_cache=False)
    assert (finding.rule, finding.severity, finding.line) == ("E9935", "error", 9)
    assert finding.message.startswith("Config: 'CodeDeployDefault.LambdaAllAtOnce' is")


def test_what_house_rules_object_to_with_any_value_is_the_builds_business(
    small: SmallProject,
) -> None:
    small.template(
        "Parameters: {NotificationEmail: {Type: String}, Key: {Type: String}}\n"
        "Resources:\n"
        "  Bucket:\n"
        "    Type: AWS::S3::Bucket\n"
        "    Properties: {BucketName: !Ref Key}\n"
    )
    assert linted(small, small.file({"Key": "some-files"}), use_cache=False) == []
