"""Artifacts of pipeline actions: how many, and which of them settings may name."""

from collections.abc import Iterator

from generator.rules._house import Problem
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import GUIDE, Action, Pipeline, PipelineRule, names
from generator.rules._settled import constant, part


class PipelineArtifactCounts(PipelineRule):
    """A pipeline action has the number of artifacts its provider wants.

    Each provider takes and makes a fixed range of artifacts: CodeDeployToECS takes
    1 to 5 and makes none, ECRBuildAndPublish makes none. CodePipeline refuses
    another number. Providers outside the table of this rule are not judged.
    """

    id = "E9903"
    page = f"{GUIDE}reference-action-artifacts.html"
    tags = ["resources", "codepipeline", "artifacts"]

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = pipeline(
        SOURCE, BUILD, DEPLOY + "      OutputArtifacts: [{Name: DeployOutput}]\n"
    )

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        if action.type is None:
            return
        fewest, most = action.type.inputs
        settings = action.settings or {}
        for key, value in action.type.input_for.items():
            if key in settings and constant(settings[key]) == value:
                fewest = 1
        yield from _count_problems(action, "input", action.inputs, (fewest, most))
        yield from _count_problems(
            action, "output", action.outputs, action.type.outputs
        )


def _count_problems(
    action: Action,
    kind: str,
    artifacts: tuple[Node, ...] | None,
    limits: tuple[int, int],
) -> Iterator[Problem]:
    fewest, most = limits
    if artifacts is not None and not fewest <= len(artifacts) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        yield (
            part(action.node, f"{kind.title()}Artifacts"),
            f"{action.provider} has {wanted} {kind} artifacts, not {len(artifacts)}",
        )


class PipelineConfigurationArtifacts(PipelineRule):
    """A setting that names an artifact names an input of the action.

    PrimarySource of CodeBuild, the templates and images of CodeDeployToECS and
    TemplateConfiguration of CloudFormation name an input artifact of the same
    action. With several inputs CodeBuild must be told which is primary.
    """

    id = "E9907"
    page = f"{GUIDE}action-reference-CodeBuild.html"
    tags = ["resources", "codepipeline", "artifacts"]

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = good.replace(
        "AppSpecTemplateArtifact: BuildOutput", "AppSpecTemplateArtifact: SourceOutput"
    )

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        inputs = names(action.inputs)
        if action.type is None or action.settings is None or inputs is None:
            return
        for key, artifact in _named_artifacts(action).items():
            if artifact and artifact not in inputs:
                listed = ", ".join(sorted(inputs)) or "none"
                yield (
                    part(action.node, "Configuration", key),
                    f"{key} names {artifact!r}; the action's inputs are: {listed}",
                )
        if (
            action.provider == "CodeBuild"
            and len(inputs) > 1
            and "PrimarySource" not in action.settings
        ):
            yield (
                part(action.node, "Configuration"),
                f"CodeBuild with {len(inputs)} inputs needs PrimarySource",
            )


def _named_artifacts(action: Action) -> dict[str, str]:
    """Settings that name an artifact, with the artifact (empty: not known)."""
    settings = action.settings or {}
    keys = action.type.artifact_keys if action.type else ()
    named = {key: constant(settings[key]) for key in keys if key in settings}
    # cfn-lint looks after TemplatePath itself (E3703).
    if action.provider == "CloudFormation" and "TemplateConfiguration" in settings:
        artifact, mark, _ = constant(settings["TemplateConfiguration"]).partition("::")
        if mark:
            named["TemplateConfiguration"] = artifact
    return named


# One more action of the stage.
_TESTS = """\
    - Name: Tests
      ActionTypeId: {Category: Test, Owner: AWS, Provider: CodeBuild, Version: "1"}
      Configuration: {ProjectName: payment-tests}
      InputArtifacts: [{Name: BuildOutput}]
      RunOrder: 2
"""


class PipelineInputsAreMadeBefore(PipelineRule):
    """An input artifact is made before the action starts.

    Actions of one stage with the same RunOrder, which is 1 if nothing is said, start
    together: none may take what another makes. CodePipeline refuses the pipeline.
    Artifacts of later stages are the business of cfn-lint (E3701).
    """

    id = "E9918"
    page = f"{GUIDE}reference-pipeline-structure.html"
    tags = ["resources", "codepipeline", "artifacts"]

    good = pipeline(SOURCE, BUILD + _TESTS)
    bad = good.replace("              RunOrder: 2\n", "")

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        for action in found.actions:
            for artifact in action.inputs or ():
                name = constant(part(artifact, "Name"))
                makers = [each for each in found.actions if name in each.makes]
                if any(each.stage == action.stage for each in makers) and all(
                    each.precedes(action) is False for each in makers
                ):
                    yield (
                        artifact,
                        f"{name!r} is made by {makers[0].name!r}, which is not over "
                        "when this action starts: give it a later RunOrder",
                    )
