"""E9082: a rule sends to topics and queues by their policy, not by a role."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import named_resource
from generator.rules._messaging_fragments import notified_rule
from generator.rules._nodes import resources, together


class TargetsWithPoliciesNeedNoRole(_house.HouseRule):
    """Flags RoleArn on targets that are topics or queues of the same template."""

    id = "E9082"
    shortdesc = "Targets that are topics or queues have no RoleArn"
    description = (
        "With a RoleArn, delivery to SNS and SQS may fail, above all with encryption "
        "by KMS; EventBridge is to be let in by the policy of the topic or queue. A "
        "target of another account, which needs the role, is not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/"
        "eb-use-resource-based.html"
    )
    tags = ["resources", "events", "sns", "sqs"]
    pci = ("10.7.2",)
    resource_types = ("AWS::Events::Rule",)

    good = notified_rule()
    bad = good.replace(
        "          Arn: !Ref Topic\n",
        "          Arn: !Ref Topic\n"
        "          RoleArn: arn:aws:iam::111122223333:role/events\n",
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each such target and branch."""
        receivers = {
            r.name for r in resources(cfn, "AWS::SNS::Topic", "AWS::SQS::Queue")
        }
        for rule in resources(cfn, "AWS::Events::Rule"):
            for targets in rule.get("Targets"):
                for target in targets.items():
                    for arn in target.get("Arn"):
                        for role in target.get("RoleArn"):
                            if (
                                named_resource(arn.text) in receivers
                                and not role.is_absent
                                and together(cfn, arn.when, role.when) is not None
                            ):
                                yield RuleMatch(
                                    role.rule_path,
                                    f"{named_resource(arn.text)} is reached by its "
                                    "policy: with RoleArn delivery may fail",
                                )
