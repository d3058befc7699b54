"""W9078: a queue refuses messages that are not encrypted in transit."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._attached import attached_policies, refuses_plain_http
from generator.rules._messaging_fragments import QUEUE_POLICY, notified_rule
from generator.rules._nodes import in_words, resources


class QueuesRefusePlainHttp(_house.HouseRule):
    """Flags queues without a policy that denies plain HTTP."""

    id = "W9078"
    shortdesc = "Queue policies refuse plain HTTP"
    description = (
        "SQS answers plain HTTP unless the queue policy denies sqs:SendMessage to "
        "everyone where aws:SecureTransport is false. Services of AWS use TLS, so "
        "they are not hit."
    )
    source_url = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html"
    tags = ["resources", "sqs", "encryption"]
    pci = ("2.2.7", "4.2.1")
    resource_types = ("AWS::SQS::Queue",)

    good = notified_rule()
    bad = good.replace(
        QUEUE_POLICY, QUEUE_POLICY[: QUEUE_POLICY.index("          - Effect: Deny")]
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each queue, and case, that takes plain HTTP."""
        for queue in resources(cfn, "AWS::SQS::Queue"):
            case = attached_policies(cfn, queue).lack(
                queue.properties.when,
                lambda statement: refuses_plain_http(statement, "sqs:SendMessage"),
            )
            if case is not None:
                yield RuleMatch(
                    queue.properties.rule_path,
                    f"No policy denies plain HTTP{in_words(case)}: Deny "
                    "sqs:SendMessage, Principal *, Bool aws:SecureTransport false",
                )
