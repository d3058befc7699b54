"""W9084: a customer managed key rotates."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._messaging_fragments import KEY, template
from generator.rules._nodes import Resource, resources


class KeysRotate(_house.HouseRule):
    """Flags symmetric keys without EnableKeyRotation."""

    id = "W9084"
    shortdesc = "KMS keys rotate"
    description = (
        "EnableKeyRotation: true makes KMS change the key material every year, with "
        "no change for those who use the key. Keys that KMS cannot rotate (asymmetric, "
        "HMAC, imported material, custom key store) are not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html"
    )
    tags = ["resources", "kms"]
    pci = ("3.7.4",)
    resource_types = ("AWS::KMS::Key",)

    good = template(KEY)
    bad = good.replace("      EnableKeyRotation: true\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch in which a key does not rotate."""
        for key in resources(cfn, "AWS::KMS::Key"):
            if not _can_rotate(key):
                continue
            for rotation in key.get("EnableKeyRotation"):
                if rotation.is_absent or str(rotation.value).lower() == "false":
                    yield RuleMatch(rotation.rule_path, "The key does not rotate")


def _can_rotate(key: Resource) -> bool:
    """Every property that rules rotation out is absent or has its usual value."""
    usual = {
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "Origin": "AWS_KMS",
    }
    return all(
        node.is_absent or node.value == value
        for name, value in usual.items()
        for node in key.get(name)
    )
