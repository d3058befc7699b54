"""E9075: a topic lets the services in that are told to publish to it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._attached import AttachedPolicies, attached_policies, lets_in
from generator.rules._messaging_fragments import TOPIC_POLICY, notified_rule
from generator.rules._nodes import in_words, resources
from generator.rules._publishers import ALARMS, Publisher, publishers


class TopicsLetTheirPublishersIn(_house.HouseRule):
    """Flags rules, notifications and alarms whose messages SNS refuses."""

    id = "E9075"
    shortdesc = "Topic policies let their publishers in"
    description = (
        "EventBridge, notification rules and S3 publish as services: without a topic "
        "policy that allows sns:Publish to them the message is dropped and nobody is "
        "told. Alarms need it as soon as a topic policy replaces the default one."
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/"
        "eb-use-resource-based.html#eb-sns-permissions"
    )
    tags = ["resources", "sns", "events"]
    pci = ("10.7.2", "12.10.5")
    resource_types = ("AWS::SNS::Topic",)

    good = notified_rule()
    bad = good.replace(
        TOPIC_POLICY,
        TOPIC_POLICY.replace("events.amazonaws.com", "budgets.amazonaws.com"),
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match where a service is told to publish but may not."""
        topics = {
            topic.name: attached_policies(cfn, topic)
            for topic in resources(cfn, "AWS::SNS::Topic")
        }
        for publisher in publishers(cfn):
            policies = topics.get(publisher.to)
            if policies is None or _default_policy_does(publisher, policies):
                continue

            case = policies.lack(
                publisher.node.when,
                partial(lets_in, publisher=publisher, action="sns:Publish"),
            )
            if case is not None:
                yield RuleMatch(
                    publisher.node.rule_path,
                    f"No policy of {publisher.to} allows sns:Publish to "
                    f"{publisher.service}{in_words(case)}: its messages are dropped",
                )


def _default_policy_does(publisher: Publisher, policies: AttachedPolicies) -> bool:
    """Alarms publish as the owner: by the default policy or one that names an account.

    The default policy is gone as soon as a template attaches any other.
    """
    return publisher.service == ALARMS and (
        not policies.statements
        or any(
            statement.allows
            and statement.covers("sns:Publish")
            and (
                statement.is_for_everyone
                or any(True for _ in statement.values("Principal", "AWS"))
            )
            for statement, _ in policies.statements
        )
    )
