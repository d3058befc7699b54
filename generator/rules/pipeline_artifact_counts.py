"""E9003: an action has as many artifacts as its provider takes and makes."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, Action, pipelines
from generator.rules._scenarios import constant, part


class PipelineArtifactCounts(_house.HouseRule):
    """Flags too few and too many input and output artifacts."""

    id = "E9003"
    shortdesc = "A pipeline action has the number of artifacts its provider wants"
    description = (
        "Each provider takes and makes a fixed range of artifacts: CodeDeployToECS "
        "takes 1 to 5 and makes none, ECRBuildAndPublish makes none. CodePipeline "
        "refuses another number. Providers outside the table of this rule are not "
        "judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "reference-action-artifacts.html"
    )
    tags = ["resources", "codepipeline", "artifacts"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = pipeline(
        SOURCE, BUILD, DEPLOY + "      OutputArtifacts: [{Name: DeployOutput}]\n"
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each list of artifacts, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                if action.type is None:
                    continue
                fewest, most = action.type.inputs
                if _needs_source(action):
                    fewest = 1
                yield from _judged(action, "input", action.inputs, (fewest, most))
                yield from _judged(
                    action, "output", action.outputs, action.type.outputs
                )


def _needs_source(action: Action) -> bool:
    """Whether a setting makes the action read a file of an input artifact."""
    settings = action.settings or {}
    return any(
        key in settings and constant(settings[key]) == value
        for key, value in (
            ("InspectorRunMode", "SourceCodeScan"),
            ("InputType", "FilePath"),
        )
    )


def _judged(
    action: Action,
    kind: str,
    artifacts: tuple[Node, ...] | None,
    limits: tuple[int, int],
) -> Iterator[RuleMatch]:
    fewest, most = limits
    if artifacts is None or fewest <= len(artifacts) <= most:
        return
    place = part(action.node, f"{kind.title()}Artifacts")
    wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
    yield RuleMatch(
        place.rule_path,
        f"{action.provider} has {wanted} {kind} artifacts, not {len(artifacts)}",
    )
