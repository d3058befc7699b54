"""E9907: a setting that names an artifact names an input of the action."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline

STACK = """\
- Name: Stack
  Actions:
    - Name: Stack
      ActionTypeId:
        {Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}
      Configuration:
        ActionMode: CREATE_UPDATE
        StackName: payment
        TemplatePath: SourceOutput::template.yaml
        TemplateConfiguration: SourceOutput::dev.json
      InputArtifacts: [{Name: SourceOutput}]
"""


def build(settings: str, inputs: str) -> str:
    text = BUILD.replace("{ProjectName: payment-image}", settings)
    return pipeline(SOURCE, text.replace("[{Name: SourceOutput}]", inputs))


@pytest.mark.parametrize(
    ("settings", "inputs", "count"),
    [
        ("{ProjectName: a}", "[{Name: A}]", 0),
        ("{ProjectName: a}", "[{Name: A}, {Name: B}]", 1),
        ("{ProjectName: a, PrimarySource: A}", "[{Name: A}, {Name: B}]", 0),
        ("{ProjectName: a, PrimarySource: C}", "[{Name: A}, {Name: B}]", 1),
        ("{ProjectName: a, PrimarySource: C}", "[]", 1),
        ("{ProjectName: a, PrimarySource: !Ref Given}", "[{Name: A}, {Name: B}]", 0),
        ("{ProjectName: a, PrimarySource: C}", "[{Name: A}, {Name: !Ref Given}]", 0),
        ("{ProjectName: a, PrimarySource: C}", "!Ref Given", 0),
        ("!Ref Given", "[{Name: A}, {Name: B}]", 0),
        (
            "{ProjectName: a, PrimarySource: !If [IsProduction, A, B]}",
            "[{Name: A}, !If [IsProduction, {Name: B}, {Name: C}]]",
            1,
        ),
    ],
)
def test_the_primary_source_is_an_input(judge, settings, inputs, count):
    assert len(judge("E9907", build(settings, inputs))) == count


@pytest.mark.parametrize(
    "key", ["TaskDefinitionTemplateArtifact", "Image1ArtifactName"]
)
def test_templates_and_images_come_from_inputs(judge, key):
    text = pipeline(SOURCE, BUILD, DEPLOY)
    [found] = judge("E9907", text.replace(f"{key}: BuildOutput", f"{key}: Other"))
    assert f"{key} names 'Other'; the action's inputs are: BuildOutput" in found


def test_the_template_configuration_comes_from_an_input(judge):
    assert judge("E9907", pipeline(SOURCE, STACK)) == []
    other = STACK.replace("SourceOutput::dev", "Other::dev")
    assert len(judge("E9907", pipeline(SOURCE, other))) == 1
    hidden = STACK.replace("SourceOutput::dev.json", "!Ref Given")
    assert judge("E9907", pipeline(SOURCE, hidden)) == []
