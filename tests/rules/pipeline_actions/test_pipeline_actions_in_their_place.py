"""E9915, E9916, W9917, E9919: timeouts, variables, tokens and types of actions."""

import json

import pytest

from generator.rules._pipeline_fragments import APPROVAL, BUILD, SOURCE, pipeline
from generator.rules._providers import ACTIONS
from generator.rules.pipeline_actions import PipelineSourceToken


@pytest.mark.parametrize(
    ("minutes", "count"),
    [("5", 0), ("86400", 0), ("4", 1), ("86401", 1), ("!Ref Given", 0)],
)
def test_an_approval_waits_for_five_minutes_to_sixty_days(judge, minutes, count):
    text = pipeline(SOURCE, APPROVAL + f"      TimeoutInMinutes: {minutes}\n")
    assert len(judge("E9915", text)) == count


def test_an_action_of_unknown_category_may_have_a_timeout(judge):
    text = pipeline(SOURCE, BUILD + "      TimeoutInMinutes: 60\n")
    assert len(judge("E9915", text)) == 1
    hidden = text.replace("Category: Build", "Category: !Ref Given")
    assert judge("E9915", hidden) == []


def environment(value: str) -> str:
    settings = f"{{ProjectName: image, EnvironmentVariables: {value}}}"
    return pipeline(SOURCE, BUILD.replace("{ProjectName: payment-image}", settings))


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"name": "A"}, "not a JSON list"),
        (["A"], "not an object"),
        ([{"name": "A", "value": 1}], "value is not a text"),
        ([{"name": "A"}], "value missing"),
        ([{}], "name and value missing"),
        ([{"name": "A", "value": "", "kind": "B"}], "'kind'"),
        ([{"name": "A", "value": "", "type": "SECRET"}], "'SECRET'"),
    ],
)
def test_variables_that_codebuild_cannot_read_are_found(judge, variables, problem):
    [found] = judge("E9916", environment(f"'{json.dumps(variables)}'"))
    assert problem in found


def test_the_number_of_the_variable_is_told(judge):
    text = '[{"name": "A", "value": ""}, {"name": "B"}]'
    [found] = judge("E9916", environment(f"'{text}'"))
    assert "environment variable 2" in found


def test_text_that_is_not_json_is_found(judge):
    [found] = judge("E9916", environment("'[{name: A}]'"))
    assert "not JSON" in found


@pytest.mark.parametrize(
    "value",
    [
        """'[{"name": "A", "value": "b"}]'""",
        """'[{"name": "A", "value": "b", "type": "SECRETS_MANAGER"}]'""",
        """!Sub '[{"name": "A", "value": "${Given}"}]'""",
        """!Sub '[{"name": "A", "value": "b", "type": "${Given}"}]'""",
        "!Sub '[${Given}]'",
        "!Ref Given",
        "[{name: A}]",
        "''",
    ],
)
def test_readable_and_unknown_variables_are_fine(judge, value):
    assert judge("E9916", environment(value)) == []


@pytest.mark.parametrize(
    ("token", "count"),
    [
        ("'{{resolve:secretsmanager:token}}'", 0),
        ("!Sub '{{resolve:secretsmanager:token-${Given}}}'", 0),
        ("!Ref Given", 0),
        ("!If [IsProduction, !Ref Given, in-clear-text]", 1),
        ("in-clear-text", 1),
        ("''", 1),
    ],
)
def test_a_token_is_a_reference(judge, token, count):
    text = PipelineSourceToken.good.replace(
        '"{{resolve:secretsmanager:github-oauth-token-dev}}"', token
    )
    assert len(judge("W9917", text)) == count


@pytest.mark.parametrize("kind", ACTIONS, ids="/".join)
def test_every_action_type_of_the_table_is_offered(judge, kind):
    category, owner, provider = kind
    text = pipeline(SOURCE, BUILD).replace(
        "{Category: Build, Owner: AWS, Provider: CodeBuild",
        f"{{Category: {category}, Owner: {owner}, Provider: {provider}",
    )
    assert judge("E9919", text) == []


@pytest.mark.parametrize(
    ("category", "owner", "provider", "count"),
    [
        ("Test", "AWS", "InspectorScan", 1),
        ("Source", "ThirdParty", "CodeStarSourceConnection", 0),
        ("Source", "AWS", "GitHub", 1),
        ("Deploy", "AWS", "Lambda", 0),
        ("Build", "AWS", "Commands", 0),
        ("Build", "Custom", "S3", 0),
        ("Build", "AWS", "OfTomorrow", 0),
        ("!Ref Given", "AWS", "InspectorScan", 0),
        ("Test", "!Ref Given", "InspectorScan", 0),
        ("Test", "AWS", "!Ref Given", 0),
    ],
)
def test_only_what_is_known_to_be_wrong_is_found(
    judge, category, owner, provider, count
):
    text = pipeline(SOURCE, BUILD).replace(
        "{Category: Build, Owner: AWS, Provider: CodeBuild",
        f"{{Category: {category}, Owner: {owner}, Provider: {provider}",
    )
    assert len(judge("E9919", text)) == count


@pytest.mark.parametrize(
    ("provider", "meant"),
    [
        ("Codebuild", "CodeBuild"),
        ("CodeStarSourceConection", "CodeStarSourceConnection"),
        ("ElasticBeanstalk", ""),
        ("EC2", ""),
        ("EKS", ""),
        ("CloudFormationStackSet", ""),
    ],
)
def test_a_slip_of_the_pen_in_a_provider_is_named(judge, provider, meant):
    text = pipeline(SOURCE, BUILD).replace(
        "Provider: CodeBuild", f"Provider: {provider}"
    )
    found = judge("E9919", text)
    assert len(found) == bool(meant)
    assert all(f"did you mean {meant}?" in each for each in found)
    own = text.replace(
        f"Owner: AWS, Provider: {provider}", f"Owner: Custom, Provider: {provider}"
    )
    assert judge("E9919", own) == []


@pytest.mark.parametrize(("version", "count"), [('"1"', 0), ("1", 0), ('"2"', 1)])
def test_an_action_type_of_aws_has_one_version(judge, version, count):
    text = pipeline(SOURCE, BUILD).replace(
        'Provider: CodeBuild, Version: "1"', f"Provider: CodeBuild, Version: {version}"
    )
    assert f"Version: {version}" in text
    assert len(judge("E9919", text)) == count
