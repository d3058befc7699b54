"""E9008: what only V2 pipelines have is not in a V1 pipeline."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import constant, part
from generator.rules._v2_features import v2_features


class PipelineV2Features(_house.HouseRule):
    """Flags triggers, variables, modes, conditions and actions that need V2."""

    id = "E9008"
    shortdesc = "A V1 pipeline has no features of V2"
    description = (
        "Triggers, variables, the QUEUED and PARALLEL modes, stage conditions and the "
        "Commands and ECRBuildAndPublish actions need PipelineType V2; CodePipeline "
        "refuses them in a V1 pipeline."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "pipeline-types-planning.html"
    )
    tags = ["resources", "codepipeline", "pipeline-type"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE, BUILD, DEPLOY, properties="PipelineType: V2\nExecutionMode: QUEUED\n"
    )
    bad = good.replace("PipelineType: V2", "PipelineType: V1")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each feature of V2 in a V1 pipeline, in each branch."""
        for found in pipelines(cfn):
            if constant(part(found.node, "PipelineType")) == "V1":
                for node, feature in v2_features(found):
                    yield RuleMatch(node.rule_path, f"{feature} needs PipelineType V2")
