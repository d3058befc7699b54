"""Who is asked to approve a deployment: a topic for each target's people."""

from dataclasses import dataclass

from awacs import sns as sns_actions
from troposphere import Ref, sns

from generator.templates.pipeline.encryption import Encryption
from generator.templates.policy import deny_plain_http, policy_document
from generator.templates.promotion.inputs import PromotionInputs
from generator.templates.promotion.inputs.targets import Target


@dataclass(frozen=True)
class Approval:
    """The topic of a target's approvals; the pipeline's role alone publishes to it."""

    topic: sns.Topic
    subscription: sns.SubscriptionResource
    topic_policy: sns.TopicPolicy


def approval_topic(target: Target) -> Ref:
    """Named by stages, which are made without knowing the topic itself."""
    return Ref(f"{target.title}ApprovalTopic")


def approval(
    inputs: PromotionInputs, target: Target, encryption: Encryption
) -> Approval:
    """Mail starts once the address has confirmed its subscription."""
    there = target.has_approver.condition_of_resource
    topic = sns.Topic(
        f"{target.title}ApprovalTopic",
        **there,
        TopicName=inputs.naming.prefixed(f"target-{target.number}-approvals"),
        KmsMasterKeyId=encryption.key_arn,
        Tags=inputs.naming.tags(),
    )
    return Approval(
        topic=topic,
        subscription=sns.SubscriptionResource(
            f"{target.title}ApprovalSubscription",
            **there,
            TopicArn=topic.ref(),
            Protocol="email",
            Endpoint=target.approver_email.ref(),
        ),
        topic_policy=sns.TopicPolicy(
            f"{target.title}ApprovalTopicPolicy",
            **there,
            Topics=[topic.ref()],
            PolicyDocument=policy_document(
                deny_plain_http(sns_actions.Publish, on=topic.ref())
            ),
        ),
    )
