"""`pipeline status`: what runs, where each stage is, and what happened lately."""

import functools
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from generator.cli.columns import Cell, print_columns
from generator.cli.pipeline.selected import (
    ask,
    end,
    pipeline_command,
    told,
    with_pipelines,
)
from generator.cli.printing import say
from generator.cli.targets import Targets
from generator.review.markdown import counted

if TYPE_CHECKING:
    from generator.deploy.outcome import Result
    from generator.deploy.target import Target
    from generator.operations.overview import Overview
    from generator.operations.service import Service
    from generator.operations.stages import Stage

_PIPELINE = "python -m generator pipeline"


@pipeline_command(
    "status",
    "status --env prod --service payment-service",
    "status --all",
    "status --all --format json",
)
@click.option("--all", "every", is_flag=True, help="One line for each pipeline.")
@click.option(
    "--executions",
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    help="So many of the last executions.",
)
def status(selected: Targets, every: bool, executions: int) -> None:
    """Show what runs, where each stage is, who approved, how far traffic is.

    It looks and changes nothing. For the stack itself there is `generator status`.
    """
    from generator.deploy.outcome import Result, exit_code
    from generator.operations.overview import overview

    stacks = with_pipelines(selected)
    found = ask(selected, stacks, functools.partial(overview, shown=executions))
    results = [
        one if isinstance(one, Result) else told(stack, _in_short(one), one)
        for stack, one in zip(stacks, found, strict=True)
    ]
    if selected.as_json:
        end("status", selected, *results)
    if every or len(found) > 1:
        _table(stacks, found)
    elif isinstance(found[0], Result):
        end("status", selected, *results)
    else:
        _screen(selected, stacks[0], found[0])
    sys.exit(exit_code(results))


def _in_short(found: "Overview") -> str:
    """Where the pipeline is, in three words: what failed, waits or moves first."""
    if found.waiting:
        return f"{found.waiting.stage} waits"
    for status in ("Failed", "Stopped", "InProgress"):
        for stage in found.stages:
            if stage.status == status:
                return f"{stage.name} {status}"
    return "idle"


def _screen(selected: Targets, target: "Target", found: "Overview") -> None:
    from generator.cli.pipeline.words import digest, when
    from generator.cli.results import as_called

    where = target.environment
    say(f"{found.name} ({where.name}, {where.account}, {where.region})", bold=True)
    for service in found.services:
        _service(found, service, several=len(found.services) > 1)
    if found.unread:
        say(f"  what runs is not known: {found.unread}", fg="yellow")
    say("")
    print_columns(
        ("STAGE", "STATUS", "COMMIT", "SINCE", ""),
        [_stage(found, stage) for stage in found.stages],
    )
    if found.executions:
        say("")
        _executions(found)
    waits = found.waiting
    path = target.file.path
    if waits:
        say("")
        image = found.built.get(waits.execution, "an image without a digest")
        say(f"  waits for approval until {when(waits.deadline)} UTC: {digest(image)}")
        say(f"  next: {as_called(f'{_PIPELINE} approve {path}', selected)}")
    elif any(stage.status == "Failed" for stage in found.stages):
        say("")
        say(f"  next: {as_called(f'{_PIPELINE} why {path}', selected)}")


def _service(found: "Overview", service: "Service", *, several: bool) -> None:
    from generator.cli.pipeline.words import (
        commit,
        digest,
        person,
        share,
        version,
        when,
    )

    label = f"{service.stage} runs" if several else "runs"
    if service.proven:
        origin = found.origins.get(service.proven)
        known = f"{commit(origin.commit)} " if origin else ""
        say(f"  {label}  {known}{digest(service.proven)}", fg="green")
        say(f"        as it was last seen; it {service.unread}", dim=True)
        return
    if service.unread:
        say(f"  {label}  {service.unread}: look there", dim=True)
        return
    serving = service.serving
    if serving is None:
        say(f"  {label}  nothing", fg="yellow")
        return
    origin = found.origins.get(serving.digest)
    message = f"  {origin.message.partition(chr(10))[0][:40]}" if origin else ""
    say(f"  {label}  {version(serving, origin)}{message}", fg="green")
    if origin:
        who = (
            f", approved by {person(origin.approved_by)}" if origin.approved_by else ""
        )
        say(f"        deployed {when(origin.deployed)} UTC{who}")
    else:
        say("        not of an execution that this pipeline still knows", dim=True)
    if service.deployment:
        under_way = service.deployment
        name = under_way.id.rpartition("/")[2]
        say(f"  {under_way.controller} deployment {name}: {under_way.status}")
        for one in service.versions:
            text = version(one, found.origins.get(one.digest))
            new = "  new" if one.is_new else ""
            say(f"    {share(one.share):>5} of the traffic  {text}{new}", fg="yellow")


def _stage(found: "Overview", stage: "Stage") -> list[str | Cell]:
    from generator.cli.pipeline.words import COLOURS, ago, commit, person

    execution = {one.id: one for one in found.executions}.get(stage.execution)
    waits = found.waiting and found.waiting.stage == stage.name
    text = "waits" if waits else stage.status or "-"
    notes = [stage.stopped] if stage.stopped else []
    if stage.queued:
        notes.append(f"{stage.queued} waiting to come in")
    notes += [
        f"by {person(step.by)}"
        for step in stage.steps
        if step.category == "Approval" and step.by and not waits
    ]
    if stage.status == "Failed":
        notes += stage.conditions
        notes += [one.summary for one in stage.steps if one.status == "Failed"]
    return [
        stage.name,
        Cell(text, {"fg": COLOURS.get(text)}),
        commit(execution.commit if execution else ""),
        ago(stage.since),
        "; ".join(notes),
    ]


def _executions(found: "Overview") -> None:
    from generator.cli.pipeline.words import COLOURS, commit, span, when

    print_columns(
        ("EXECUTION", "STATUS", "COMMIT", "BEGAN (UTC)", "TOOK", "WHY"),
        [
            [
                one.id[:8],
                Cell(one.status, {"fg": COLOURS.get(one.status)}),
                commit(one.commit),
                when(one.started),
                span((one.updated - one.started).total_seconds()),
                "rollback" if one.kind == "ROLLBACK" else one.trigger.split(" ")[0],
            ]
            for one in found.executions
        ],
    )


def _table(stacks: "Sequence[Target]", found: "Sequence[Overview | Result]") -> None:
    """A line each: what failed first, then what waits, moves and rests."""
    pairs = sorted(zip(stacks, found, strict=True), key=lambda pair: _urgency(pair[1]))
    rows = [
        [stack.environment.name, stack.file.name, *_line(one)] for stack, one in pairs
    ]
    print_columns(("ENV", "SERVICE", "NOW", "SINCE", "RUNS", "NEW"), rows)
    ranks = [_urgency(one) for one in found]
    say("")
    say(
        f"  {counted(len(found), 'pipeline')}: {ranks.count(0)} failed, "
        f"{ranks.count(1)} waiting for approval, {ranks.count(2)} moving",
        bold=True,
    )


def _urgency(found: "Overview | Result") -> int:
    from generator.deploy.outcome import Result

    if isinstance(found, Result):
        return 0
    if found.waiting:
        return 1
    short = _in_short(found)
    return 3 if short == "idle" else 2 if "InProgress" in short else 0


def _line(found: "Overview | Result") -> list[str | Cell]:
    from generator.cli.pipeline.words import ago, share, version
    from generator.deploy.outcome import Result

    colour = ("red", "yellow", "yellow", "green")[_urgency(found)]
    if isinstance(found, Result):
        return [Cell(found.message, {"fg": colour}), "-", "-", ""]
    times = [stage.since for stage in found.stages if stage.since]
    runs, new = [], []
    for service in found.services:
        serving = service.serving
        text = version(serving, found.origins.get(serving.digest)) if serving else "-"
        runs.append(service.unread or text.replace("sha256:", ""))
        new += [share(one.share) for one in service.versions if one.is_new]
    return [
        Cell(_in_short(found), {"fg": colour}),
        ago(max(times, default=None)),
        ", ".join(runs) or found.unread or "-",
        ", ".join(new),
    ]
