"""The data of the house rules are what AWS says now, as the tool writes it."""

from tests.node_package import NodePackage
from tools.condition_keys import TARGET, condition_keys, text


def test_the_rules_have_the_keys_of_the_pinned_package(simulator: NodePackage) -> None:
    package = simulator.folder / "node_modules" / "@cloud-copilot" / "iam-data"
    assert TARGET.read_text(encoding="utf-8") == text(condition_keys(package)), (
        "python tools/condition_keys.py writes it anew"
    )
