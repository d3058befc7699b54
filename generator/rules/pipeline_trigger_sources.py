"""E9010: a trigger belongs to a connection source of its pipeline."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, Pipeline, pipelines
from generator.rules._scenarios import constant, part


class PipelineTriggerSources(_house.HouseRule):
    """Flags triggers of other actions, and a second trigger of one action."""

    id = "E9010"
    shortdesc = "A pipeline trigger names a connection source action, once"
    description = (
        "SourceActionName must be a CodeStarSourceConnection action of the pipeline "
        "(other sources, GitHub by OAuth among them, have no triggers), and an action "
        "has one trigger. CodePipeline refuses the rest."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/"
        "API_GitConfiguration.html"
    )
    tags = ["resources", "codepipeline", "triggers"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE,
        BUILD,
        DEPLOY,
        properties="""\
PipelineType: V2
Triggers:
  - ProviderType: CodeStarSourceConnection
    GitConfiguration:
      SourceActionName: GitHub
      Push: [{Branches: {Includes: [main]}}]
""",
    )
    bad = good.replace("SourceActionName: GitHub", "SourceActionName: Image")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each trigger, in each branch."""
        for found in pipelines(cfn):
            sources = _connection_sources(found)
            seen: set[str] = set()
            for trigger in part(found.node, "Triggers").items():
                node = part(trigger, "GitConfiguration", "SourceActionName")
                name = constant(node)
                if not name:
                    continue
                if name in seen:
                    yield RuleMatch(node.rule_path, f"{name!r} already has a trigger")
                elif sources is not None and name not in sources:
                    yield RuleMatch(
                        node.rule_path,
                        f"{name!r} is not a CodeStarSourceConnection action of this "
                        "pipeline",
                    )
                seen.add(name)


def _connection_sources(found: Pipeline) -> set[str] | None:
    """Names of the connection sources; None if an action's name is not known."""
    actions = list(found.actions)
    if not found.is_whole or any(
        not action.name or not action.provider for action in actions
    ):
        return None
    return {
        action.name
        for action in actions
        if action.provider == "CodeStarSourceConnection"
    }
