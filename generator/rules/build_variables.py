"""Environment variables of builds: their names, and which may leave the build."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.rules._buildspec import PROJECT, inline_buildspec
from generator.rules._exported_variables import exported
from generator.rules._fragments import build_project
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, Resource, resources, together
from generator.rules._plaintext import PIPELINE

_SECTIONS = ("variables", "parameter-store", "secrets-manager")
# Where the value of a secret comes from: the section of a buildspec, the type.
# A parameter is no secret for certain.
_OF_SECRETS = ("secrets-manager", "SECRETS_MANAGER")


@dataclass(frozen=True)
class Variable:
    """A variable of a build, and whether its value is read from a secret."""

    name: str
    is_secret: bool
    node: Node


class BuildVariablesAreNotReserved(HouseRule):
    """No variable of a build begins with CODEBUILD_.

    The prefix is CodeBuild's own: a variable of one's own under it takes the place of
    what commands and tools read there, or has no effect.
    """

    id = "W9946"
    page = "codebuild/latest/userguide/build-env-ref-env-vars.html"
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT, PIPELINE)

    good = build_project(
        environment="EnvironmentVariables: [{Name: COMMIT, Value: main}]\n"
    )
    bad = good.replace("Name: COMMIT", "Name: CODEBUILD_SOURCE_VERSION")

    def _problems(self, template: Any) -> Iterator[Problem]:
        found = [
            variable
            for project in resources(template, PROJECT)
            for variable in _of_project(project)
        ]
        for pipeline in resources(template, PIPELINE):
            for action in pipeline.properties.leaves("Stages.Actions"):
                found += _of_action(action)
        for variable in found:
            if variable.name.startswith("CODEBUILD_"):
                yield variable.node, f"{variable.name}: CODEBUILD_ is reserved"


_EXPORTING = """\
version: 0.2
env:
  secrets-manager: {PASSWORD: docker-registry-credentials-dev:password}
  exported-variables: [DIGEST]
phases:
  build:
    commands:
      - export DIGEST=sha256
"""


class SecretsAreNotExported(HouseRule):
    """No secret is among the exported variables of a build.

    Exported variables become output variables of the pipeline's action: CodePipeline
    shows and stores them in plain text, for whoever may see an execution.
    """

    id = "W9948"
    page = "codebuild/latest/userguide/build-spec-ref.html"
    tags = ["resources", "codebuild", "secrets"]
    pci = ("8.6.2",)
    resource_types = (PROJECT,)

    good = build_project(buildspec=_EXPORTING)
    bad = good.replace("[DIGEST]", "[DIGEST, PASSWORD]")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for project in resources(template, PROJECT):
            secrets = [each for each in _of_project(project) if each.is_secret]
            for source in project.get("Source", "BuildSpec"):
                names = exported(inline_buildspec(source) or {})
                for secret in secrets:
                    if (
                        secret.name in names
                        and together(template, source.when, secret.node.when)
                        is not None
                    ):
                        yield (
                            source,
                            f"{secret.name} is a secret, and exported-variables "
                            "hands it on in plain text",
                        )


def _of_project(project: Resource) -> Iterator[Variable]:
    for listed in project.get("Environment", "EnvironmentVariables"):
        for variable in listed.items():
            for name in variable.get("Name"):
                for kind in variable.get("Type"):
                    yield Variable(name.text, kind.value in _OF_SECRETS, variable)
    for source in project.get("Source", "BuildSpec"):
        env: Any = (inline_buildspec(source) or {}).get("env")
        for section in _SECTIONS if isinstance(env, Mapping) else ():
            for name in env.get(section) or ():
                yield Variable(str(name), section in _OF_SECRETS, source)


def _of_action(action: Node) -> Iterator[Variable]:
    for node in action.get("Configuration", "EnvironmentVariables"):
        try:
            listed = json.loads(node.text)
        except ValueError:
            continue
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                is_secret = each.get("type") in _OF_SECRETS
                yield Variable(str(each.get("name")), is_secret, node)
