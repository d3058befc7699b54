"""W9008: a pipeline that is V2 by what it uses says so."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import part
from generator.rules._v2_features import v2_features


class PipelineTypeIsStated(_house.HouseRule):
    """Flags V2 features in a pipeline without a type."""

    id = "W9008"
    shortdesc = "A pipeline with V2 features states PipelineType V2"
    description = (
        "A feature of V2 makes the pipeline V2, with the price of V2 (per action "
        "minute instead of per month). State the type, so that the review sees it."
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
    bad = good.replace("      PipelineType: V2\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for the first V2 feature, in each branch."""
        for found in pipelines(cfn):
            if part(found.node, "PipelineType").is_absent:
                for node, feature in v2_features(found):
                    yield RuleMatch(node.rule_path, f"{feature}: state PipelineType V2")
                    break
