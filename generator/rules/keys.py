"""KMS keys: that they rotate, and let in the services that send under them."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._house import HouseRule, Problem
from generator.rules._messaging_fragments import KEY, notified_rule, template
from generator.rules._nodes import (
    in_words,
    uncovered,
)
from generator.rules._policies import (
    condition_keys,
    covers,
    is_for_everyone,
    services,
    statements,
)
from generator.rules._publishers import EVENTS, KeyUse, key_uses
from generator.rules._schemas import must_not, required
from generator.rules._shapes import ShapeRule

KEYS = "AWS::KMS::Key"


class KeysRotate(ShapeRule):
    """KMS keys rotate.

    EnableKeyRotation: true makes KMS change the key material every year, with no
    change for those who use the key. Keys that KMS cannot rotate (asymmetric, HMAC,
    imported material, custom key store) are not judged.
    """

    id = "W9984"
    page = "kms/latest/developerguide/rotate-keys.html"
    tags = ["resources", "kms"]
    pci = ("3.7.4",)
    resource_types = (KEYS,)

    _off = "The key does not rotate"
    when = {
        "properties": {
            "KeySpec": {"const": "SYMMETRIC_DEFAULT"},
            "KeyUsage": {"const": "ENCRYPT_DECRYPT"},
            "Origin": {"const": "AWS_KMS"},
        }
    }
    shape = required("EnableKeyRotation", _off, must_not(_off, const=False))
    good = template(KEY)
    bad = good.replace("      EnableKeyRotation: true\n", "")


_UNSENT = {"aws:sourceaccount", "aws:sourcearn"}


class KeysDoNotAskEventbridgeItsSource(HouseRule):
    """Key policies do not ask EventBridge for its source.

    When EventBridge encrypts a message for a topic or queue, its call to KMS has no
    aws:SourceAccount or aws:SourceArn. A condition on them in the key policy never
    holds, and every event is dropped. Put the condition into the policy of the
    queue instead. Keys of topics and queues of the template are judged.
    """

    id = "E9983"
    # The page shows the statement without a condition; that the keys are not sent
    # is reported for AWS's own landing zone accelerator (its issue 407).
    page = "sns/latest/dg/sns-key-management.html#compatibility-with-aws-services"
    tags = ["resources", "kms", "events"]
    pci = ("10.7.2",)
    resource_types = (KEYS,)

    good = notified_rule(KEY, topic_key="!GetAtt Key.Arn")
    bad = good.replace(
        "            Action: [kms:Decrypt, kms:GenerateDataKey*]\n",
        "            Action: [kms:Decrypt, kms:GenerateDataKey*]\n"
        "            Condition: {StringEquals: {aws:SourceAccount: '111122223333'}}\n",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        keys = {use.key.name: use.key for use in key_uses(template) if _is_events(use)}
        for key in keys.values():
            for document in key.get("KeyPolicy"):
                for statement in statements(document):
                    if not statement.allows or EVENTS not in services(statement):
                        continue
                    asked = {
                        name
                        for names, _ in condition_keys(statement)
                        for name in names & _UNSENT
                    }
                    if asked:
                        yield (
                            statement,
                            "EventBridge sends KMS no "
                            f"{' or '.join(sorted(asked))}: with this condition its "
                            "events are dropped",
                        )


def _is_events(use: KeyUse) -> bool:
    return use.publisher.service == EVENTS


# SNS guide, "Enable compatibility between event sources from AWS services and
# encrypted topics"; the same two actions for SQS.
_NEEDED = ("kms:GenerateDataKey", "kms:Decrypt")


class KeysLetPublishersEncrypt(HouseRule):
    """Key policies let in the services that send to an encrypted topic.

    A service that sends to a topic or queue under a customer managed key needs
    kms:GenerateDataKey* and kms:Decrypt in the key policy; without them its
    messages are dropped and nobody is told.
    """

    id = "E9984"
    page = "sns/latest/dg/sns-key-management.html#compatibility-with-aws-services"
    tags = ["resources", "kms", "sns", "sqs", "events"]
    pci = ("10.7.2",)
    resource_types = (KEYS,)

    good = notified_rule(KEY, topic_key="!GetAtt Key.Arn")
    bad = notified_rule(
        KEY.replace("events.amazonaws.com", "budgets.amazonaws.com"),
        topic_key="!GetAtt Key.Arn",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for use in key_uses(template):
            documents = list(use.key.get("KeyPolicy"))
            if not all(document.is_known for document in documents):
                continue
            found = [s for document in documents for s in statements(document)]
            for action in _NEEDED:
                covers = [
                    dict(s.way)
                    for s in found
                    if _allows(s, use.publisher.service, action)
                ]
                case = uncovered(template, use.reference.when, covers)
                if case is not None:
                    yield (
                        use.reference,
                        f"The policy of {use.key.name} does not allow {action} to "
                        f"{use.publisher.service}{in_words(case)}: what it sends to "
                        f"{use.receiver.name} is dropped",
                    )
                    break


def _allows(statement: Statement, service: str, action: str) -> bool:
    return (
        statement.allows
        and (service in services(statement) or is_for_everyone(statement))
        and (covers(statement, action) or covers(statement, f"{action}*"))
    )
