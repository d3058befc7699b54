"""E9083: a key policy does not ask EventBridge for what it does not send."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._keys import KeyUse, key_uses
from generator.rules._messaging_fragments import KEY, notified_rule
from generator.rules._policies import statements
from generator.rules._publishers import EVENTS

_UNSENT = {"aws:sourceaccount", "aws:sourcearn"}


class KeysDoNotAskEventbridgeItsSource(_house.HouseRule):
    """Flags conditions in a key policy that drop every event in silence."""

    id = "E9083"
    shortdesc = "Key policies do not ask EventBridge for its source"
    description = (
        "When EventBridge encrypts a message for a topic or queue, its call to KMS has "
        "no aws:SourceAccount or aws:SourceArn. A condition on them in the key policy "
        "never holds, and every event is dropped. Put the condition into the policy of "
        "the queue instead. Keys of topics and queues of the template are judged."
    )
    # The page shows the statement without a condition; that the keys are not sent
    # is reported for AWS's own landing zone accelerator (its issue 407).
    source_url = (
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
        "#compatibility-with-aws-services"
    )
    tags = ["resources", "kms", "events"]
    pci = ("10.7.2",)
    resource_types = ("AWS::KMS::Key",)

    good = notified_rule(KEY, topic_key="!GetAtt Key.Arn")
    bad = good.replace(
        "            Action: [kms:Decrypt, kms:GenerateDataKey*]\n",
        "            Action: [kms:Decrypt, kms:GenerateDataKey*]\n"
        "            Condition: {StringEquals: {aws:SourceAccount: '111122223333'}}\n",
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each statement that lets EventBridge in under a source."""
        keys = {use.key.name: use.key for use in key_uses(cfn) if _is_events(use)}
        for key in keys.values():
            for document in key.get("KeyPolicy"):
                for statement in statements(document):
                    if not statement.allows or EVENTS not in statement.services():
                        continue
                    asked = {
                        name
                        for names, _ in statement.condition_keys()
                        for name in names & _UNSENT
                    }
                    if asked:
                        yield RuleMatch(
                            statement.node.rule_path,
                            "EventBridge sends KMS no "
                            f"{' or '.join(sorted(asked))}: with this condition its "
                            "events are dropped",
                        )


def _is_events(use: KeyUse) -> bool:
    return use.publisher.service == EVENTS
