"""Code of the generator that nothing in it uses: `python -m tests.dead_code`.

What only tests use is dead, too. Fields and variables are not looked at:
concerns are walked by their fields.
"""

import sys
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

from tests.checkout import ROOT

CALLED_BY = {
    "click": ["convert", "format_commands", "get_command", "list_commands"],
    "moto": ["call_action"],
    "PyYAML": ["ignore_aliases"],
}
LOOKED_AT = {"class", "function", "import", "method", "property", "unreachable_code"}


def unused(folder: Path) -> list[Item]:
    """What no other code in the folder mentions."""
    vulture = Vulture(
        ignore_names=[name for names in CALLED_BY.values() for name in names],
        ignore_decorators=["@*.command"],
    )
    vulture.scavenge([str(folder)])
    found = vulture.get_unused_code(min_confidence=60)
    return [each for each in found if each.typ in LOOKED_AT and not _is_rule(each)]


def _is_rule(item: Item) -> bool:
    """cfn-lint finds the classes of the public modules by itself."""
    path = Path(item.filename)
    is_public = path.parent.name == "rules" and not path.name.startswith("_")
    return item.typ == "class" and is_public


if __name__ == "__main__":
    dead = unused(ROOT / "generator")
    for item in dead:
        print(item.get_report())
    sys.exit(bool(dead))
