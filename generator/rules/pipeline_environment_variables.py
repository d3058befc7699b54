"""E9016: the environment variables of a CodeBuild action are a JSON list."""

import json
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import literal
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines

TYPES = ("PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER")
_KEYS = {"name", "value", "type"}


class PipelineEnvironmentVariables(_house.HouseRule):
    """Flags EnvironmentVariables that CodeBuild cannot read."""

    id = "E9016"
    shortdesc = "EnvironmentVariables of a CodeBuild action is a JSON list"
    description = (
        "The setting is a text with a JSON list of objects with name, value and "
        "(optional) type, all texts; type is PLAINTEXT, PARAMETER_STORE or "
        "SECRETS_MANAGER. Anything else fails when the action starts."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-reference-CodeBuild.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE,
        BUILD.replace(
            "{ProjectName: payment-image}",
            "\n        ProjectName: payment-image\n"
            "        EnvironmentVariables: "
            """'[{"name": "COMMIT", "value": "#{SourceVariables.CommitId}"}]'""",
        ),
    )
    bad = good.replace('"name": "COMMIT"', '"Name": "COMMIT"')

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each CodeBuild action, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                node = (action.settings or {}).get("EnvironmentVariables")
                if action.provider == "CodeBuild" and node is not None:
                    for problem in _problems(node):
                        yield RuleMatch(node.rule_path, problem)


def _problems(node: Node) -> Iterator[str]:
    # Objects and lists are the business of E9002.
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
