"""What `destroy` does: plan a deletion for somebody, or show it, ask and delete."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from generator.cli.confirm import confirm_name, require_terminal
from generator.cli.planning import clear
from generator.cli.printing import say
from generator.cli.progress import follow_on_screen
from generator.cli.results import finish
from generator.cli.targets import Targets
from generator.deploy.across import across, result, sorted_out
from generator.deploy.calls import Api
from generator.deploy.execute.deletions import take_down
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.state.events import Operation
from generator.deploy.undo.destroy import Deletion, Orders, delete, plan_deletion
from generator.deploy.undo.proposal import (
    Proposal,
    is_proposal,
    propose,
    read,
    require_reviewed,
    write,
)
from generator.errors import UsageError


@dataclass(frozen=True)
class Choices:
    """What the user decides about a deletion; `timeout` is in seconds."""

    buckets: tuple[str, ...]
    retain: tuple[str, ...]
    force: bool
    yes: bool
    out: Path | None
    plan_file: Path | None
    timeout: float


def run(selected: Targets, choices: Choices) -> NoReturn:
    """Delete what is selected or plan it, and exit with what became of it."""
    orders = Orders(choices.buckets, choices.retain, choices.force)
    if choices.out:
        _plan(selected, orders, choices.out)
    require_terminal(choices.yes)
    if choices.plan_file:
        planned = _read(choices.plan_file, orders)
        selected = _named(selected, planned)
        plans, results = _found(selected, orders, reviewed=True)
        plans, stopped = _proven(selected, plans, planned)
        results += stopped
    else:
        planned = {}
        plans, results = _found(selected, orders)
    if any(not one.outcome.is_good for one in results):
        finish("destroy", selected, results)
    for plan in plans:
        _show(plan)
        confirm_name(plan.target.stack_name, choices.yes)
    clients = selected.clients

    def begin(plan: Deletion, api: Api) -> Operation:
        held = planned.get(plan.target.stack_name)
        own = replace(orders, buckets=held.buckets) if held else orders
        return delete(plan, api, orders=own, clients=clients)

    results += follow_on_screen(
        lambda report: take_down(
            plans, clients, begin, timeout=choices.timeout, report=report
        ),
        len(plans),
    )
    finish("destroy", selected, results)


def _found(
    selected: Targets, orders: Orders, *, reviewed: bool = False
) -> tuple[list[Deletion], list[Result]]:
    """What would be deleted, and the stacks of which nothing is or may be."""
    clients, stacks = selected.clients, selected.stacks
    look = functools.partial(
        plan_deletion, clients=clients, force=orders.force, reviewed=reviewed
    )
    return sorted_out(stacks, across(stacks, clients, look))


def _plan(selected: Targets, orders: Orders, out: Path) -> NoReturn:
    """Show what would go, leave the plans on their stacks and write their file."""
    if orders.force or orders.retain:
        raise _not_held()
    clear(out, is_proposal)
    plans, results = _found(selected, orders, reviewed=True)
    for plan in plans:
        _show(plan)
    if plans:
        principal = selected.clients.principal(plans[0].target.environment)
        leave = functools.partial(propose, buckets=orders.buckets, principal=principal)
        made, stopped = sorted_out(plans, across(plans, selected.clients, leave))
        if made:
            write(out, made)
        text = f"its deletion is planned; execute it with `destroy --plan {out}`"
        held = {one.stack for one in made}
        files = [plan.target.file for plan in plans]
        results += stopped
        results += [
            result(file, Outcome.PLANNED, text)
            for file in files
            if file.stack_name in held
        ]
    finish("destroy", selected, results)


def _read(plan_file: Path, orders: Orders) -> dict[str, Proposal]:
    if orders != Orders():
        raise _not_held()
    return read(plan_file)


def _not_held() -> UsageError:
    return UsageError(
        "a plan of a deletion holds --empty-bucket and nothing else.",
        "Give --empty-bucket with --out, and neither --force nor --retain.",
    )


def _named(selected: Targets, planned: Mapping[str, Proposal]) -> Targets:
    """What is selected, or else what the plan names."""
    if selected.paths:
        return selected
    root = selected.project.root
    return replace(
        selected, paths=tuple(root / one.parameter_file for one in planned.values())
    )


def _proven(
    selected: Targets, plans: Sequence[Deletion], planned: Mapping[str, Proposal]
) -> tuple[list[Deletion], list[Result]]:
    """The deletions that are what was planned, and why the others are not."""
    clients, executor = selected.clients, ""
    if plans and selected.has_others:
        executor = clients.principal(plans[0].target.environment)

    def prove(plan: Deletion, api: Api) -> Deletion:
        held = planned.get(plan.target.stack_name)
        if held is None:
            raise Stopped(Outcome.STALE, "the plan does not name this stack.")
        return require_reviewed(plan, held, api, executor=executor)

    return sorted_out(plans, across(plans, clients, prove))


def _show(plan: Deletion) -> None:
    """What goes and what stays, on stderr beside the question."""
    say(f"{plan.target.stack_name} ({plan.status})", bold=True, err=True)
    for fate in plan.fates:
        what = "kept" if fate.is_kept else "deleted"
        note = " with its data" if fate.loses_data else ""
        say(
            f"  {what}{note}: {fate.logical_id} ({fate.type})",
            fg="red" if fate.loses_data else None,
            err=True,
        )
