"""W9077: a queue says how it encrypts."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._messaging_fragments import notified_rule
from generator.rules._nodes import resources, together


class QueuesStateTheirEncryption(_house.HouseRule):
    """Flags queues with neither a key nor encryption by SQS."""

    id = "W9077"
    shortdesc = "Queues state their encryption"
    description = (
        "State SqsManagedSseEnabled: true, or a KmsMasterKeyId, so that a reviewer "
        "sees what protects messages at rest."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-server-side-encryption.html"
    )
    tags = ["resources", "sqs", "encryption"]
    pci = ("3.5.1",)
    resource_types = ("AWS::SQS::Queue",)

    good = notified_rule()
    bad = good.replace("      SqsManagedSseEnabled: true\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch without encryption."""
        for queue in resources(cfn, "AWS::SQS::Queue"):
            for managed in queue.get("SqsManagedSseEnabled"):
                if not managed.is_absent and str(managed.value).lower() != "false":
                    continue
                if any(
                    key.is_absent and together(cfn, managed.when, key.when) is not None
                    for key in queue.get("KmsMasterKeyId")
                ):
                    yield RuleMatch(managed.rule_path, "Encryption is not stated")
