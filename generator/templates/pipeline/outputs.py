"""What other stacks and people want to know of a deployed pipeline."""

from collections.abc import Sequence

from troposphere import Output

from generator.templates.pipeline.approvers import Approvers
from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.build_resources import BuildResources
from generator.templates.pipeline.delivery import Delivery
from generator.templates.pipeline.deployment import Deployment
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.topics import Topics
from generator.templates.policy import regional_arn


def outputs(
    *,
    inputs: Inputs,
    store: ArtifactStore,
    topics: Topics,
    builds: Sequence[BuildResources],
    deployment: Deployment,
    delivery: Delivery,
    approvers: Approvers,
) -> tuple[Output, ...]:
    """ARNs; CodePipeline and CodeDeploy have no GetAtt for theirs."""
    return (
        Output(
            "pipelineArn",
            Description="The pipeline",
            Value=regional_arn("codepipeline", f"${{{delivery.pipeline.title}}}"),
        ),
        Output(
            "artifactBucketName",
            Description="Bucket of what the stages hand on, SBOMs among it",
            Value=store.artifact_bucket.ref(),
        ),
        *(_project_arn(each) for each in builds),
        Output(
            "codeDeployApplicationArn",
            Condition=inputs.controller.uses_code_deploy.name,
            Description="Application that the pipeline deploys",
            Value=regional_arn(
                "codedeploy", f"application:${{{deployment.application.title}}}"
            ),
        ),
        Output(
            "approverPolicyArn",
            Condition=inputs.operations.creates_approver_policy.name,
            Description="Managed policy to attach to whoever may approve",
            Value=approvers.approver_policy.ref(),
        ),
        Output(
            "snsTopicArn",
            Description="Topic of the notifications, for more subscriptions",
            Value=topics.notification_topic.ref(),
        ),
        *more_topics(topics),
    )


def _project_arn(build: BuildResources) -> Output:
    project = build.project
    name = project.title[0].lower() + project.title[1:]
    return Output(
        f"{name}Arn",
        **(build.there.condition_of_resource if build.there else {}),
        Description="A build's project, to read its logs and reports by",
        Value=project.get_att("Arn"),
    )


def more_topics(topics: Topics) -> tuple[Output, ...]:
    """Those that only some stacks have."""
    return tuple(
        Output(
            name,
            **there.condition_of_resource,
            Description=description,
            Value=topic.ref(),
        )
        for name, there, description, topic in (
            (
                "informationTopicArn",
                topics.has_information_topic,
                "Topic of what nobody must act on, for more subscriptions",
                topics.information_topic,
            ),
            (
                "chatTopicArn",
                topics.tells_chats,
                "Topic for chats, of what somebody must act on: in TopicArns of chat",
                topics.chat_topic,
            ),
            (
                "chatInformationTopicArn",
                topics.tells_chats,
                "Topic for chats, of the rest: in TopicArns of chat",
                topics.chat_information_topic,
            ),
        )
    )
