"""E9905: a variable that is referred to exists by then."""

import pytest

from generator.rules._pipeline_fragments import (
    APPROVAL,
    BUILD,
    DEPLOY,
    SOURCE,
    pipeline,
)

COMMANDS = """\
- Name: Describe
  Actions:
    - Name: Describe
      ActionTypeId: {Category: Compute, Owner: AWS, Provider: Commands, Version: "1"}
      Namespace: Description
      Commands: ["true"]
      OutputVariables: [SUMMARY]
      EnvironmentVariables: [{Name: COMMIT, Value: "#{SourceVariables.CommitId}"}]
      InputArtifacts: [{Name: SourceOutput}]
"""
VARIABLES = "PipelineType: V2\nVariables: [{Name: TICKET, DefaultValue: none}]\n"


def approval(data: str) -> str:
    return APPROVAL + f'      Configuration: {{CustomData: "{data}"}}\n'


def approved(data: str, properties: str = VARIABLES) -> str:
    return pipeline(SOURCE, BUILD, COMMANDS, approval(data), properties=properties)


@pytest.mark.parametrize(
    "reference",
    [
        "#{SourceVariables.CommitId}",
        "#{SourceVariables.CommitId} of #{SourceVariables.BranchName}",
        "#{BuildVariables.ANYTHING}",
        "#{Description.SUMMARY}",
        "#{codepipeline.PipelineExecutionId}",
        "#{variables.TICKET}",
        "${x} # {braces}",
    ],
)
def test_variables_of_earlier_actions_are_fine(judge, reference):
    assert judge("E9905", approved(reference)) == []


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("#{SourceVariables.CommitID}", "'GitHub' makes AuthorDate"),
        ("#{Description.OTHER}", "'Describe' makes SUMMARY"),
        ("#{Unknown.CommitId}", "no action has the namespace"),
        ("#{CommitId}", "a period between"),
        ("#{codepipeline.Name}", "only PipelineExecutionId"),
        ("#{variables.OTHER}", "declares no such variable"),
    ],
)
def test_a_variable_that_is_not_there_is_found(judge, reference, problem):
    [found] = judge("E9905", approved(reference))
    assert problem in found


def test_a_commands_action_without_variables_has_none(judge):
    text = approved("#{Description.SUMMARY}")
    [found] = judge(
        "E9905", text.replace("OutputVariables: [SUMMARY]", "OutputVariables: []")
    )
    assert "makes no variables" in found
    hidden = text.replace("OutputVariables: [SUMMARY]", "OutputVariables: !Ref Given")
    assert judge("E9905", hidden) == []


def test_environment_variables_of_commands_are_judged(judge):
    text = approved("").replace("#{SourceVariables.CommitId}", "#{Nobody.CommitId}")
    [found] = judge("E9905", text)
    assert "Nobody" in found


def test_an_action_of_the_same_stage_must_come_earlier(judge):
    def text(order: str) -> str:
        build = BUILD.replace(
            "- Name: Image\n", f"- Name: Image\n      RunOrder: {order}\n"
        )
        approve = approval("#{BuildVariables.TAG}").partition("  Actions:\n")[2]
        return pipeline(SOURCE, build + approve.replace("Type: V2", ""))

    assert len(judge("E9905", text("1"))) == 1
    assert len(judge("E9905", text("2"))) == 1
    assert judge("E9905", text("!Ref Given")) == []


def test_a_later_stage_is_not_over(judge):
    text = pipeline(SOURCE, approval("#{BuildVariables.TAG}"), BUILD)
    [found] = judge("E9905", text)
    assert "'Image' is not over by then" in found


def test_source_actions_have_no_pipeline_variables(judge):
    text = pipeline(
        SOURCE.replace("BranchName: main", 'BranchName: "#{variables.TICKET}"'),
        BUILD,
        properties=VARIABLES,
    )
    [found] = judge("E9905", text)
    assert "source action" in found


@pytest.mark.parametrize(
    "text",
    [
        approved("#{Unknown.CommitId}").replace(
            "Namespace: BuildVariables", "Namespace: !Ref Given"
        ),
        approved("#{variables.OTHER}", "PipelineType: V2\nVariables: !Ref Given\n"),
        approved(
            "#{variables.OTHER}", "PipelineType: V2\nVariables: [{Name: !Ref Given}]\n"
        ),
        pipeline(SOURCE, "- !Ref Given\n", approval("#{Unknown.CommitId}")),
        pipeline(SOURCE, BUILD, APPROVAL + "      Configuration: !Ref Given\n"),
        pipeline(
            SOURCE,
            APPROVAL
            + '      Configuration: {CustomData: !Sub "#{${Given}.CommitId}"}\n',
        ),
    ],
)
def test_what_cannot_be_known_is_not_judged(judge, text):
    assert judge("E9905", text) == []


def test_a_trigger_adds_variables_to_the_connection(judge):
    trigger = """\
PipelineType: V2
Triggers:
  - ProviderType: CodeStarSourceConnection
    GitConfiguration:
      SourceActionName: GitHub
      PullRequest: [{Branches: {Includes: [main]}}]
"""
    reference = "#{SourceVariables.PullRequestId}"
    assert judge("E9905", approved(reference, trigger)) == []
    assert len(judge("E9905", approved(reference))) == 1


def test_a_namespace_of_the_other_branch_does_not_exist(judge):
    source = SOURCE.replace(
        "Namespace: SourceVariables",
        "Namespace: !If [IsProduction, SourceVariables, !Ref AWS::NoValue]",
    )
    always = approval("#{SourceVariables.CommitId}")
    assert len(judge("E9905", pipeline(source, always))) == 1
    sometimes = APPROVAL + (
        "      Configuration: !If [IsProduction, "
        '{CustomData: "#{SourceVariables.CommitId}"}, !Ref AWS::NoValue]\n'
    )
    assert judge("E9905", pipeline(source, sometimes)) == []


@pytest.mark.parametrize(
    ("gate", "variable", "is_fine"),
    [
        ("BeforeEntry", "#{SourceVariables.CommitId}", True),
        ("BeforeEntry", "#{BuildVariables.RESULT}", False),
        ("OnSuccess", "#{BuildVariables.RESULT}", True),
        ("OnSuccess", "#{Later.RESULT}", False),
    ],
)
def test_a_condition_sees_the_actions_that_are_over(judge, gate, variable, is_fine):
    condition = f"""\
  {gate}:
    Conditions:
      - Result: FAIL
        Rules:
          - Name: Check
            RuleTypeId:
              {{Category: Rule, Owner: AWS, Provider: VariableCheck, Version: "1"}}
            Configuration: {{Variable: "{variable}", Value: a, Operator: EQ}}
"""
    later = BUILD.replace("BuildVariables", "Later").replace("BuildOutput", "Other")
    text = pipeline(
        SOURCE, BUILD + condition, later.replace("Name: Build", "Name: Later"), DEPLOY
    )
    assert (judge("E9905", text) == []) is is_fine


def built(buildspec: str, variable: str, more: str = "") -> str:
    """A pipeline whose CodeBuild project stands in the template."""
    project = f"""\
  Project:
    Type: AWS::CodeBuild::Project
    Properties: {{Source: {{Type: CODEPIPELINE, BuildSpec: {buildspec}}}}}
"""
    build = BUILD.replace("payment-image}", "!Ref Project" + more + "}")
    text = pipeline(SOURCE, build, approval(f"#{{BuildVariables.{variable}}}"))
    return text + project


@pytest.mark.parametrize(
    ("buildspec", "variable", "is_fine"),
    [
        ('"env:\\n  exported-variables: [DIGEST, TAG]\\n"', "DIGEST", True),
        ('"env:\\n  exported-variables: [DIGEST, TAG]\\n"', "OTHER", False),
        ('"env:\\n  exported-variables: DIGEST\\n"', "DIGEST", True),
        ('"env:\\n  variables: {A: b}\\n"', "A", False),
        ('"env:\\n"', "DIGEST", False),
        ('"env: text\\n"', "DIGEST", False),
        ('"version: 0.2\\n"', "DIGEST", False),
        ("buildspec.yml", "DIGEST", True),
        ("!Ref Given", "DIGEST", True),
        ("!If [IsProduction, buildspec.yml, !Ref AWS::NoValue]", "DIGEST", True),
        (
            '!If [IsProduction, "env:\\n  exported-variables: [A]\\n", "env:\\n"]',
            "A",
            True,
        ),
    ],
)
def test_a_build_makes_what_its_buildspec_exports(judge, buildspec, variable, is_fine):
    assert (judge("E9905", built(buildspec, variable)) == []) is is_fine


@pytest.mark.parametrize(
    "more", [", BuildspecOverride: other.yml", ", BatchEnabled: 'true'"]
)
def test_a_build_with_another_buildspec_makes_other_variables(judge, more):
    assert judge("E9905", built('"version: 0.2\\n"', "DIGEST", more)) == []
