"""`deploy` without a plan file: environment after environment.

Each is planned, shown and confirmed when its turn comes: a later one is compared
with what the earlier ones made, and where one fails, nothing of the later ones
has come into being.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from time import monotonic
from typing import NoReturn

from generator.cli.confirm import DeclinedError, confirm
from generator.cli.deployment import Choices
from generator.cli.deployment.carrying_out import carry_out, end
from generator.cli.planning import make_plans, order_of, show, show_order
from generator.cli.printing import say
from generator.cli.progress import follow_on_screen
from generator.cli.targets import Targets
from generator.deploy.across import across, result, sorted_out
from generator.deploy.execute import operations
from generator.deploy.execute.rollout import (
    Task,
    discard,
    skipped,
    waits_for_any,
    went_well,
)
from generator.deploy.outcome import Outcome, Result
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.request import Options
from generator.deploy.target import Target
from generator.deploy.undo.rollback import find_failed_creation, remove
from generator.parameters.model import ACCOUNT
from generator.parameters.order import steps


@dataclass(frozen=True)
class _Run:
    """One call of the command."""

    selected: Targets
    options: Options
    choices: Choices


def run(selected: Targets, options: Options, choices: Choices) -> NoReturn:
    """Deploy what is selected, and exit with what became of it.

    Raises:
        DeclinedError: an environment takes only reviewed plans, or the user says
            no before anything has begun.
    """
    stacks: Sequence[Target] = selected.valid_stacks()
    _require_no_review(stacks)
    if not selected.as_json:
        show_order(order_of(stacks))
    call = _Run(selected, options, choices)
    began = monotonic()
    results: list[Result] = []
    is_over = False
    for members in _turns(stacks):
        failed = _failed(stacks, results)
        waiting = [one for one in members if waits_for_any(one, failed)]
        ready = [one for one in members if one not in waiting]
        if is_over or (failed and _ends_it(results, choices)):
            results += map(skipped, members)
            continue
        results += map(skipped, waiting)
        try:
            results += _turn(call, ready)
        except DeclinedError:
            if not results:
                raise
            is_over = True
            results += map(_declined, ready)
    end(results, stacks, selected, monotonic() - began)


def _turns(stacks: Sequence[Target]) -> list[list[Target]]:
    """The stacks of each environment that go before those of another one.

    An environment has two turns where one in between waits for it and is waited for.
    """
    by_path = {one.file.path: one for one in stacks}
    ordered = [
        by_path[file.path]
        for step in steps([one.file for one in stacks])
        for file in step
    ]
    turns = groupby(ordered, key=lambda one: one.environment.name)
    return [list(members) for _, members in turns]


def _names(results: Sequence[Result]) -> set[str]:
    return {one.stack for one in results}


def _failed(stacks: Sequence[Target], results: Sequence[Result]) -> list[Target]:
    bad = {one.stack for one in results if not went_well(one)}
    return [one for one in stacks if one.stack_name in bad]


def _ends_it(results: Sequence[Result], choices: Choices) -> bool:
    """Does no other environment begin? What may still run ends even --keep-going."""
    unknown = any(one.outcome is Outcome.UNKNOWN for one in results)
    return unknown or not choices.keep_going


def _turn(call: _Run, members: Sequence[Target]) -> list[Result]:
    """Plan, show, ask and execute.

    Raises:
        DeclinedError: the user says no; no change set is left.
    """
    selected, choices = call.selected, call.choices
    tasks, results = _plan(call, members)
    if not tasks or (results and not choices.keep_going):
        _discard(tasks, selected)
        return [*results, *(skipped(task.target) for task in tasks)]
    if not selected.as_json:
        show([task.plan for task in tasks])
    try:
        confirm(f"Deploy these changes to {members[0].environment.name}?", choices.yes)
    except DeclinedError:
        _discard(tasks, selected)
        raise
    ended = carry_out(tasks, selected, choices)
    never = {Outcome.BLOCKED, Outcome.SKIPPED}
    begun = {one.stack for one in ended if one.outcome not in never}
    # Change sets that nobody else knows of must not be left behind.
    left = [one for one in tasks if one.plan.stack not in begun or one.plan.only_sets]
    _discard(left, selected)
    return [*results, *ended]


def _plan(call: _Run, stacks: Sequence[Target]) -> tuple[list[Task], list[Result]]:
    """Plans of the stacks, and the results of those for which there is none."""
    failed: list[Result] = []
    if call.choices.recreate_failed:
        failed = _remove_failed(call, stacks)
        if failed and not call.choices.keep_going:
            return [], failed
        stacks = [one for one in stacks if one.stack_name not in _names(failed)]
    made = make_plans(call.selected, stacks, call.options)
    pairs = list(zip(made, stacks, strict=True))
    tasks = [Task(plan, stack) for plan, stack in pairs if isinstance(plan, StackPlan)]
    return tasks, [*failed, *(one for one in made if isinstance(one, Result))]


def _require_no_review(stacks: Sequence[Target]) -> None:
    for stack in stacks:
        name = stack.environment.name
        # Without a path `plan` leaves the account's own stack alone.
        what = stack.file.path if stack.file.kind == ACCOUNT else f"--env {name}"
        if stack.environment.require_review:
            raise DeclinedError(
                f"environment {name} takes only reviewed plans.",
                f"Run `python -m generator plan {what}`, have it reviewed, "
                "then let a second person run `deploy --plan plan.json`.",
            )


def _remove_failed(call: _Run, stacks: Sequence[Target]) -> list[Result]:
    """Delete stacks whose creation failed; those that would not go."""
    clients, choices = call.selected.clients, call.choices
    found, stopped = sorted_out(stacks, across(stacks, clients, find_failed_creation))
    failed = [one for one in found if one]
    if not failed:
        return stopped
    for one in failed:
        say(f"{one.target.stack_name}: ROLLBACK_COMPLETE", err=True)
    confirm("Delete what is left of these stacks, and make them anew?", choices.yes)
    ended = follow_on_screen(
        lambda report: operations.carry_out(
            failed, clients, remove, timeout=choices.timeout, report=report
        ),
        len(failed),
    )
    return stopped + [one for one in ended if one.outcome is not Outcome.DESTROYED]


def _declined(target: Target) -> Result:
    return result(target.file, Outcome.BLOCKED, "the answer was no; nothing was done")


def _discard(tasks: Sequence[Task], selected: Targets) -> None:
    """Delete change sets that will not be executed; say which stay."""
    for one in discard(tasks, selected.clients):
        say(f"{one.stack}: a change set is left: {one.message}", err=True)
