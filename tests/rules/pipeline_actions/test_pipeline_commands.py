"""E9914: commands stand in Commands actions and rules, one a line."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline


def commands(lines: str) -> str:
    return pipeline(
        SOURCE,
        f"""\
- Name: Commands
  Actions:
    - Name: Commands
      ActionTypeId: {{Category: Compute, Owner: AWS, Provider: Commands, Version: "1"}}
      InputArtifacts: [{{Name: SourceOutput}}]
{lines}
""",
    )


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "needs Commands"),
        ("      Commands: []", "needs Commands"),
        ('      Commands: ["a\\nb"]', "one line"),
        (f"      Commands: [{'x' * 1001}]", "1001 characters"),
        (f"      Commands: [{', '.join(['a'] * 51)}]", "51 commands"),
        (
            f"      Commands: [a]\n      OutputVariables: {list('ABCDEFGHIJKLMNOP')}",
            "16 variables",
        ),
        (
            "      Commands: !If [IsProduction, [a], !Ref AWS::NoValue]",
            "needs Commands",
        ),
    ],
)
def test_commands_that_cannot_run_are_found(judge, lines, problem):
    [found] = judge("E9914", commands(lines))
    assert problem in found


@pytest.mark.parametrize(
    "lines",
    [
        "      Commands: [npm ci, npm test]",
        "      Commands: !Ref Given",
        "      Commands: [!Ref Given]",
        f"      Commands: [{'x' * 1000}]",
        "      Commands:\n        - |\n          npm ci\n",
    ],
)
def test_commands_that_can_run_are_fine(judge, lines):
    assert judge("E9914", commands(lines)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Commands: [a]",
        "OutputVariables: [A]",
    ],
)
def test_what_belongs_to_commands_is_not_elsewhere(judge, line):
    [found] = judge("E9914", pipeline(SOURCE, BUILD + f"      {line}\n"))
    assert "belongs to a Commands action, not to CodeBuild" in found


def test_files_belong_to_commands(judge):
    text = pipeline(
        SOURCE, BUILD.replace("Name: BuildOutput}", "Name: BuildOutput, Files: [a]}")
    )
    assert len(judge("E9914", text)) == 1


@pytest.mark.parametrize("provider", ["!Ref Given", "OfTomorrow", "ECRBuildAndPublish"])
def test_a_provider_that_may_run_a_build_may_have_commands(judge, provider):
    text = pipeline(SOURCE, BUILD + "      Commands: [a]\n")
    assert len(judge("E9914", text)) == 1
    other = text.replace("Provider: CodeBuild", f"Provider: {provider}")
    assert judge("E9914", other) == []


def test_a_commands_rule_needs_commands(judge):
    rule = """\
  BeforeEntry:
    Conditions:
      - Result: FAIL
        Rules:
          - Name: Check
            RuleTypeId: {Category: Rule, Owner: AWS, Provider: Commands, Version: "1"}
"""
    assert len(judge("E9914", pipeline(SOURCE, DEPLOY + rule))) == 1
    given = rule + "            Commands: [ls]\n"
    assert judge("E9914", pipeline(SOURCE, DEPLOY + given)) == []
