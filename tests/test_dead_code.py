from pathlib import Path

from tests.dead_code import unused


def test_what_nothing_uses_is_found(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "_shared.py").write_text("class Shared: pass\n")
    (tmp_path / "rules" / "one.py").write_text("class Rule: pass\n")
    (tmp_path / "code.py").write_text(
        "import click\n"
        "def used() -> int: return 1\n"
        "def dead() -> int: return used()\n"
        "@click.command()\n"
        "def command() -> None: pass\n"
    )
    assert {item.name for item in unused(tmp_path)} == {"Shared", "dead"}
