"""What the targets' stacks and people want to know of a deployed promotion."""

from collections.abc import Iterable

from troposphere import Output, iam

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.build_resources import BuildResources
from generator.templates.pipeline.delivery import Delivery
from generator.templates.pipeline.outputs import more_topics
from generator.templates.pipeline.topics import Topics
from generator.templates.policy import regional_arn
from generator.templates.promotion.inputs.targets import Target


def promotion_outputs(
    *,
    store: ArtifactStore,
    topics: Topics,
    rollout: BuildResources,
    delivery: Delivery,
    approvers: Iterable[tuple[Target, iam.ManagedPolicy]],
) -> tuple[Output, ...]:
    """Three are parameters of target.yaml, called like them."""
    return (
        Output(
            "pipelineArn",
            Description="The pipeline",
            Value=regional_arn("codepipeline", f"${{{delivery.pipeline.title}}}"),
        ),
        Output(
            "pipelineRoleArn",
            Description="Role of the pipeline, which the targets' roles trust",
            Value=delivery.pipeline_role.get_att("Arn"),
        ),
        Output(
            "rolloutRoleArn",
            Description="Role of the builds around a deployment, which the targets' "
            "observers trust",
            Value=rollout.role.get_att("Arn"),
        ),
        Output(
            "artifactBucketName",
            Description="Bucket of what is deployed, which the targets' roles read",
            Value=store.artifact_bucket.ref(),
        ),
        *(
            Output(
                f"target{target.number}ApproverPolicyArn",
                Condition=target.has_approver_policy.name,
                Description="Managed policy to attach to whoever may approve there",
                Value=policy.ref(),
            )
            for target, policy in approvers
        ),
        Output(
            "snsTopicArn",
            Description="Topic of the notifications, for more subscriptions",
            Value=topics.notification_topic.ref(),
        ),
        *more_topics(topics),
    )
