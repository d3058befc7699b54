"""EventBridge rules: what happens to an event that does not arrive."""

from collections.abc import Iterator
from typing import Any

from generator.rules._expressions import named_resource
from generator.rules._house import HouseRule, Problem
from generator.rules._messaging_fragments import notified_rule
from generator.rules._nodes import resources, together
from generator.rules._schemas import required, within
from generator.rules._shapes import ShapeRule

RULE = "AWS::Events::Rule"


class RuleTargetsHaveDeadLetterQueues(ShapeRule):
    """Rule targets have a dead-letter queue.

    EventBridge retries for 24 hours, or not at all where it lacks permission, and
    then drops the event. A dead-letter queue keeps it and says why.
    """

    id = "W9981"
    page = "eventbridge/latest/userguide/eb-rule-dlq.html"
    tags = ["resources", "events"]
    pci = ("10.7.2",)
    resource_types = (RULE,)

    shape = within(
        "Targets.*",
        required("DeadLetterConfig.Arn", "The target has no dead-letter queue"),
    )
    good = notified_rule()
    bad = good.replace(
        "          DeadLetterConfig: {Arn: !GetAtt Undelivered.Arn}\n", ""
    )


class TargetsWithPoliciesNeedNoRole(HouseRule):
    """Targets that are topics or queues have no RoleArn.

    With a RoleArn, delivery to SNS and SQS may fail, above all with encryption by
    KMS; EventBridge is to be let in by the policy of the topic or queue. A target
    of another account, which needs the role, is not judged.
    """

    id = "E9982"
    page = "eventbridge/latest/userguide/eb-use-resource-based.html"
    tags = ["resources", "events", "sns", "sqs"]
    pci = ("10.7.2",)
    resource_types = (RULE,)

    good = notified_rule()
    bad = good.replace(
        "          Arn: !Ref Topic\n",
        "          Arn: !Ref Topic\n"
        "          RoleArn: arn:aws:iam::111122223333:role/events\n",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        receivers = {
            r.name for r in resources(template, "AWS::SNS::Topic", "AWS::SQS::Queue")
        }
        for rule in resources(template, RULE):
            for target in rule.properties.leaves("Targets"):
                for arn in target.get("Arn"):
                    for role in target.get("RoleArn"):
                        if (
                            named_resource(arn.text) in receivers
                            and not role.is_absent
                            and together(template, arn.when, role.when) is not None
                        ):
                            yield (
                                role,
                                f"{named_resource(arn.text)} is reached by its "
                                "policy: with RoleArn delivery may fail",
                            )
