"""E9901: what each provider takes, in every branch, and silence where unknown."""

from textwrap import indent

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE
from generator.rules._providers import ACTIONS


def action(settings: str, provider: str = "CodeBuild", category: str = "Build") -> str:
    """A pipeline whose second stage has one action with these settings."""
    return pipeline(
        SOURCE,
        f"""\
- Name: Second
  Actions:
    - Name: Judged
      ActionTypeId:
        {{Category: {category}, Owner: AWS, Provider: {provider}, Version: "1"}}
      Configuration: {settings}
""",
    )


@pytest.mark.parametrize("kind", ACTIONS, ids="/".join)
def test_every_required_key_is_missed(judge, kind):
    category, owner, provider = kind
    text = action("{}", provider, category).replace(
        f"Owner: AWS, Provider: {provider}", f"Owner: {owner}, Provider: {provider}"
    )
    assert len(judge("E9901", text)) == len(ACTIONS[kind].required)


@pytest.mark.parametrize("kind", ACTIONS, ids="/".join)
def test_every_optional_key_is_known(judge, kind):
    category, owner, provider = kind
    settings = ACTIONS[kind]
    keys = ", ".join(
        f"{key}: !Ref Given" for key in (*settings.required, *settings.optional)
    )
    text = action(f"{{{keys}}}", provider, category).replace(
        f"Owner: AWS, Provider: {provider}", f"Owner: {owner}, Provider: {provider}"
    )
    assert judge("E9901", text) == []


def test_no_key_is_both_required_and_optional():
    for kind, accepted in ACTIONS.items():
        keys = [*accepted.required, *accepted.optional]
        assert len(keys) == len(set(keys)), kind
        named = [*accepted.values, *accepted.artifact_keys, *accepted.input_for]
        for key, needs in accepted.needs.items():
            named += [key, *(other for needed in needs.values() for other in needed)]
        assert set(named) <= set(keys), kind


def test_an_unknown_key_is_named_with_those_there_are(judge):
    [found] = judge("E9901", action("{ProjectName: image, Projectname: image}"))
    assert "'Projectname'" in found
    assert "ProjectName, PrimarySource" in found
    assert "action-reference-CodeBuild.html" in found


def test_an_action_without_configuration_lacks_what_is_required(judge):
    text = pipeline(SOURCE, BUILD.replace("      Configuration:", "      #"))
    assert len(judge("E9901", text)) == 1


@pytest.mark.parametrize(
    ("provider", "category", "settings", "missing"),
    [
        ("S3", "Deploy", "{BucketName: site, Extract: 'false'}", "ObjectKey"),
        ("S3", "Deploy", "{BucketName: site, Extract: false}", "ObjectKey"),
        ("S3", "Deploy", "{BucketName: site, Extract: 'true'}", ""),
        (
            "CloudFormation",
            "Deploy",
            "{ActionMode: CREATE_UPDATE, StackName: a, RoleArn: b}",
            "TemplatePath",
        ),
        (
            "CloudFormation",
            "Deploy",
            "{ActionMode: CHANGE_SET_EXECUTE, StackName: a}",
            "ChangeSetName",
        ),
        (
            "CloudFormation",
            "Deploy",
            "{ActionMode: CREATE_UPDATE, StackName: a, TemplatePath: 'A::t.yaml'}",
            "RoleArn",
        ),
        (
            "CloudFormation",
            "Deploy",
            "{ActionMode: DELETE_ONLY, StackName: a}",
            "RoleArn",
        ),
        (
            "CloudFormation",
            "Deploy",
            "{ActionMode: DELETE_ONLY, StackName: a, RoleArn: b}",
            "",
        ),
        (
            "CloudFormation",
            "Deploy",
            "{ActionMode: CHANGE_SET_EXECUTE, StackName: a, ChangeSetName: b}",
            "",
        ),
        (
            "InspectorScan",
            "Invoke",
            "{InspectorRunMode: ECRImageScan}",
            "ECRRepositoryName",
        ),
        ("InspectorScan", "Invoke", "{InspectorRunMode: SourceCodeScan}", ""),
        (
            "StepFunctions",
            "Invoke",
            "{StateMachineArn: a, InputType: FilePath}",
            "Input",
        ),
    ],
)
def test_a_value_calls_for_another_key(judge, provider, category, settings, missing):
    found = judge("E9901", action(settings, provider, category))
    assert [missing in line for line in found] == ([True] if missing else [])


@pytest.mark.parametrize(
    ("settings", "is_fine"),
    [
        ("{ProjectName: image, BatchEnabled: 'True'}", True),
        ("{ProjectName: image, BatchEnabled: 'yes'}", False),
        ("{ProjectName: image, BatchEnabled: !Ref Given}", True),
        ("{ProjectName: image, BatchEnabled: '#{variables.BATCH}'}", True),
    ],
)
def test_values_come_from_the_list_of_the_key(judge, settings, is_fine):
    assert (judge("E9901", action(settings)) == []) is is_fine


@pytest.mark.parametrize(
    "text",
    [
        action("!Ref Given"),
        action("{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://a}}}"),
        action("{a: b, 'Fn::Transform': {Name: Macro}}"),
        action("{Anything: goes}", provider="Jenkins").replace("AWS, P", "Custom, P"),
        action("{Anything: goes}", provider="OfTomorrow"),
        action("{Anything: goes}", provider="!Ref Given"),
        action("{Anything: goes}").replace("Owner: AWS, P", "Owner: !Ref Given, P"),
        f"Resources:\n  Pipeline:\n    Type: {PIPELINE}\n",
        f"Resources:\n  P:\n    Type: {PIPELINE}\n    Properties: {{Stages: []}}\n",
        f"Resources: {{P: {{Type: '{PIPELINE}', Properties: {{Stages: [1]}}}}}}\n",
    ],
)
def test_what_cannot_be_known_is_not_judged(judge, text):
    assert judge("E9901", text) == []


def test_both_branches_of_a_condition_are_judged(judge):
    for settings in (
        "!If [IsProduction, {ProjectName: image}, {Project: image}]",
        "!If [IsProduction, {Project: image}, {ProjectName: image}]",
    ):
        assert len(judge("E9901", action(settings))) == 2
    optional = (
        "{ProjectName: image, PrimarySource: !If [IsProduction, a, !Ref AWS::NoValue]}"
    )
    assert judge("E9901", action(optional)) == []
    removed = "{ProjectName: !If [IsProduction, image, !Ref AWS::NoValue]}"
    assert len(judge("E9901", action(removed))) == 1


def test_a_stage_that_is_there_in_one_case_is_judged_in_that_case(judge):
    deploy = DEPLOY.replace("        DeploymentGroupName: payment-service-dev\n", "")
    inner = indent(deploy.replace("- Name: Deploy", "  Name: Deploy"), "    ")
    stage = (
        "- Fn::If:\n    - IsProduction\n    -\n" + inner + "    - !Ref AWS::NoValue\n"
    )
    [found] = judge("E9901", pipeline(SOURCE, BUILD, stage))
    assert "DeploymentGroupName" in found


def test_a_finding_points_at_its_line(judge):
    text = action("{ProjectName: image, Projectname: image}")
    number = next(
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if "Projectname" in line
    )
    assert judge("E9901", text)[0].startswith(f"{number}: ")
