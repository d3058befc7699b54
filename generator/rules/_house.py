"""What a house rule has beyond a cfn-lint rule."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from cfnlint.rules import CloudFormationLintRule, Rules


class HouseRule(CloudFormationLintRule):  # type: ignore[misc]
    """A cfn-lint rule that can explain itself and carries its evidence.

    `pci` lists the PCI DSS v4.0.1 requirements that a passing template gives
    evidence for. `resource_types` are the types the rule judges: the review
    page counts a template's resources of these types. `bad` and `good` are
    small whole templates (YAML): the first has exactly this rule's finding,
    the second none from any house rule that looks at the same thing.
    """

    pci: ClassVar[tuple[str, ...]] = ()
    resource_types: ClassVar[tuple[str, ...]] = ()
    bad: ClassVar[str] = ""
    good: ClassVar[str] = ""


def house_rules() -> Mapping[str, HouseRule]:
    """Every house rule by its id, in the order of the ids."""
    loaded = Rules.create_from_directory(str(Path(__file__).parent))
    return dict(sorted(loaded.items()))
