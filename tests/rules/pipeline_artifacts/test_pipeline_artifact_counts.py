"""E9903: as many artifacts as the provider takes and makes."""

import pytest

from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline


def counted(provider: str, category: str, inputs: int, outputs: int, settings="{}"):
    def named(kind: str, count: int) -> str:
        return ", ".join(f"{{Name: {kind}{number}}}" for number in range(count))

    return pipeline(
        SOURCE,
        f"""\
- Name: Second
  Actions:
    - Name: Judged
      ActionTypeId:
        {{Category: {category}, Owner: AWS, Provider: {provider}, Version: "1"}}
      Configuration: {settings}
      InputArtifacts: [{named("In", inputs)}]
      OutputArtifacts: [{named("Out", outputs)}]
""",
    )


@pytest.mark.parametrize(
    ("provider", "category", "inputs", "outputs"),
    [
        ("CodeBuild", "Build", (1, 5), (0, 5)),
        ("CodeBuild", "Test", (1, 5), (0, 5)),
        ("ECRBuildAndPublish", "Build", (1, 1), (0, 0)),
        ("Commands", "Compute", (1, 10), (0, 1)),
        ("InspectorScan", "Invoke", (0, 1), (1, 1)),
        ("Manual", "Approval", (0, 0), (0, 0)),
        ("CodeDeployToECS", "Deploy", (1, 5), (0, 0)),
        ("CodeDeploy", "Deploy", (1, 1), (0, 0)),
        ("ECS", "Deploy", (1, 1), (0, 0)),
        ("S3", "Deploy", (1, 1), (0, 0)),
        ("CloudFormation", "Deploy", (0, 10), (0, 1)),
        ("Lambda", "Invoke", (0, 5), (0, 5)),
        ("StepFunctions", "Invoke", (0, 1), (0, 1)),
        ("CodeStarSourceConnection", "Source", (0, 0), (1, 1)),
        ("CodeCommit", "Source", (0, 0), (1, 1)),
        ("ECR", "Source", (0, 0), (1, 1)),
    ],
)
def test_the_range_of_each_provider(judge, provider, category, inputs, outputs):
    for number in range(12):
        fits = inputs[0] <= number <= inputs[1]
        found = judge("E9903", counted(provider, category, number, outputs[1]))
        assert (found == []) is fits, number
        fits = outputs[0] <= number <= outputs[1]
        found = judge("E9903", counted(provider, category, inputs[1], number))
        assert (found == []) is fits, number


@pytest.mark.parametrize(
    ("provider", "settings"),
    [
        ("InspectorScan", "{InspectorRunMode: SourceCodeScan}"),
        ("StepFunctions", "{StateMachineArn: a, InputType: FilePath, Input: a}"),
    ],
)
def test_a_setting_that_reads_a_file_needs_an_input(judge, provider, settings):
    assert len(judge("E9903", counted(provider, "Invoke", 0, 1, settings))) == 1
    assert judge("E9903", counted(provider, "Invoke", 1, 1, settings)) == []


def test_each_branch_is_counted(judge):
    given = "!If [IsProduction, {Name: SourceOutput}, !Ref AWS::NoValue]"
    either = f"InputArtifacts: [{given}]"
    text = pipeline(
        SOURCE, BUILD.replace("InputArtifacts: [{Name: SourceOutput}]", either)
    )
    [found] = judge("E9903", text)
    assert "1 to 5 input artifacts, not 0" in found


@pytest.mark.parametrize("hidden", ["!Ref Given", "[!Ref Given]"])
def test_a_list_that_is_not_known_is_not_counted(judge, hidden):
    text = pipeline(SOURCE, BUILD.replace("[{Name: SourceOutput}]", hidden))
    assert judge("E9903", text) == []


def test_custom_actions_are_not_counted(judge):
    text = counted("Jenkins", "Build", 5, 5).replace(
        "Owner: AWS, P", "Owner: Custom, P"
    )
    assert judge("E9903", text) == []
