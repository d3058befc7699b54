"""What other stacks and people want to know of a deployed pipeline."""

from typing import Any

from troposphere import Output

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.builds import DockerBuild, UnitTests
from generator.templates.pipeline.delivery import Delivery
from generator.templates.pipeline.deployment import Deployment
from generator.templates.pipeline.notifications import Topic
from generator.templates.policy import regional_arn, arn


def outputs(
    *,
    store: ArtifactStore,
    topic: Topic,
    tests: UnitTests,
    image: DockerBuild,
    deployment: Deployment,
    delivery: Delivery,
) -> tuple[Output, ...]:
    """ARNs; CodePipeline and CodeDeploy have no GetAtt for theirs."""
    return (
        _output(
            "pipelineArn",
            "The pipeline",
            arn(
                "codepipeline:${AWS::Region}:${AWS::AccountId}:${Name}",
                Name=delivery.pipeline.ref(),
            ),
        ),
        _output(
            "artifactBucketName",
            "Where the stages leave their artifacts",
            store.artifact_bucket.ref(),
        ),
        _output(
            "unitTestProjectArn",
            "The unit tests",
            tests.unit_test_project.get_att("Arn"),
        ),
        _output(
            "dockerBuildProjectArn",
            "The image build",
            image.docker_build_project.get_att("Arn"),
        ),
        _output(
            "codeDeployApplicationArn",
            "The CodeDeploy application",
            regional_arn(
                "codedeploy",
                "application:${Name}",
                Name=deployment.application.ref(),
            ),
        ),
        _output(
            "snsTopicArn",
            "Where notifications go",
            topic.notification_topic.ref(),
        ),
    )


def _output(name: str, description: str, value: Any) -> Output:
    return Output(name, Description=description, Value=value)
