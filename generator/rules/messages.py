"""SNS topics and SQS queues: who may send to them, and how they encrypt."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from generator.rules._house import HouseRule, Problem
from generator.rules._messaging_fragments import (
    KEY,
    QUEUE_POLICY,
    TOPIC,
    TOPIC_POLICY,
    notified_rule,
    template,
)
from generator.rules._nodes import in_words, resources, together
from generator.rules._policies import covers, is_for_everyone
from generator.rules._publishers import ALARMS, Publisher, publishers
from generator.rules._resource_policies import (
    ResourcePolicies,
    lets_in,
    refuses_plain_http,
    resource_policies,
)
from generator.rules._schemas import all_of, has, must
from generator.rules._shapes import ShapeRule

TOPICS, QUEUES = "AWS::SNS::Topic", "AWS::SQS::Queue"
_SQS = "AWSSimpleQueueService/latest/SQSDeveloperGuide/"
_DENY = "          - Effect: Deny"


class TopicsRefusePlainHttp(HouseRule):
    """Topic policies refuse plain HTTP.

    SNS answers plain HTTP unless the topic policy denies sns:Publish to everyone
    where aws:SecureTransport is false. Services of AWS use TLS, so they are not
    hit.
    """

    id = "W9974"
    page = "sns/latest/dg/sns-security-best-practices.html"
    tags = ["resources", "sns", "encryption"]
    pci = ("2.2.7", "4.2.1")
    resource_types = (TOPICS,)

    good = template(TOPIC, TOPIC_POLICY)
    bad = template(TOPIC, TOPIC_POLICY[: TOPIC_POLICY.index(_DENY)])

    def _problems(self, template: Any) -> Iterator[Problem]:
        return _taking_plain_http(template, TOPICS, "sns:Publish")


class QueuesRefusePlainHttp(HouseRule):
    """Queue policies refuse plain HTTP.

    SQS answers plain HTTP unless the queue policy denies sqs:SendMessage to
    everyone where aws:SecureTransport is false. Services of AWS use TLS, so they
    are not hit.
    """

    id = "W9978"
    page = f"{_SQS}sqs-security-best-practices.html"
    tags = ["resources", "sqs", "encryption"]
    pci = ("2.2.7", "4.2.1")
    resource_types = (QUEUES,)

    good = notified_rule()
    bad = good.replace(QUEUE_POLICY, QUEUE_POLICY[: QUEUE_POLICY.index(_DENY)])

    def _problems(self, template: Any) -> Iterator[Problem]:
        return _taking_plain_http(template, QUEUES, "sqs:SendMessage")


def _taking_plain_http(template: Any, kind: str, action: str) -> Iterator[Problem]:
    for resource in resources(template, kind):
        case = resource_policies(template, resource).case_without(
            resource.properties.when, partial(refuses_plain_http, action=action)
        )
        if case is not None:
            yield (
                resource.properties,
                f"No policy denies plain HTTP{in_words(case)}: Deny {action}, "
                "Principal *, Bool aws:SecureTransport false",
            )


class TopicsLetTheirPublishersIn(HouseRule):
    """Topic policies let their publishers in.

    EventBridge, notification rules and S3 publish as services: without a topic
    policy that allows sns:Publish to them the message is dropped and nobody is
    told. Alarms need it as soon as a topic policy replaces the default one.
    """

    id = "E9975"
    page = "eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions"
    tags = ["resources", "sns", "events"]
    pci = ("10.7.2", "12.10.5")
    resource_types = (TOPICS,)

    good = notified_rule()
    bad = good.replace(
        TOPIC_POLICY,
        TOPIC_POLICY.replace("events.amazonaws.com", "budgets.amazonaws.com"),
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for publisher, policies, case in _kept_out(template, TOPICS, "sns:Publish"):
            if not _default_policy_does(publisher, policies):
                yield (
                    publisher.node,
                    f"No policy of {publisher.to} allows sns:Publish to "
                    f"{publisher.service}{case}: its messages are dropped",
                )


class QueuesLetTheirSendersIn(HouseRule):
    """Queue policies let their senders in.

    EventBridge (to a target or a dead-letter queue), SNS and S3 send as services:
    without a queue policy that allows sqs:SendMessage to them the message is lost.
    The console adds the policy, CloudFormation does not.
    """

    id = "E9978"
    page = "eventbridge/latest/userguide/eb-rule-dlq.html"
    tags = ["resources", "sqs", "events"]
    pci = ("10.7.2",)
    resource_types = (QUEUES,)

    good = notified_rule()
    bad = good.replace(
        QUEUE_POLICY,
        QUEUE_POLICY.replace("events.amazonaws.com", "budgets.amazonaws.com"),
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for sender, _, case in _kept_out(template, QUEUES, "sqs:SendMessage"):
            yield (
                sender.node,
                f"No policy of {sender.to} allows sqs:SendMessage to "
                f"{sender.service}{case}: its messages are lost",
            )


def _kept_out(
    template: Any, kind: str, action: str
) -> Iterator[tuple[Publisher, ResourcePolicies, str]]:
    """Publishers that no policy lets in, and in which case (in words)."""
    receivers = {
        receiver.name: resource_policies(template, receiver)
        for receiver in resources(template, kind)
    }
    for publisher in publishers(template):
        policies = receivers.get(publisher.to)
        if policies is not None:
            case = policies.case_without(
                publisher.node.when,
                partial(lets_in, publisher=publisher, action=action),
            )
            if case is not None:
                yield publisher, policies, in_words(case)


def _default_policy_does(publisher: Publisher, policies: ResourcePolicies) -> bool:
    """Alarms publish as the owner: by the default policy or one that names an account.

    The default policy is gone as soon as a template attaches any other.
    """
    return publisher.service == ALARMS and (
        not policies.statements
        or any(
            statement.allows
            and covers(statement, "sns:Publish")
            and (
                is_for_everyone(statement)
                or any(principal.kind == "AWS" for principal in statement.principals)
            )
            for statement, _ in policies.statements
        )
    )


_AWS_KEYS = ("alias/aws/sns", "alias/aws/sqs")


class ServicePublishersNeedACustomerKey(HouseRule):
    """Topics and queues that services send to use a customer managed key.

    The policies of alias/aws/sns and alias/aws/sqs cannot be changed and do not let
    service principals in, so EventBridge, alarms, notification rules, S3 and SNS
    lose every message. Use a customer managed key whose policy allows them,
    SqsManagedSseEnabled for a queue, or no key.
    """

    id = "E9976"
    page = "sns/latest/dg/sns-key-management.html#compatibility-with-aws-services"
    tags = ["resources", "sns", "sqs", "kms", "encryption"]
    pci = ("10.7.2",)
    resource_types = (TOPICS, QUEUES)

    good = notified_rule(KEY, topic_key="!GetAtt Key.Arn")
    bad = notified_rule(topic_key="alias/aws/sns")

    def _problems(self, template: Any) -> Iterator[Problem]:
        senders = list(publishers(template))
        for resource in resources(template, TOPICS, QUEUES):
            for key in resource.get("KmsMasterKeyId"):
                if not key.text.endswith(_AWS_KEYS):
                    continue
                services = {
                    sender.service
                    for sender in senders
                    if sender.to == resource.name
                    and together(template, key.when, sender.node.when) is not None
                }
                if services:
                    yield (
                        key,
                        f"{', '.join(sorted(services))} cannot use {key.text}: "
                        "messages are dropped. Use a customer managed key",
                    )


class QueuesStateTheirEncryption(ShapeRule):
    """Queues state their encryption.

    State SqsManagedSseEnabled: true, or a KmsMasterKeyId, so that a reviewer sees
    what protects messages at rest.
    """

    id = "W9977"
    page = f"{_SQS}sqs-server-side-encryption.html"
    tags = ["resources", "sqs", "encryption"]
    pci = ("3.5.1",)
    resource_types = (QUEUES,)

    _managed = {"not": has("SqsManagedSseEnabled", const=False)}
    shape = must(
        "Encryption is not stated",
        anyOf=[all_of(has("SqsManagedSseEnabled"), _managed), has("KmsMasterKeyId")],
    )
    good = notified_rule()
    bad = good.replace("      SqsManagedSseEnabled: true\n", "")
