"""Environment variables of builds that everyone who sees the project can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.rules._buildspec import PROJECT, inline_buildspec
from generator.rules._nodes import Node, resources

PIPELINE = "AWS::CodePipeline::Pipeline"
# CodePipeline guide, "CodeBuild action reference": the type defaults to PLAINTEXT.
_PLAIN = (None, "PLAINTEXT")


@dataclass(frozen=True)
class PlainVariable:
    """A variable of type PLAINTEXT; `value` as `written`, `node` where it stands."""

    name: str
    value: str
    node: Node


def plain_variables(template: Any) -> Iterator[PlainVariable]:
    """Those of projects, of inline buildspecs and of pipeline actions."""
    for project in resources(template, PROJECT):
        for variables in project.get("Environment", "EnvironmentVariables"):
            for variable in variables.items():
                yield from _project_variable(variable)
        for source in project.get("Source", "BuildSpec"):
            env = (inline_buildspec(source) or {}).get("env")
            values = env.get("variables") if isinstance(env, dict) else None
            if isinstance(values, dict):
                for name, value in values.items():
                    yield PlainVariable(name, str(value), source)
    for pipeline in resources(template, PIPELINE):
        for action in pipeline.properties.leaves("Stages.Actions"):
            yield from _action_variables(action)


def _project_variable(variable: Node) -> Iterator[PlainVariable]:
    for kind in variable.get("Type"):
        if not kind.is_absent and kind.value != "PLAINTEXT":
            continue
        for name in variable.get("Name"):
            for value in variable.get("Value"):
                yield PlainVariable(name.text, value.text, value)


def _action_variables(action: Node) -> Iterator[PlainVariable]:
    """The action's configuration carries them as a JSON list in a string."""
    for node in action.get("Configuration", "EnvironmentVariables"):
        try:
            variables = json.loads(node.text)
        except json.JSONDecodeError:
            continue
        for variable in variables if isinstance(variables, list) else ():
            if isinstance(variable, dict) and variable.get("type") in _PLAIN:
                yield PlainVariable(
                    str(variable.get("name")), str(variable.get("value")), node
                )
