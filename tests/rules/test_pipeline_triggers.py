"""E9909 and E9910: triggers that CodePipeline accepts."""

import pytest

from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline

B, F, T = (
    "Branches: {Includes: [m]}",
    "FilePaths: {Excludes: [d]}",
    "Tags: {Includes: [v]}",
)


def triggered(git: str, *, more: str = "") -> str:
    return pipeline(
        SOURCE,
        BUILD,
        properties=f"""\
PipelineType: V2
Triggers:
  - ProviderType: CodeStarSourceConnection
    GitConfiguration: {{SourceActionName: GitHub, {git}}}
{more}""",
    )


@pytest.mark.parametrize(
    ("git", "count"),
    [
        (f"Push: [{{{B}}}]", 0),
        (f"Push: [{{{B}, {F}}}]", 0),
        (f"Push: [{{{T}}}]", 0),
        (f"Push: [{{{T}}}, {{{B}}}]", 0),
        (f"Push: [{{{B}}}], PullRequest: [{{{B}, Events: [OPEN]}}]", 0),
        (f"Push: [{{{T}, {B}}}]", 1),
        (f"Push: [{{{T}, {F}}}]", 1),
        (f"Push: [{{{F}}}]", 1),
        (f"PullRequest: [{{{F}}}]", 1),
        ("PullRequest: [{Events: [OPEN]}]", 1),
        (f"PullRequest: [{{{B}, Events: [OPENED]}}]", 1),
        (f"PullRequest: [{{{B}, Events: [!Ref Given]}}]", 0),
        ("Push: [{Branches: {Includes: [a]}}, {}, {}]", 0),
        ("Push: [{Branches: {Includes: [a]}}, {}, {}, {}]", 1),
        ("Push: [{Branches: {Includes: [a, b, c, d, e, f, g, h]}}]", 0),
        ("Push: [{Branches: {Includes: [a, b, c, d, e, f, g, h, i]}}]", 1),
        ("Push: !Ref Given", 0),
        ("Push: [{Branches: {Includes: !Ref Given}, FilePaths: !Ref Given}]", 0),
        (
            f"Push: [{{{F}, Branches: !If [IsProduction, {{}}, !Ref AWS::NoValue]}}]",
            1,
        ),
    ],
)
def test_filters_that_stand_together(judge, git, count):
    assert len(judge("E9909", triggered(git))) == count


@pytest.mark.parametrize(
    ("name", "count"), [("GitHub", 0), ("Image", 1), ("Nobody", 1), ("!Ref Given", 0)]
)
def test_a_trigger_names_a_connection(judge, name, count):
    text = triggered(f"Push: [{{{B}}}]")
    text = text.replace("SourceActionName: GitHub", f"SourceActionName: {name}")
    assert len(judge("E9910", text)) == count


def test_a_source_by_oauth_has_no_trigger(judge):
    text = triggered(f"Push: [{{{B}}}]").replace(
        "Owner: AWS, Provider: CodeStarSourceConnection",
        "Owner: ThirdParty, Provider: GitHub",
    )
    assert len(judge("E9910", text)) == 1


def test_an_action_has_one_trigger(judge):
    more = f"""\
  - ProviderType: CodeStarSourceConnection
    GitConfiguration: {{SourceActionName: GitHub, Push: [{{{T}}}]}}
"""
    [found] = judge("E9910", triggered(f"Push: [{{{B}}}]", more=more))
    assert "already has a trigger" in found


def test_an_action_that_is_not_known_may_be_the_one(judge):
    text = triggered(f"Push: [{{{B}}}]").replace("- Name: GitHub", "- Name: !Ref Given")
    assert judge("E9910", text) == []
