"""Print what became of the stacks, and leave with the exit code that says it."""

import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from generator.cli.printing import print_json, say
from generator.cli.targets import Targets
from generator.deploy.across import across, in_order
from generator.deploy.calls import Api
from generator.deploy.outcome import Outcome, Result, as_json, exit_code
from generator.deploy.target import Target

_COLOURS = {0: "green", 3: "yellow"}


def look(targets: Targets, work: Callable[[Target, Api], Result]) -> list[Result]:
    """What `work` sees of each selected stack, in their order."""
    stacks = targets.stacks
    return in_order(stacks, across(stacks, targets.clients, work))


def finish(command: str, targets: Targets, results: Sequence[Result]) -> NoReturn:
    """Print every result on stdout and exit with the worst of their codes."""
    if targets.as_json:
        print_json(as_json(command, results))
    else:
        for result in results:
            _print(result)
    sys.exit(exit_code(results))


def _print(result: Result) -> None:
    colour = _COLOURS.get(result.outcome.exit_code, "red")
    if result.outcome is Outcome.SKIPPED:
        colour = "yellow"
    # A command that only looked has nothing done; what it saw is the result.
    label = "" if result.outcome is Outcome.DONE else result.outcome.label
    text = " - ".join(part for part in (label, result.message) if part)
    say(f"{result.stack}: {text}", fg=colour)
    for detail in result.details:
        say(f"    {detail}")
    if result.hint:
        say(f"    next: {result.hint}")
