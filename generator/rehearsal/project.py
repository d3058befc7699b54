"""A CodeBuild project as a template that is settled for one stack makes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.conditions import exists
from generator.cloudformation.scope import Scope
from generator.cloudformation.values import evaluate


@dataclass(frozen=True)
class Variable:
    """An environment variable of a project or of one start of a build."""

    name: str
    value: str
    type: str = "PLAINTEXT"


@dataclass(frozen=True)
class BuildProject:
    """What a CodeBuild project gives to a build.

    `minutes` is how long a build may take: 60 is CodeBuild's default. `docker` says
    whether it runs Docker, which takes a privileged container.
    """

    buildspec: str
    variables: Sequence[Variable] = ()
    name: str = ""
    image: str = ""
    minutes: float = 60
    docker: bool = False


def build_projects(scope: Scope) -> Iterator[BuildProject]:
    """The projects that a stack has, in the template's order.

    Raises:
        TemplateError: an expression means nothing.
    """
    for resource in _made(scope, "AWS::CodeBuild::Project"):
        yield build_project(resource)


def build_project(resource: Mapping[str, Any]) -> BuildProject:
    """What a project gives to a build, from the evaluated properties of one."""
    environment = resource["Environment"]
    return BuildProject(
        buildspec=resource["Source"]["BuildSpec"],
        variables=[
            Variable(one["Name"], one["Value"], one.get("Type", "PLAINTEXT"))
            for one in environment.get("EnvironmentVariables", [])
        ],
        name=resource["Name"],
        image=environment["Image"],
        docker=str(environment.get("PrivilegedMode", "")).lower() == "true",
        minutes=float(resource.get("TimeoutInMinutes", 60)),
    )


def stages(scope: Scope) -> dict[str, BuildProject]:
    """The builds that a revision goes through before people are asked.

    `tests` is the first action of category Test that CodeBuild runs, `image` the
    first one of category Build.

    Raises:
        TemplateError: an expression means nothing.
    """
    projects = {each.name: each for each in build_projects(scope)}
    found: dict[str, BuildProject] = {}
    for pipeline in _made(scope, "AWS::CodePipeline::Pipeline"):
        for action in (one for s in pipeline["Stages"] for one in s["Actions"]):
            kind = action["ActionTypeId"]
            stage = {"Test": "tests", "Build": "image"}.get(kind["Category"])
            project = projects.get(action.get("Configuration", {}).get("ProjectName"))
            if stage and project and kind["Provider"] == "CodeBuild":
                found.setdefault(stage, project)
    return found


def _made(scope: Scope, kind: str) -> Iterator[Mapping[str, Any]]:
    for resource in scope.template.resources.values():
        if resource["Type"] == kind and exists(resource, scope):
            yield evaluate(resource["Properties"], scope)
