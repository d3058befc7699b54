"""What only pipelines of type V2 have."""

from collections.abc import Iterator

from generator.rules._nodes import Node
from generator.rules._pipelines import GATES, Pipeline
from generator.rules._scenarios import constant, stated


def v2_features(found: Pipeline) -> Iterator[tuple[Node, str]]:
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
