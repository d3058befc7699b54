"""The type of a pipeline: what makes it V2, and that it says so."""

from collections.abc import Iterator

from generator.rules._house import Problem
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import GATES, GUIDE, Pipeline, PipelineRule
from generator.rules._settled import constant, part, stated

_V2 = pipeline(
    SOURCE, BUILD, DEPLOY, properties="PipelineType: V2\nExecutionMode: QUEUED\n"
)


class PipelineV2Features(PipelineRule):
    """A V1 pipeline has no features of V2.

    Triggers, variables, the QUEUED and PARALLEL modes, stage conditions and the
    Commands and ECRBuildAndPublish actions need PipelineType V2; CodePipeline
    refuses them in a V1 pipeline.
    """

    id = "E9908"
    page = f"{GUIDE}pipeline-types-planning.html"
    tags = ["resources", "codepipeline", "pipeline-type"]

    good = _V2
    bad = good.replace("PipelineType: V2", "PipelineType: V1")

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        if constant(part(found.node, "PipelineType")) == "V1":
            for node, feature in _v2_features(found):
                yield node, f"{feature} needs PipelineType V2"


class PipelineTypeIsStated(PipelineRule):
    """A pipeline with V2 features states PipelineType V2.

    A feature of V2 makes the pipeline V2, with the price of V2 (per action minute
    instead of per month). State the type, so that the review sees it.
    """

    id = "W9908"
    page = f"{GUIDE}pipeline-types-planning.html"
    tags = ["resources", "codepipeline", "pipeline-type"]

    good = _V2
    bad = good.replace("      PipelineType: V2\n", "")

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        if part(found.node, "PipelineType").is_absent:
            for node, feature in _v2_features(found):
                yield node, f"{feature}: state PipelineType V2"
                break


def _v2_features(found: Pipeline) -> Iterator[Problem]:
    """Each V2 feature that the pipeline uses, and where.

    "What type of pipeline is right for me?", AWS CodePipeline User Guide; for
    actions the note on the page of the provider.
    """
    for key in ("Triggers", "Variables"):
        node = stated(found.node, key)
        if not node.is_absent:
            yield node, key
    mode = stated(found.node, "ExecutionMode")
    if constant(mode) in ("QUEUED", "PARALLEL"):
        yield mode, f"ExecutionMode {mode.value}"
    for stage in found.stages:
        for gate in GATES:
            node = stated(stage.node, gate)
            if not node.is_absent:
                yield node, gate
    for action in found.actions:
        if action.type and action.type.is_v2_only:
            yield stated(action.node, "ActionTypeId"), f"a {action.provider} action"
