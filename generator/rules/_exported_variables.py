"""The output variables of a CodeBuild action: what its buildspec exports."""

from collections.abc import Mapping
from typing import Any

from generator.rules._buildspec import inline_buildspec
from generator.rules._expressions import named_resource
from generator.rules._nodes import Node, resources
from generator.rules._pipelines import Action

PROJECT = "AWS::CodeBuild::Project"


def exported_variables(
    action: Action, when: Mapping[str, bool]
) -> tuple[str, ...] | None:
    """Names in `env.exported-variables` of the project's inline buildspec.

    `when` is the scenario of the pipeline, for what the project's conditions leave.
    None if the project or its buildspec is not in the template, or if the action
    brings a buildspec of its own or a batch, whose builds have others.
    """
    settings = action.settings or {}
    if "ProjectName" not in settings or settings.keys() & {
        "BuildspecOverride",
        "BatchEnabled",
    }:
        return None
    name = named_resource(settings["ProjectName"].text)
    found: tuple[str, ...] = ()
    for project in resources(action.node.template, PROJECT):
        if project.name == name:
            for source in _sources(project.properties, when):
                buildspec = inline_buildspec(source)
                if buildspec is None:
                    return None
                found += exported(buildspec)
            return found
    return None


def _sources(properties: Node, when: Mapping[str, bool]) -> list[Node]:
    """The project's buildspecs in the scenario of the pipeline."""
    seen = Node(properties.value, properties.path, when, properties.template)
    return list(seen.get("Source", "BuildSpec"))


def exported(buildspec: Mapping[str, Any]) -> tuple[str, ...]:
    """What a buildspec exports to whoever runs the build."""
    environment = buildspec.get("env")
    if not isinstance(environment, dict):
        return ()
    names = environment.get("exported-variables")
    if isinstance(names, list):
        return tuple(str(name) for name in names)
    return (str(names),) if names else ()
