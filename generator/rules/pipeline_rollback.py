"""E9012: a stage that rolls back can."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, Pipeline, pipelines
from generator.rules._scenarios import constant, part


class PipelineRollback(_house.HouseRule):
    """Flags rollback of the source stage and in PARALLEL mode."""

    id = "E9012"
    shortdesc = "A pipeline rolls back stages that have something to roll back to"
    description = (
        "In PARALLEL mode executions do not follow one another, so no stage can roll "
        "back; the source stage never can. CodePipeline refuses both."
    )
    # That of the PARALLEL mode is "Set or change the pipeline execution mode".
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html"
    )
    tags = ["resources", "codepipeline", "conditions"]
    resource_types = (PIPELINE,)
    pci = ("6.5.1",)

    good = pipeline(
        SOURCE,
        BUILD,
        DEPLOY + "  OnFailure: {Result: ROLLBACK}\n",
        properties="PipelineType: V2\nExecutionMode: QUEUED\n",
    )
    bad = good.replace("ExecutionMode: QUEUED", "ExecutionMode: PARALLEL")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each ROLLBACK, in each branch."""
        for found in pipelines(cfn):
            is_parallel = constant(part(found.node, "ExecutionMode")) == "PARALLEL"
            for node, is_source in _rollbacks(found):
                if is_parallel:
                    yield RuleMatch(node.rule_path, "no ROLLBACK in PARALLEL mode")
                elif is_source:
                    yield RuleMatch(node.rule_path, "no ROLLBACK of the source stage")


def _rollbacks(found: Pipeline) -> Iterator[tuple[Node, bool]]:
    """Each result that is ROLLBACK, and whether its stage holds source actions."""
    for stage in found.stages:
        is_source = any(action.category == "Source" for action in stage.actions)
        results = [part(stage.node, "OnFailure", "Result")]
        results += [part(condition.node, "Result") for condition in stage.conditions]
        for node in results:
            if constant(node) == "ROLLBACK":
                yield node, is_source
