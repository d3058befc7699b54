"""Progress on stderr: a live table on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.status import Status
from rich.table import Table
from rich.text import Text

from generator.cli.printing import say
from generator.deploy.execute.watch import Progress as Step
from generator.deploy.execute.watch import Report
from generator.deploy.outcome import Result
from generator.deploy.target import Target
from generator.review.markdown import log_line

# Rows that fit a screen; the others are counted.
_ROWS = 20


def checking() -> Status:
    """Shown on a terminal while parameter files are judged."""
    return Console(stderr=True).status("checking parameter files")


class Planning:
    """How many stacks have been planned so far."""

    def __init__(self, total: int) -> None:
        self._bar = Progress(
            TextColumn("planning"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def planned(self, target: Target) -> None:
        """One more is done."""
        self._bar.advance(self._task)
        if not sys.stderr.isatty():
            say(f"planned {target.stack_name}", err=True)


class Watching:
    """Where each stack is: a row per stack, or a line per change of status."""

    def __init__(self) -> None:
        self._steps: dict[str, Step] = {}
        self._live: Live | None = None
        if sys.stderr.isatty():
            self._live = Live(
                console=Console(stderr=True), transient=True, refresh_per_second=4
            )

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def moved(self, step: Step) -> None:
        """A stack was looked at."""
        stack = step.operation.file.stack_name
        before = self._steps.get(stack)
        self._steps[stack] = step
        if self._live:
            self._live.update(_table(self._steps))
        elif before is None or before.status != step.status:
            say(f"{stack}: {step.status} ({step.elapsed:.0f} s)", err=True)

    def ended(self, result: Result) -> None:
        """A stack is done with."""
        self._steps.pop(result.stack, None)
        if self._live:
            self._live.update(_table(self._steps))
        say(f"{result.stack}: {result.outcome.label}", err=True)


def follow_on_screen(follow: Callable[[Report], Iterator[Result]]) -> list[Result]:
    """Show where the stacks are while `follow` yields what became of them."""
    results = []
    with Watching() as screen:
        for result in follow(screen.moved):
            screen.ended(result)
            results.append(result)
    return results


def _table(steps: dict[str, Step]) -> Table:
    table = Table("stack", "status", "resource", "elapsed", box=None)
    for stack, step in list(steps.items())[:_ROWS]:
        # Text, not str: rich would read markup in what AWS says.
        cells = (stack, step.status, step.resource, f"{step.elapsed:.0f} s")
        table.add_row(*(Text(log_line(cell)) for cell in cells))
    if len(steps) > _ROWS:
        table.caption = f"and {len(steps) - _ROWS} more"
    return table
