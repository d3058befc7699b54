"""E9918: no action takes what one beside it makes."""

import pytest

from generator.rules.pipeline_artifacts import PipelineInputsAreMadeBefore as Rule

ORDER = "              RunOrder: 2\n"
OUTPUT = "OutputArtifacts: [{Name: SourceOutput}]"
INPUT = "InputArtifacts: [{Name: SourceOutput}]"


@pytest.mark.parametrize("order", ["", "              RunOrder: 1\n"])
def test_an_artifact_of_the_same_run_order_is_found(judge, order):
    (found,) = judge("E9918", Rule.good.replace(ORDER, order))
    assert "'BuildOutput' is made by 'Image', which is not over" in found


@pytest.mark.parametrize(
    "text",
    [
        Rule.good,
        # An earlier stage has made it, too.
        Rule.bad.replace(OUTPUT, OUTPUT[:-1] + ", {Name: BuildOutput}]"),
        Rule.good.replace("RunOrder: 2", "RunOrder: !Ref Given"),
    ],
)
def test_a_later_order_another_maker_or_an_unknown_order_is_fine(judge, text):
    assert judge("E9918", text) == []


def test_an_action_does_not_take_its_own_output(judge):
    own = Rule.good.replace(INPUT, "InputArtifacts: [{Name: BuildOutput}]")
    assert len(judge("E9918", own)) == 1
