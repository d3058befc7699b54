"""Settings of pipeline actions and rules: texts, and what is written in them."""

import json
from collections.abc import Iterator
from typing import Any

from generator.rules._expressions import is_expression, literal
from generator.rules._house import Problem
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import API, GUIDE, Action, Configured, PipelineRule
from generator.rules._providers import IMAGE_KEYS
from generator.rules._settled import constant

_SETTINGS = "{ProjectName: payment-image}"
_BUILD_WITH_VARIABLES = BUILD.replace(
    _SETTINGS,
    "\n        ProjectName: payment-image\n"
    "        EnvironmentVariables: "
    """'[{"name": "COMMIT", "value": "#{SourceVariables.CommitId}"}]'""",
)

# Characters of a key, of an action's value and of a rule's value (CodePipeline
# API: ActionConfigurationKey, ActionConfigurationValue, RuleConfigurationValue).
KEY_LENGTH = 50
ACTION_VALUE_LENGTH = 1000
RULE_VALUE_LENGTH = 10_000


class PipelineConfigurationValues(PipelineRule):
    """A setting of a pipeline action is a text of at most 1000 characters.

    CodePipeline stores the settings of an action as texts of 1 to 1000 characters
    (of a condition's rule: 10000). EnvironmentVariables and ParameterOverrides are
    JSON in one text, not YAML below the key. Of a value with placeholders the
    certain part is measured.
    """

    id = "E9902"
    page = f"{API}API_ActionDeclaration.html"
    tags = ["resources", "codepipeline", "actions", "limits"]

    good = pipeline(
        SOURCE,
        _BUILD_WITH_VARIABLES,
        DEPLOY,
    )
    bad = pipeline(
        SOURCE,
        BUILD.replace(
            _SETTINGS,
            "\n        ProjectName: payment-image\n"
            "        EnvironmentVariables:\n"
            '          - {name: COMMIT, value: "#{SourceVariables.CommitId}"}',
        ),
        DEPLOY,
    )

    def _configured_problems(self, owner: Configured) -> Iterator[Problem]:
        longest = (
            ACTION_VALUE_LENGTH if isinstance(owner, Action) else RULE_VALUE_LENGTH
        )
        for key, node in (owner.settings or {}).items():
            yield from _text_problems(key, node, longest)


def _text_problems(key: str, node: Node, longest: int) -> Iterator[Problem]:
    if len(key) > KEY_LENGTH:
        yield (
            node,
            f"the key has {len(key)} characters, {KEY_LENGTH} are allowed",
        )
    if isinstance(node.value, dict | list) and not is_expression(node.value):
        yield (node, f"{key} is not a text: write it as JSON in one text")
    elif node.value == "":
        yield (node, f"{key} is empty: leave the key out")
    elif len(literal(node.text)) > longest:
        yield (
            node,
            f"{key} has {len(literal(node.text))} characters or more, "
            f"{longest} are allowed",
        )


class PipelineSettingsAreQuoted(PipelineRule):
    """Decimal numbers in pipeline settings are quoted.

    CodePipeline takes texts only. CloudFormation makes the text of an integer or a
    boolean by itself; a decimal number loses its form on the way (1.10 becomes 1.1),
    so that what is reviewed is not what is stored.
    """

    id = "W9902"
    page = f"{API}API_ActionDeclaration.html"
    tags = ["resources", "codepipeline", "actions"]

    good = pipeline(SOURCE.replace("BranchName: main", 'BranchName: "1.10"'), BUILD)
    bad = good.replace('"1.10"', "1.10")

    def _configured_problems(self, owner: Configured) -> Iterator[Problem]:
        for key, node in (owner.settings or {}).items():
            if isinstance(node.value, float):
                yield node, f"{key} is a decimal number: put it in quotes"


class PipelineImagePlaceholders(PipelineRule):
    """An image of CodeDeployToECS has an artifact and a placeholder.

    ImageNArtifactName says where imageDetail.json is, ImageNContainerName which
    placeholder in the task definition it fills: IMAGE1_NAME for <IMAGE1_NAME>. One
    without the other, or brackets in the key, leaves the placeholder in the task
    definition and the deployment fails.
    """

    id = "E9906"
    page = f"{GUIDE}action-reference-ECSbluegreen.html"
    tags = ["resources", "codepipeline", "actions"]

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = good.replace("IMAGE1_NAME", "<IMAGE1_NAME>")

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        if action.provider != "CodeDeployToECS" or action.settings is None:
            return
        given = action.settings
        seen: set[str] = set()
        for pair in IMAGE_KEYS:
            for key, other in (pair, pair[::-1]):
                if key in given and other not in given:
                    yield given[key], f"{key} needs {other}"
            placeholder = pair[1]
            name = constant(given[placeholder]) if placeholder in given else ""
            if "<" in name or ">" in name:
                problem = f"{placeholder} is the placeholder without < and >"
                yield given[placeholder], problem
            elif name in seen:
                problem = f"{name!r} is the placeholder of another image"
                yield given[placeholder], problem
            elif name:
                seen.add(name)


TYPES = ("PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER")
_KEYS = {"name", "value", "type"}


class PipelineEnvironmentVariables(PipelineRule):
    """EnvironmentVariables of a CodeBuild action is a JSON list.

    The setting is a text with a JSON list of objects with name, value and
    (optional) type, all texts; type is PLAINTEXT, PARAMETER_STORE or
    SECRETS_MANAGER. Anything else fails when the action starts.
    """

    id = "E9916"
    page = f"{GUIDE}action-reference-CodeBuild.html"
    tags = ["resources", "codepipeline", "actions"]

    good = pipeline(SOURCE, _BUILD_WITH_VARIABLES)
    bad = good.replace('"name": "COMMIT"', '"Name": "COMMIT"')

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        node = (action.settings or {}).get("EnvironmentVariables")
        if action.provider == "CodeBuild" and node is not None:
            for problem in _variables_problems(node):
                yield node, problem


def _variables_problems(node: Node) -> Iterator[str]:
    # Objects and lists are the business of E9902.
    if not node.text or isinstance(node.value, list):
        return
    try:
        listed = json.loads(node.text)
    except ValueError as error:
        # A placeholder may stand for any JSON.
        if literal(node.text) == node.text:
            yield f"EnvironmentVariables is not JSON: {error}"
        return
    if not isinstance(listed, list):
        yield "EnvironmentVariables is not a JSON list"
        return
    for number, variable in enumerate(listed, start=1):
        problem = _variable_problem(variable)
        if problem:
            yield f"environment variable {number}: {problem}"


def _variable_problem(variable: Any) -> str:
    if not isinstance(variable, dict):
        return "not an object with name and value"
    for key, value in variable.items():
        if key not in _KEYS:
            return f"{key!r} is not one of name, value, type"
        if not isinstance(value, str):
            return f"{key} is not a text"
    if missing := {"name", "value"} - variable.keys():
        return f"{' and '.join(sorted(missing))} missing"
    kind = variable.get("type", "PLAINTEXT")
    if "${" not in kind and kind not in TYPES:
        return f"type {kind!r} is not one of {', '.join(TYPES)}"
    return ""
