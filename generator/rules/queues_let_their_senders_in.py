"""E9078: a queue lets the services in that are told to send to it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._attached import attached_policies, lets_in
from generator.rules._messaging_fragments import QUEUE_POLICY, notified_rule
from generator.rules._nodes import in_words, resources
from generator.rules._publishers import publishers


class QueuesLetTheirSendersIn(_house.HouseRule):
    """Flags targets, dead-letter queues and subscriptions that SQS refuses."""

    id = "E9078"
    shortdesc = "Queue policies let their senders in"
    description = (
        "EventBridge (to a target or a dead-letter queue), SNS and S3 send as "
        "services: without a queue policy that allows sqs:SendMessage to them the "
        "message is lost. The console adds the policy, CloudFormation does not."
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"
    )
    tags = ["resources", "sqs", "events"]
    pci = ("10.7.2",)
    resource_types = ("AWS::SQS::Queue",)

    good = notified_rule()
    bad = good.replace(
        QUEUE_POLICY,
        QUEUE_POLICY.replace("events.amazonaws.com", "budgets.amazonaws.com"),
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match where a service is told to send but may not."""
        queues = {
            queue.name: attached_policies(cfn, queue)
            for queue in resources(cfn, "AWS::SQS::Queue")
        }
        for sender in publishers(cfn):
            if sender.to not in queues:
                continue

            case = queues[sender.to].lack(
                sender.node.when,
                partial(lets_in, publisher=sender, action="sqs:SendMessage"),
            )
            if case is not None:
                yield RuleMatch(
                    sender.node.rule_path,
                    f"No policy of {sender.to} allows sqs:SendMessage to "
                    f"{sender.service}{in_words(case)}: its messages are lost",
                )
