"""`explain`: why a house rule exists, and what it objects to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from generator.cli import suggestions
from generator.cli.columns import room_of_line
from generator.cli.formats import format_option
from generator.cli.printing import print_json, say
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.rules._house import HouseRule

WIDTH = 88
PIPE_WIDTH = 160


@click.command(
    epilog="""\b
Examples:
  python -m generator explain                list all house rules
  python -m generator explain E9901          why, PCI requirements, examples
  python -m generator explain E9901 --format json

\b
Exit codes: 0 explained, 2 there is no such rule."""
)
@click.argument("rule", required=False, shell_complete=suggestions.rules)
@format_option(name="output", text="How the rules are printed.")
def explain(rule: str | None, output: str) -> None:
    """Say why a house rule exists, with a bad and a good template.

    Without RULE all house rules are listed. cfn-lint explains its own rules:
    cfn-lint --list-rules.
    """
    # cfn-lint takes half a second to import.
    from generator.rules._house import house_rules

    rules = house_rules()
    chosen = _named(rules, rule) if rule else None
    if output == "json":
        shown = _as_dict(chosen) if chosen else [*map(_as_dict, rules.values())]
        print_json(shown)
    elif chosen:
        for line in _text(chosen).splitlines():
            say(line)
    else:
        _print_table(rules.values())


def _named(rules: Mapping[str, HouseRule], name: str) -> HouseRule:
    for rule in rules.values():
        if name.upper() in (rule.id, rule.former_id):
            return rule
    number = int("".join(filter(str.isdecimal, name)) or 0)
    nearest = sorted(rules, key=lambda rule: abs(int(rule[1:]) - number))[:3]
    raise UsageError(
        f"There is no house rule {name!r}.",
        f"Nearest: {', '.join(nearest)}. All: python -m generator explain",
    )


def _as_dict(rule: HouseRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "severity": rule.severity,
        "summary": rule.shortdesc,
        "reason": rule.description,
        "pci_dss_4_0_1": list(rule.pci),
        "resource_types": list(rule.resource_types),
        "tags": list(rule.tags),
        "source_url": rule.source_url,
        "bad": rule.bad,
        "good": rule.good,
    }


def _text(rule: HouseRule) -> str:
    judges = ", ".join(rule.resource_types) or "every type that can have tags"
    parts = [
        f"{rule.id} ({rule.severity}): {rule.shortdesc}",
        fill(rule.description, min(WIDTH, room_of_line() or WIDTH)),
        f"Judges: {judges}",
        f"PCI DSS v4.0.1: {', '.join(rule.pci) or 'no requirement in particular'}",
        f"Source: {rule.source_url}",
        f"Bad\n{_marked(rule.bad, rule.good)}",
        f"Good\n{_marked(rule.good, rule.bad)}",
    ]
    return "\n\n".join(parts)


def _marked(template: str, other: str) -> str:
    """The template, indented, with `>` before the lines that make the difference."""
    same = set(other.splitlines())
    return "\n".join(
        f"  {line}" if line in same else f"> {line}"
        for line in template.rstrip().splitlines()
    )


def _print_table(rules: Iterable[HouseRule]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Rule", "Severity", "What it wants", "PCI DSS v4.0.1", box=None)
    for rule in rules:
        table.add_row(rule.id, rule.severity, rule.shortdesc, ", ".join(rule.pci))
    console = Console()
    # A pipe has no width, and a wrapped line is no use to `grep`.
    (console if console.is_terminal else Console(width=PIPE_WIDTH)).print(table)
