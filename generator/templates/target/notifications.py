"""Who hears what the pipeline of another account does not: CodeDeploy's own events."""

from dataclasses import dataclass

from awacs import sns as actions
from troposphere import sns

from generator.templates.pipeline.topics import subscriptions
from generator.templates.policy import deny_plain_http, policy_document
from generator.templates.target.inputs import Inputs

# The pipeline sees that a deployment failed, not whether it was rolled back.
EVENTS = ("DeploymentRollback",)


@dataclass(frozen=True)
class Notifications:
    """CodeDeploy publishes to the topic by its own role."""

    notification_topic: sns.Topic
    notification_subscriptions: tuple[sns.SubscriptionResource, ...]
    notification_topic_policy: sns.TopicPolicy


def notifications(*, inputs: Inputs) -> Notifications:
    """Mail starts once an address has confirmed its subscription."""
    told = inputs.operations.tells_of_deployments.condition_of_resource
    topic = sns.Topic(
        "NotificationTopic",
        **told,
        TopicName=inputs.naming.prefixed("deployment-notifications"),
        Tags=inputs.naming.tags(),
    )
    return Notifications(
        notification_topic=topic,
        notification_subscriptions=subscriptions(
            "NotificationSubscription",
            topic,
            inputs.operations.notification_emails,
        ),
        notification_topic_policy=sns.TopicPolicy(
            "NotificationTopicPolicy",
            **told,
            Topics=[topic.ref()],
            PolicyDocument=policy_document(
                deny_plain_http(actions.Publish, on=topic.ref())
            ),
        ),
    )
