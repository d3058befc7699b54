"""Buildspecs that stand in a template: that CodeBuild can read them."""

from collections.abc import Iterator
from typing import Any

from generator.buildspec_format import ANY
from generator.buildspecs import judge
from generator.rules._buildspec import PROJECT, inline_buildspec, inline_text
from generator.rules._expressions import named_resource
from generator.rules._fragments import build_project
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import resources, together
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline
from generator.rules._pipelines import Action, PipelineRule

_GUIDE = "codebuild/latest/userguide/build-spec-ref.html"
_BUILDSPEC = """\
version: 0.2
phases:
  build:
    commands:
      - 'echo "reason: tests"'
"""


class InlineBuildspecsAreReadable(HouseRule):
    """An inline buildspec is one that CodeBuild can read.

    CodeBuild reads it before the first command: tabs, a command that YAML takes
    for a mapping (an unquoted colon), an unknown phase or no version end each build
    in DOWNLOAD_SOURCE with YAML_FILE_ERROR.
    """

    id = "E9948"
    page = _GUIDE
    tags = ["resources", "codebuild", "buildspec"]
    resource_types = (PROJECT,)

    good = build_project(buildspec=_BUILDSPEC)
    bad = build_project(
        buildspec=_BUILDSPEC.replace("""'echo "reason: tests"'""", "echo reason: tests")
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for project in resources(template, PROJECT):
            for source in project.get("Source", "BuildSpec"):
                if text := inline_text(source):
                    for found in judge(text, project.name, ANY):
                        yield source, f"line {found.line} of it: {found.message}"


_OUTPUT = "      OutputArtifacts: [{Name: BuildOutput}]\n"
_MADE = "artifacts:\n  files: ['**/*']\n"


class OutputsOfBuildsAreMade(PipelineRule):
    """A build that hands on an artifact says in its buildspec what is in it.

    Without `artifacts` in the buildspec CodeBuild uploads nothing, and the action
    with an output artifact fails. An action without one needs none.
    """

    id = "E9949"
    page = "codepipeline/latest/userguide/action-reference-CodeBuild.html"
    tags = ["resources", "codepipeline", "codebuild", "artifacts"]

    good = pipeline(
        SOURCE, BUILD.replace("payment-image", "!Ref Build")
    ) + build_project(buildspec=_BUILDSPEC + _MADE).removeprefix("Resources:\n")
    bad = good.replace("          artifacts:\n            files: ['**/*']\n", "")

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        if action.provider != "CodeBuild" or not action.outputs or not action.settings:
            return
        project = action.settings.get("ProjectName")
        name = named_resource(project.text) if project else ""
        for found in resources(action.node.template, PROJECT):
            if found.name == name:
                for source in found.get("Source", "BuildSpec"):
                    buildspec = inline_buildspec(source)
                    if (
                        buildspec is not None
                        and "artifacts" not in buildspec
                        and together(source.template, source.when, action.node.when)
                        is not None
                    ):
                        yield (
                            action.outputs[0],
                            f"the buildspec of {name} has no artifacts: this output "
                            "is never made",
                        )
