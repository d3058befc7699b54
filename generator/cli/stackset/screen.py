"""How stack sets, their plans and their stacks look on the screen."""

from collections.abc import Sequence

from generator.cli.columns import Cell, print_columns
from generator.cli.planning import say_lines
from generator.cli.printing import say, say_wrapped
from generator.deploy.outcome import Outcome, Result
from generator.deploy.stacksets.effects import told
from generator.deploy.stacksets.plan import Plan
from generator.deploy.stacksets.standing import administered
from generator.deploy.target import Target

_COLOURS = {"CURRENT": "green", "DRIFTED": "yellow", "IN_SYNC": "green"}
_LINES = {"+": "green", "-": "red", "@": "cyan"}


def reached(stacks: Sequence[Target]) -> list[Target]:
    """The targets where their stack sets are administered.

    Raises:
        UsageError: an environment has no organization.
    """
    return [administered(each) for each in stacks]


def show(made: Plan) -> None:
    """Print what a deployment would do."""
    say(f"{made.target.stack_name}:", bold=True)
    for call in made.calls:
        say(f"  {call.says}", fg="yellow")
    for account in made.accounts:
        say(f"    {account.id} {account.name}, in {account.unit}")
    for change in made.changes:
        say(f"    {change}")
    for effect in made.effects:
        say_lines(told(effect, made.target.template))
    for line in made.template_diff:
        say(f"    {line}", fg=_LINES.get(line[:1]))
    for note in made.notes:
        say_wrapped(f"  note: {note}", fg="yellow")
    say(f"  digest: {made.digest}", dim=True)


def show_instances(results: Sequence[Result]) -> None:
    """Print the stacks of all accounts as a table."""
    for each in results:
        rows = each.data.get("stack_set", {}).get("instances", [])
        if rows:
            say(f"{each.stack}:", bold=True)
            print_columns(
                ("account", "region", "unit", "status", "drift", "reason"),
                [
                    (
                        row["account"],
                        row["region"],
                        row["organizational_unit"],
                        _coloured(row["status"]),
                        _coloured(row["drift"]),
                        row["reason"],
                    )
                    for row in rows
                ],
            )


def _coloured(status: str) -> Cell:
    neutral = {} if status == "NOT_CHECKED" else {"fg": _COLOURS.get(status, "red")}
    return Cell(status, neutral)


def is_done(one: Result) -> bool:
    """Did it end without something to look at?"""
    return one.outcome in {Outcome.DEPLOYED, Outcome.UNCHANGED}
