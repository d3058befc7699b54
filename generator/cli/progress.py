"""Progress on stderr: a live table on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from rich.console import Console, Group
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

# Lines of the screen that are not rows: the header, the rest, the totals, the cursor.
_FRAME = 4
# Columns that hold names, status and resource side by side.
_WIDE = 100
# Seconds after which a log hears again that nothing has changed.
_STILL = 60
_DETACH = "Ctrl-C detaches: AWS goes on"


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
    """Where each of `total` stacks is: a row each, or a line per change of status."""

    def __init__(self, total: int = 0) -> None:
        self._total = total
        self._steps: dict[str, Step] = {}
        self._said: dict[str, Step] = {}
        self._ended = self._failed = 0
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
            self._live.update("", refresh=True)
            self._live.stop()

    def moved(self, step: Step) -> None:
        """A stack was looked at."""
        stack = step.operation.file.stack_name
        before = self._steps.get(stack)
        self._steps[stack] = step
        if step.failure and not (before and before.failure):
            self._line(f"{stack}: failed: {step.failure}", "red")
        if self._live:
            self._draw()
        elif self._is_news(step, self._said.get(stack)):
            self._said[stack] = step
            self._line(f"{stack}: {step.status}{_far(step)} ({duration(step.elapsed)})")

    def ended(self, result: Result) -> None:
        """A stack is done with."""
        self._steps.pop(result.stack, None)
        self._ended += 1
        self._failed += not result.outcome.is_good
        self._draw(now=True)
        # A table that counts what is done needs no line for what went well.
        if not (self._live and result.outcome.is_good):
            self._line(f"{result.stack}: {result.outcome.label}", "red")

    def _line(self, text: str, style: str = "") -> None:
        """A line that stays, above the table where there is one."""
        if self._live:
            # Text, not str: rich would read markup in what AWS says.
            self._live.console.print(Text(log_line(text), style))
        else:
            say(text, err=True)

    def _is_news(self, step: Step, said: Step | None) -> bool:
        return (
            said is None
            or said.status != step.status
            or step.elapsed - said.elapsed >= _STILL
        )

    def _draw(self, *, now: bool = False) -> None:
        if self._live:
            console = self._live.console
            room = max(console.height - _FRAME, 1)
            table = _table(self._steps, room, wide=console.width >= _WIDE)
            screen = Group(table, Text(self._totals()))
            self._live.update(screen, refresh=now)

    def _totals(self) -> str:
        elapsed = max((step.elapsed for step in self._steps.values()), default=0)
        total = max(self._total, self._ended + len(self._steps))
        failed = f", {self._failed} failed" if self._failed else ""
        return (
            f"{self._ended} of {total} stacks done{failed}, {duration(elapsed)}; "
            f"{_DETACH}"
        )


def follow_on_screen(
    follow: Callable[[Report], Iterator[Result]], total: int = 0
) -> list[Result]:
    """Show where the `total` stacks are while `follow` yields what became of them."""
    results = []
    with Watching(total) as screen:
        for result in follow(screen.moved):
            screen.ended(result)
            results.append(result)
    return results


def duration(seconds: float) -> str:
    """`42 s`, or `3 min 5 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _far(step: Step) -> str:
    """` 3/26`, as far as that is known."""
    if not step.done:
        return ""
    total = step.operation.total
    # A rollback touches resources again that were counted already.
    return f" {min(step.done, total)}/{total}" if total else f" {step.done}"


def _table(steps: dict[str, Step], room: int, *, wide: bool) -> Table:
    """A row each, those that failed first, and how many more there are.

    A stack's name ends in its environment: on a narrow screen the resource goes.
    """
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True)
    table.add_column("stack", ratio=3, no_wrap=True, overflow="ellipsis")
    table.add_column("status", ratio=3, no_wrap=True, overflow="ellipsis")
    table.add_column("done", justify="right", no_wrap=True)
    table.add_column("elapsed", justify="right", no_wrap=True)
    if wide:
        table.add_column("resource", ratio=3, no_wrap=True, overflow="ellipsis")
    ordered = sorted(steps.items(), key=lambda item: not item[1].failure)
    for stack, step in ordered[:room]:
        style = "red" if step.failure else ""
        cells = [stack, step.status, _far(step).strip(), duration(step.elapsed)]
        cells += [step.resource] if wide else []
        table.add_row(*(Text(log_line(cell), style) for cell in cells))
    if len(steps) > room:
        table.add_row(f"and {len(steps) - room} more")
    return table
