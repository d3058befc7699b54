"""E9906: the image keys of CodeDeployToECS come in pairs."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline

ARTIFACT = "        Image1ArtifactName: BuildOutput\n"
PLACEHOLDER = "        Image1ContainerName: IMAGE1_NAME\n"


def deploy(keys: str) -> str:
    return pipeline(SOURCE, BUILD, DEPLOY.replace(ARTIFACT + PLACEHOLDER, keys))


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (ARTIFACT, "Image1ArtifactName needs Image1ContainerName"),
        (PLACEHOLDER, "Image1ContainerName needs Image1ArtifactName"),
        (ARTIFACT + PLACEHOLDER.replace("IMAGE1", "<IMAGE1"), "without < and >"),
        (
            ARTIFACT
            + PLACEHOLDER
            + (ARTIFACT + PLACEHOLDER).replace("Image1", "Image2"),
            "placeholder of another image",
        ),
        (
            ARTIFACT
            + "        Image1ContainerName: !If [IsProduction, A, !Ref AWS::NoValue]\n",
            "needs Image1ContainerName",
        ),
    ],
)
def test_half_a_pair_and_a_wrong_placeholder_are_found(judge, keys, problem):
    [found] = judge("E9906", deploy(keys))
    assert problem in found


@pytest.mark.parametrize(
    "keys",
    [
        "",
        ARTIFACT + PLACEHOLDER,
        ARTIFACT + PLACEHOLDER.replace("IMAGE1_NAME", "!Ref Given"),
        ARTIFACT + PLACEHOLDER + (ARTIFACT + PLACEHOLDER).replace("1", "2"),
    ],
)
def test_pairs_and_no_image_at_all_are_fine(judge, keys):
    assert judge("E9906", deploy(keys)) == []


def test_other_providers_have_no_images(judge):
    text = deploy(ARTIFACT).replace("Provider: CodeDeployToECS", "Provider: Other")
    assert judge("E9906", text) == []
