"""E9002: settings of actions and rules are texts of the length AWS stores."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import is_expression, literal
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines

# Characters of a key, of an action's value and of a rule's value (CodePipeline
# API: ActionConfigurationKey, ActionConfigurationValue, RuleConfigurationValue).
KEY_LENGTH = 50
ACTION_VALUE_LENGTH = 1000
RULE_VALUE_LENGTH = 10_000


class PipelineConfigurationValues(_house.HouseRule):
    """Flags objects, lists, empty and overlong values, and overlong keys."""

    id = "E9002"
    shortdesc = "A setting of a pipeline action is a text of at most 1000 characters"
    description = (
        "CodePipeline stores the settings of an action as texts of 1 to 1000 "
        "characters (of a condition's rule: 10000). EnvironmentVariables and "
        "ParameterOverrides are JSON in one text, not YAML below the key. Of a value "
        "with placeholders the certain part is measured."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/"
        "API_ActionDeclaration.html"
    )
    tags = ["resources", "codepipeline", "actions", "limits"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE,
        BUILD.replace(
            "{ProjectName: payment-image}",
            "\n        ProjectName: payment-image\n"
            "        EnvironmentVariables: "
            """'[{"name": "COMMIT", "value": "#{SourceVariables.CommitId}"}]'""",
        ),
        DEPLOY,
    )
    bad = pipeline(
        SOURCE,
        BUILD.replace(
            "{ProjectName: payment-image}",
            "\n        ProjectName: payment-image\n"
            "        EnvironmentVariables:\n"
            '          - {name: COMMIT, value: "#{SourceVariables.CommitId}"}',
        ),
        DEPLOY,
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each setting, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                for key, node in (action.settings or {}).items():
                    yield from _problems(key, node, ACTION_VALUE_LENGTH)
            for _, condition in found.conditions:
                for rule in condition.rules:
                    for key, node in (rule.settings or {}).items():
                        yield from _problems(key, node, RULE_VALUE_LENGTH)


def _problems(key: str, node: Node, longest: int) -> Iterator[RuleMatch]:
    if len(key) > KEY_LENGTH:
        yield RuleMatch(
            node.rule_path,
            f"the key has {len(key)} characters, {KEY_LENGTH} are allowed",
        )
    if isinstance(node.value, dict | list) and not is_expression(node.value):
        yield RuleMatch(
            node.rule_path, f"{key} is not a text: write it as JSON in one text"
        )
    elif node.value == "":
        yield RuleMatch(node.rule_path, f"{key} is empty: leave the key out")
    elif len(literal(node.text)) > longest:
        yield RuleMatch(
            node.rule_path,
            f"{key} has {len(literal(node.text))} characters or more, "
            f"{longest} are allowed",
        )
