"""E9908 and W9908: what needs V2 is in a pipeline that says V2."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, WINDOW, pipeline

PUBLISH = """\
- Name: Publish
  Actions:
    - Name: Publish
      ActionTypeId:
        {Category: Build, Owner: AWS, Provider: ECRBuildAndPublish, Version: "1"}
      Configuration: {ECRRepositoryName: payment}
      InputArtifacts: [{Name: SourceOutput}]
"""
FEATURES = [
    pipeline(SOURCE, BUILD, properties="Variables: [{Name: TICKET}]\n"),
    pipeline(SOURCE, BUILD, properties="ExecutionMode: QUEUED\n"),
    pipeline(SOURCE, BUILD, properties="ExecutionMode: PARALLEL\n"),
    pipeline(
        SOURCE,
        BUILD,
        properties="Triggers: [{ProviderType: CodeStarSourceConnection}]\n",
    ),
    pipeline(SOURCE, DEPLOY + WINDOW, properties=""),
    pipeline(SOURCE, BUILD + "  OnFailure: {Result: RETRY}\n", properties=""),
    pipeline(SOURCE, PUBLISH, properties=""),
]
PLAIN = pipeline(SOURCE, BUILD, properties="ExecutionMode: SUPERSEDED\n")


def typed(text: str, kind: str) -> str:
    return text.replace(
        "    Properties:\n", f"    Properties:\n      PipelineType: {kind}\n"
    )


@pytest.mark.parametrize("text", FEATURES)
def test_a_feature_of_v2_needs_v2(judge, text):
    assert len(judge("E9908", typed(text, "V1"))) == 1
    assert judge("W9908", typed(text, "V1")) == []
    assert len(judge("W9908", text)) == 1
    assert judge("E9908", text) == []


@pytest.mark.parametrize("kind", ["V2", "!Ref Given"])
def test_v2_and_a_type_that_is_not_known_have_every_feature(judge, kind):
    for text in FEATURES:
        assert judge("E9908", typed(text, kind)) == []
        assert judge("W9908", typed(text, kind)) == []


def test_a_plain_pipeline_may_be_of_any_type(judge):
    for text in (PLAIN, typed(PLAIN, "V1")):
        assert judge("E9908", text) == []
        assert judge("W9908", text) == []


def test_a_feature_of_one_branch_is_judged_with_the_type_of_that_branch(judge):
    text = typed(
        FEATURES[1].replace("QUEUED", "!If [IsProduction, QUEUED, SUPERSEDED]"),
        "!If [IsProduction, V2, V1]",
    )
    assert judge("E9908", text) == []
    swapped = text.replace("[IsProduction, V2, V1]", "[IsProduction, V1, V2]")
    assert len(judge("E9908", swapped)) == 1
