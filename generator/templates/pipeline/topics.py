"""Where notifications go: a topic for what somebody must act on, one for the rest.

Failures and whatever waits for somebody go to the first; what began or came to its
end goes to the second, or where nobody asks for it apart, to the first, too. Chats have
two of their own, for they take another form; whoever wants a channel to hear of both
names both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awacs import sns as actions
from troposphere import sns

from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs.addresses import Address
from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import (
    allow_service,
    deny_plain_http,
    policy_document,
)
from generator.templates.switch import Always, Switch

# Named by stages, which are made without knowing the topic itself.
NOTIFICATION_TOPIC = "NotificationTopic"


@dataclass(frozen=True)
class Topics:
    """Where notifications go; rules, approval and CodeDeploy publish there."""

    notification_topic: sns.Topic
    notification_subscriptions: tuple[sns.SubscriptionResource, ...]
    notification_topic_policy: sns.TopicPolicy
    information_topic: sns.Topic
    information_subscriptions: tuple[sns.SubscriptionResource, ...]
    information_topic_policy: sns.TopicPolicy
    chat_topic: sns.Topic
    chat_topic_policy: sns.TopicPolicy
    chat_information_topic: sns.Topic
    chat_information_topic_policy: sns.TopicPolicy
    has_information_topic: Switch | Always
    tells_chats: Switch

    @property
    def of_information(self) -> Any:
        """The ARN of the topic that hears of what nobody must act on."""
        return self.has_information_topic.choose(
            self.information_topic.ref(), self.notification_topic.ref()
        )


def topics(*, inputs: Building, encryption: Encryption) -> Topics:
    """Mail starts once an address has confirmed its subscription."""
    told, informed = (
        inputs.operations.notification_emails,
        inputs.operations.information_emails,
    )
    has_information_topic = informed[0].there
    notification = _topic(
        NOTIFICATION_TOPIC, "pipeline-notifications", Always(), inputs, encryption
    )
    information = _topic(
        "InformationTopic",
        "information-pipeline-notifications",
        has_information_topic,
        inputs,
        encryption,
    )
    tells_chats = inputs.operations.tells_chats
    chat, chat_information = (
        _topic(title, f"{name}-notifications", tells_chats, inputs, encryption)
        for title, name in (
            ("ChatTopic", "chat-pipeline"),
            ("ChatInformationTopic", "chat-information-pipeline"),
        )
    )
    return Topics(
        notification_topic=notification,
        notification_subscriptions=subscriptions(
            "NotificationSubscription", notification, told
        ),
        notification_topic_policy=_policy(notification, Always()),
        information_topic=information,
        information_subscriptions=subscriptions(
            "InformationSubscription", information, informed
        ),
        information_topic_policy=_policy(information, has_information_topic),
        chat_topic=chat,
        chat_topic_policy=_policy(chat, tells_chats),
        chat_information_topic=chat_information,
        chat_information_topic_policy=_policy(chat_information, tells_chats),
        has_information_topic=has_information_topic,
        tells_chats=tells_chats,
    )


def subscriptions(
    title: str, topic: sns.Topic, addresses: Sequence[Address]
) -> tuple[sns.SubscriptionResource, ...]:
    """One for each address; the first is called `title`, others by their place too."""
    return tuple(
        sns.SubscriptionResource(
            title if place == 1 else f"{title}{place}",
            **address.there.condition_of_resource,
            TopicArn=topic.ref(),
            Protocol="email",
            Endpoint=address.email.ref(),
        )
        for place, address in enumerate(addresses, 1)
    )


def _topic(
    title: str,
    name: str,
    there: Switch | Always,
    inputs: Building,
    encryption: Encryption,
) -> sns.Topic:
    return sns.Topic(
        title,
        **there.condition_of_resource,
        TopicName=inputs.naming.prefixed(name),
        # Services cannot publish with the AWS managed key alias/aws/sns.
        KmsMasterKeyId=encryption.key_arn,
        Tags=inputs.naming.tags(),
    )


def _policy(topic: sns.Topic, there: Switch | Always) -> sns.TopicPolicy:
    """EventBridge may publish; everybody else needs an IAM policy and TLS.

    The first statement has no condition: EventBridge does not evaluate
    Condition blocks in a topic's policy reliably (EventBridge User Guide,
    "Using resource-based policies", Amazon SNS permissions).
    """
    everything = topic.ref()
    return sns.TopicPolicy(
        f"{topic.title}Policy",
        **there.condition_of_resource,
        Topics=[everything],
        PolicyDocument=policy_document(
            allow_service(
                "PublishEvents", "events.amazonaws.com", actions.Publish, on=everything
            ),
            deny_plain_http(actions.Publish, on=everything),
        ),
    )
