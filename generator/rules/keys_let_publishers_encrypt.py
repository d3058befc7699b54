"""E9084: a key lets the services in that send to what it encrypts."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._keys import key_uses
from generator.rules._messaging_fragments import KEY, notified_rule
from generator.rules._nodes import in_words, uncovered
from generator.rules._policies import Statement, statements

# SNS guide, "Enable compatibility between event sources from AWS services and
# encrypted topics"; the same two actions for SQS.
_NEEDED = ("kms:GenerateDataKey", "kms:Decrypt")


class KeysLetPublishersEncrypt(_house.HouseRule):
    """Flags keys under which the messages of a service are dropped."""

    id = "E9084"
    shortdesc = "Key policies let in the services that send to an encrypted topic"
    description = (
        "A service that sends to a topic or queue under a customer managed key needs "
        "kms:GenerateDataKey* and kms:Decrypt in the key policy; without them its "
        "messages are dropped and nobody is told."
    )
    source_url = (
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
        "#compatibility-with-aws-services"
    )
    tags = ["resources", "kms", "sns", "sqs", "events"]
    pci = ("10.7.2",)
    resource_types = ("AWS::KMS::Key",)

    good = notified_rule(KEY, topic_key="!GetAtt Key.Arn")
    bad = notified_rule(
        KEY.replace("events.amazonaws.com", "budgets.amazonaws.com"),
        topic_key="!GetAtt Key.Arn",
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each service without the key, at its receiver."""
        for use in key_uses(cfn):
            documents = list(use.key.get("KeyPolicy"))
            if not all(document.is_known for document in documents):
                continue
            found = [s for document in documents for s in statements(document)]
            for action in _NEEDED:
                covers = [
                    s.node.when
                    for s in found
                    if _allows(s, use.publisher.service, action)
                ]
                case = uncovered(cfn, use.reference.when, covers)
                if case is not None:
                    yield RuleMatch(
                        use.reference.rule_path,
                        f"The policy of {use.key.name} does not allow {action} to "
                        f"{use.publisher.service}{in_words(case)}: what it sends to "
                        f"{use.receiver.name} is dropped",
                    )
                    break


def _allows(statement: Statement, service: str, action: str) -> bool:
    return (
        statement.allows
        and (service in statement.services() or statement.is_for_everyone)
        and (statement.covers(action) or statement.covers(f"{action}*"))
    )
