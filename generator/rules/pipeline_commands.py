"""E9014: commands stand in Commands actions and rules, one a line."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._actions import ACTIONS
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._rule_providers import RULES
from generator.rules._scenarios import constant, part, parts, stated

# CodePipeline API: Command, CommandList and OutputVariableList.
COMMAND_LENGTH = 1000
MOST_COMMANDS = 50
MOST_VARIABLES = 15
# Providers that run no build of their own; what the others take besides their
# settings (EnvironmentVariables, say) is not written down on their pages.
_WITHOUT_COMMANDS = {*RULES, *(provider for _, _, provider in ACTIONS)} - {
    "Commands",
    "ECRBuildAndPublish",
    "InspectorScan",
}
_COMMANDS = """\
- Name: Build
  Actions:
    - Name: Describe
      ActionTypeId: {Category: Compute, Owner: AWS, Provider: Commands, Version: "1"}
      Commands: [npm ci, npm test]
      OutputVariables: [CODEBUILD_BUILD_ID]
      InputArtifacts: [{Name: SourceOutput}]
      OutputArtifacts: [{Name: TestOutput, Files: ["coverage/**"]}]
"""


class PipelineCommands(_house.HouseRule):
    """Flags missing, misplaced, overlong and multi-line commands."""

    id = "E9014"
    shortdesc = "Commands actions have single-line commands, other actions none"
    description = (
        "A Commands action or rule needs 1 to 50 commands of one line and at most "
        "1000 characters; Commands, OutputVariables and the Files of an output "
        "artifact belong to actions that run a build. Providers that this rule does "
        "not know are not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-reference-Commands.html"
    )
    tags = ["resources", "codepipeline", "commands"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, _COMMANDS)
    bad = good.replace("              Commands: [npm ci, npm test]\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each action and rule, in each branch."""
        for found in pipelines(cfn):
            owners = [(action.node, action.provider) for action in found.actions]
            for _, condition in found.conditions:
                owners += [(rule.node, rule.provider) for rule in condition.rules]
            for node, provider in owners:
                if provider == "Commands":
                    problems = _command_problems(node)
                elif provider in _WITHOUT_COMMANDS:
                    problems = _misplaced(node, provider)
                else:
                    continue
                for place, problem in problems:
                    yield RuleMatch(place.rule_path, problem)


def _command_problems(node: Node) -> Iterator[tuple[Node, str]]:
    commands = part(node, "Commands")
    known = parts(commands)
    if commands.is_absent or known == ():
        yield node, "Commands needs Commands"
    if known and len(known) > MOST_COMMANDS:
        yield commands, f"{len(known)} commands, {MOST_COMMANDS} are allowed"
    for command in commands.items():
        text = constant(command)
        if "\n" in text.strip():
            yield command, "a command is one line"
        elif len(text) > COMMAND_LENGTH:
            yield command, f"{len(text)} characters, {COMMAND_LENGTH} are allowed"
    variables = part(node, "OutputVariables")
    named = parts(variables)
    if named and len(named) > MOST_VARIABLES:
        yield variables, f"{len(named)} variables, {MOST_VARIABLES} are allowed"


def _misplaced(node: Node, provider: str) -> Iterator[tuple[Node, str]]:
    for key in ("Commands", "OutputVariables"):
        place = stated(node, key)
        if not place.is_absent:
            yield place, f"{key} belongs to a Commands action, not to {provider}"
    for artifact in stated(node, "OutputArtifacts").items():
        files = stated(artifact, "Files")
        if not files.is_absent:
            yield files, f"Files belongs to a Commands action, not to {provider}"
