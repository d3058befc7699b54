"""What other stacks and people read of a deployed pipeline."""

from tests.templates.stack import CHINA, stack


def test_outputs_say_what_their_names_say() -> None:
    expected = {
        "pipelineArn": "arn:aws:codepipeline:us-east-2:111122223333:Pipeline",
        "artifactBucketName": "ArtifactBucket",
        "unitTestProjectArn": "UnitTestProject.Arn",
        "dockerBuildProjectArn": "DockerBuildProject.Arn",
        "codeDeployApplicationArn": "arn:aws:codedeploy:us-east-2:111122223333"
        ":application:Application",
        # Ref of a topic is its ARN.
        "snsTopicArn": "NotificationTopic",
    }
    assert stack().outputs.items() >= expected.items()


def test_arns_are_of_the_stacks_own_partition() -> None:
    outputs = stack(pseudo=CHINA).outputs
    assert outputs["pipelineArn"].startswith("arn:aws-cn:codepipeline:cn-north-1:")
