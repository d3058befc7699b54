"""W9081: an event that cannot be delivered is kept."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._messaging_fragments import notified_rule
from generator.rules._nodes import resources


class RuleTargetsHaveDeadLetterQueues(_house.HouseRule):
    """Flags targets of rules without DeadLetterConfig."""

    id = "W9081"
    shortdesc = "Rule targets have a dead-letter queue"
    description = (
        "EventBridge retries for 24 hours, or not at all where it lacks permission, "
        "and then drops the event. A dead-letter queue keeps it and says why."
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"
    )
    tags = ["resources", "events"]
    pci = ("10.7.2",)
    resource_types = ("AWS::Events::Rule",)

    good = notified_rule()
    bad = good.replace(
        "          DeadLetterConfig: {Arn: !GetAtt Undelivered.Arn}\n", ""
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each target and branch without the queue."""
        for rule in resources(cfn, "AWS::Events::Rule"):
            for targets in rule.get("Targets"):
                for target in targets.items():
                    for queue in target.get("DeadLetterConfig", "Arn"):
                        if queue.is_absent:
                            yield RuleMatch(
                                queue.rule_path, "The target has no dead-letter queue"
                            )
