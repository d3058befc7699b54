"""Print what became of the stacks, and leave with the exit code that says it."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NoReturn

from generator.cli.alike import alike, more_like_this
from generator.cli.printing import print_json, say, say_wrapped
from generator.cli.progress import duration
from generator.cli.targets import Targets
from generator.deploy.across import across, in_order
from generator.deploy.calls import Api
from generator.deploy.outcome import Outcome, Result, as_json, exit_code
from generator.deploy.target import Target

_COLOURS = {0: "green", 3: "yellow"}
# Commands that only look have no outcome to count.
_LOOKED = {Outcome.DONE}
# A command in a hint, with its group's name, and what is to follow it.
_COMMAND = re.compile(r"(?<=python -m generator )((?:pipeline )?\w+)")


def look(targets: Targets, work: Callable[[Target, Api], Result]) -> list[Result]:
    """What `work` sees of each selected stack, in their order."""
    stacks = targets.stacks
    return in_order(stacks, across(stacks, targets.clients, work))


def finish(
    command: str,
    targets: Targets,
    results: Sequence[Result],
    seconds: float | None = None,
) -> NoReturn:
    """Print every result on stdout and exit with the worst of their codes.

    People read first what failed, and last how many ended how, in so many seconds.
    """
    results = [replace(one, hint=as_called(one.hint, targets)) for one in results]
    if targets.as_json:
        print_json(as_json(command, results))
    else:
        for group in alike(sorted(results, key=_urgency), _apart_from_names):
            _print(group[0])
            if more := more_like_this(group):
                say(f"    {more}", dim=True)
        _print_totals(results, seconds)
    sys.exit(exit_code(results))


def as_called(hint: str, targets: Targets) -> str:
    """A hint whose commands go where this one went: project and sandbox."""
    root = targets.project.root
    before = "" if root.samefile(".") else f"--project {root} "
    after = " --sandbox" if targets.sandbox else ""
    return _COMMAND.sub(lambda name: f"{before}{name[0]}{after}", hint)


def _urgency(result: Result) -> tuple[int, bool]:
    """Failures come first, the worst of them before the others; then what waits."""
    return -result.outcome.exit_code, result.outcome is not Outcome.SKIPPED


def _apart_from_names(result: Result) -> tuple[str, ...]:
    told = (result.message, *result.details, re.sub(r"\S+/\S+", "", result.hint))
    words = tuple(text.replace(result.stack, "") for text in told)
    return result.outcome.label, result.environment, *words


def _print(result: Result) -> None:
    colour = _COLOURS.get(result.outcome.exit_code, "red")
    if result.outcome is Outcome.SKIPPED:
        colour = "yellow"
    # A command that only looked has nothing done; what it saw is the result.
    label = "" if result.outcome is Outcome.DONE else result.outcome.label
    text = " - ".join(part for part in (label, result.message) if part)
    say(f"{result.stack}: {text}", fg=colour)
    for detail in result.details:
        say_wrapped(f"    {detail}")
    if result.hint:
        say(f"    next: {result.hint}")


def _print_totals(results: Sequence[Result], seconds: float | None) -> None:
    """`28 deployed, 2 failed in 3 min 5 s`; of one stack its own line says it."""
    if seconds is None and len(results) < 2:
        return
    kinds = Counter(one.outcome for one in results if one.outcome not in _LOOKED)
    told = ", ".join(f"{number} {kind.label}" for kind, number in kinds.items())
    time = "" if seconds is None else f" in {duration(seconds)}"
    if told:
        say(f"{told}{time}", bold=True)
