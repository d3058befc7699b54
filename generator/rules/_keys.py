"""Customer keys of topics and queues, and the services that must use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.rules._expressions import named_resource
from generator.rules._nodes import Node, Resource, resources, together
from generator.rules._publishers import Publisher, publishers


@dataclass(frozen=True)
class KeyUse:
    """A service that sends to `receiver`, which encrypts with the key `key`.

    `reference` is where the receiver names the key.
    """

    key: Resource
    receiver: Resource
    reference: Node
    publisher: Publisher


def key_uses(template: Any) -> Iterator[KeyUse]:
    """Each key of the template with each service that needs it for a message."""
    keys = {key.name: key for key in resources(template, "AWS::KMS::Key")}
    if not keys:
        return
    aliases = {
        alias.name: named_resource(key.text)
        for alias in resources(template, "AWS::KMS::Alias")
        for key in alias.get("TargetKeyId")
    }
    senders = list(publishers(template))
    for receiver in resources(template, "AWS::SNS::Topic", "AWS::SQS::Queue"):
        for reference in receiver.get("KmsMasterKeyId"):
            name = named_resource(reference.text)
            key = keys.get(aliases.get(name, name))
            if key is None:
                continue
            for sender in senders:
                when = together(template, reference.when, sender.node.when)
                if sender.to == receiver.name and when is not None:
                    yield KeyUse(key, receiver, reference, sender)
