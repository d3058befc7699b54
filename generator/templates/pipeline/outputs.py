"""What other stacks and people want to know of a deployed pipeline."""

from troposphere import Output

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.builds import DockerBuild, UnitTests
from generator.templates.pipeline.delivery import Delivery
from generator.templates.pipeline.deployment import Deployment
from generator.templates.pipeline.notifications import Topic
from generator.templates.policy import regional_arn


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
        Output(
            "pipelineArn",
            Value=regional_arn("codepipeline", f"${{{delivery.pipeline.title}}}"),
        ),
        Output(
            "artifactBucketName",
            Value=store.artifact_bucket.ref(),
        ),
        Output(
            "unitTestProjectArn",
            Value=tests.unit_test_project.get_att("Arn"),
        ),
        Output(
            "dockerBuildProjectArn",
            Value=image.docker_build_project.get_att("Arn"),
        ),
        Output(
            "codeDeployApplicationArn",
            Value=regional_arn(
                "codedeploy", f"application:${{{deployment.application.title}}}"
            ),
        ),
        Output(
            "snsTopicArn",
            Value=topic.notification_topic.ref(),
        ),
    )
