"""`pipeline metrics`: lead time, frequency, failures and recovery, from history."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.columns import print_columns
from generator.cli.pipeline.selected import (
    ask,
    end,
    pipeline_command,
    told,
    with_pipelines,
)
from generator.cli.printing import say
from generator.cli.targets import Targets
from generator.errors import UsageError
from generator.writing import require_room, write

if TYPE_CHECKING:
    from generator.deploy.target import Target
    from generator.operations.metrics import Metrics
    from generator.operations.pipeline import Pipeline


@pipeline_command(
    "metrics",
    "metrics --env prod",
    "metrics --env prod --days 365 --plot metrics.svg",
)
@click.option(
    "--days",
    type=click.IntRange(1, 365),
    default=90,
    show_default=True,
    help="Of so many days; AWS keeps a year.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.svg",
    help="Also draw them, a bar a week.",
)
def metrics(selected: Targets, days: int, plot: Path | None) -> None:
    """Tell how often, how fast and how well pipelines deploy.

    Lead time is from the push that started an execution to the end of its
    deployment, with the wait for approval in it. A deployment failed if its stage
    failed or was rolled back. Time to restore is from there to the next deployment
    that went well. Times are medians.
    """
    from generator.deploy.outcome import Result, exit_code

    if plot and plot.suffix.lower() != ".svg":
        raise UsageError(f"{plot} is no .svg file.", "Name one that ends in .svg.")
    if plot:
        require_room(plot)
    until = datetime.now(UTC)
    since = until - timedelta(days=days)

    def look(pipeline: "Pipeline") -> "Metrics":
        return _metrics(pipeline, since, until)

    stacks = with_pipelines(selected)
    found = ask(selected, stacks, look)
    results = [
        one if isinstance(one, Result) else told(stack, _sentence(one), one)
        for stack, one in zip(stacks, found, strict=True)
    ]
    good = [
        (stack, one)
        for stack, one in zip(stacks, found, strict=True)
        if not isinstance(one, Result)
    ]
    if plot:
        _plot(plot, good)
    stopped = [one for one in found if isinstance(one, Result)]
    if selected.as_json:
        end("metrics", selected, *results)
    if good:
        _table(good, days)
    if stopped:
        end("metrics", selected, *stopped)
    sys.exit(exit_code(results))


def _metrics(pipeline: "Pipeline", since: datetime, until: datetime) -> "Metrics":
    from itertools import takewhile

    from generator.operations.history import executions, runs
    from generator.operations.metrics import metrics as figures

    deploys = pipeline.of("Deploy")
    # The newest come first; an execution's runs begin after it does.
    recent = takewhile(lambda run: run.started >= since, runs(pipeline))
    stage = deploys[-1].stage if deploys else ""
    return figures(executions(pipeline), recent, stage, since, until)


def _figures(found: "Metrics") -> list[tuple[str, str]]:
    from generator.cli.pipeline.words import span

    rate = found.failure_rate
    return [
        ("Deployments", str(found.deployments)),
        ("A week", f"{found.per_week:.1f}"),
        ("Lead time", span(found.lead_time)),
        ("Failed", "-" if rate is None else f"{rate:.0%}"),
        ("Restored in", span(found.restore)),
    ]


def _sentence(found: "Metrics") -> str:
    return ", ".join(f"{name.lower()} {value}" for name, value in _figures(found))


def _table(found: "Sequence[tuple[Target, Metrics]]", days: int) -> None:
    header = ("DEPLOYED", "A WEEK", "LEAD TIME", "FAILED", "RESTORED", "STOPPED")
    rows = [
        [
            stack.environment.name,
            stack.file.name,
            *(value for _, value in _figures(one)),
            str(one.stopped_before),
        ]
        for stack, one in found
    ]
    print_columns(("ENV", "SERVICE", *header), rows)
    say("")
    say(
        f"  {days} days, times are medians; STOPPED failed before it was deployed",
        dim=True,
    )


def _plot(file: Path, found: "Sequence[tuple[Target, Metrics]]") -> None:
    from generator.operations.chart import chart

    picture = chart([(stack.stack_name, one, _figures(one)) for stack, one in found])
    write(file, picture)
    say(f"wrote {file}", err=True)
