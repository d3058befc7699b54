"""What `deploy` does: from plans that were reviewed, or made here, to their end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import NoReturn

from generator.cli.confirm import DeclinedError, confirm, require_terminal
from generator.cli.planning import make_plans, order_of, show, show_order
from generator.cli.printing import say
from generator.cli.progress import follow_on_screen
from generator.cli.results import finish
from generator.cli.targets import Targets
from generator.deploy.across import across, sorted_out
from generator.deploy.execute.gate import Gate
from generator.deploy.execute.operations import carry_out
from generator.deploy.execute.rollout import (
    Rules,
    Task,
    discard,
    prove,
    roll_out,
    skipped,
)
from generator.deploy.outcome import Outcome, Result
from generator.deploy.plan.planfile import PlanFileError, StackPlan, read
from generator.deploy.plan.request import Options
from generator.deploy.state import status
from generator.deploy.target import Target
from generator.deploy.undo.rollback import find_failed_creation, remove
from generator.errors import UsageError

_AGAIN = "Run `plan` again and have the new plan reviewed."


@dataclass(frozen=True)
class Choices:
    """What the user decides about one deployment; `timeout` is in seconds."""

    plan_file: Path | None
    yes: bool
    allow_replace: tuple[str, ...]
    allow_delete: tuple[str, ...]
    allow_change: tuple[str, ...]
    different_principal: bool
    recreate_failed: bool
    keep_going: bool
    timeout: float


def run(selected: Targets, options: Options, choices: Choices) -> NoReturn:
    """Deploy what is selected, and exit with what became of it."""
    require_terminal(choices.yes)
    if choices.different_principal and choices.plan_file is None:
        raise UsageError(
            "--different-principal needs a plan that somebody else made.",
            "Add --plan FILE.",
        )
    if choices.plan_file:
        reviewed = _reviewed(selected, choices.plan_file)
        proven = across(reviewed, selected.clients, prove)
        tasks, results = sorted_out(reviewed, proven)
    else:
        tasks, results = _planned(selected, options, choices)
    # Change sets that nobody else knows of must not be left behind.
    own = [] if choices.plan_file else tasks
    if results and not choices.keep_going:
        _discard(own, selected)
        finish("deploy", selected, [*results, *map(skipped, tasks)])
    if not selected.as_json:
        show([task.plan for task in tasks])
        show_order(order_of([task.target for task in tasks]))
    try:
        confirm("Deploy these changes?", choices.yes)
    except DeclinedError:
        _discard(own, selected)
        raise
    rules = _rules(selected, tasks, choices)
    began = monotonic()
    results += follow_on_screen(
        partial(roll_out, tasks, selected.clients, rules), len(tasks)
    )
    never = {Outcome.BLOCKED, Outcome.SKIPPED}
    begun = {result.stack for result in results if result.outcome not in never}
    _discard([task for task in own if task.plan.stack not in begun], selected)
    seconds = monotonic() - began
    finish("deploy", selected, _with_outputs(results, tasks, selected), seconds)


def _reviewed(selected: Targets, plan_file: Path) -> list[Task]:
    """The plan file's stacks, as far as they are selected, with today's files."""
    plans = {plan.stack: plan for plan in read(plan_file)}
    if not selected.paths:
        root = selected.project.root
        paths = tuple(root / plan.parameter_file for plan in plans.values())
        gone = [path for path in paths if not path.exists()]
        if gone:
            raise PlanFileError(
                f"{gone[0]} is in the plan but does not exist any more.", _AGAIN
            )
        selected = replace(selected, paths=paths)
    tasks = [
        Task(plans[stack.stack_name], stack)
        for stack in selected.stacks
        if stack.stack_name in plans
    ]
    if not tasks:
        raise PlanFileError(
            f"{plan_file} has no plan for what is selected.",
            "Check PATHS, --env and --service.",
        )
    for task in tasks:
        plan, now = task.plan, task.target.environment
        if (plan.account, plan.region) != (now.account, now.region):
            raise PlanFileError(
                f"{plan_file} is for account {plan.account}, {plan.region}; "
                f"environment {now.name} is now account {now.account}, {now.region}.",
                _AGAIN,
            )
    return tasks


def _planned(
    selected: Targets, options: Options, choices: Choices
) -> tuple[list[Task], list[Result]]:
    """Plans that are made here, and the stacks for which there is none."""
    stacks: Sequence[Target] = selected.valid_stacks()
    _require_no_review(stacks)
    failed: list[Result] = []
    if choices.recreate_failed:
        failed = _remove_failed(stacks, selected, choices)
        if failed and not choices.keep_going:
            return [], failed
        names = {result.stack for result in failed}
        stacks = [stack for stack in stacks if stack.stack_name not in names]
    tasks = []
    for stack, made in zip(stacks, make_plans(selected, stacks, options), strict=True):
        if isinstance(made, StackPlan):
            tasks.append(Task(made, stack))
        else:
            failed.append(made)
    return tasks, failed


def _require_no_review(stacks: Sequence[Target]) -> None:
    for stack in stacks:
        name = stack.environment.name
        if stack.environment.require_review:
            raise DeclinedError(
                f"environment {name} takes only reviewed plans.",
                f"Run `python -m generator plan --env {name}`, have it reviewed, "
                "then let a second person run `deploy --plan plan.json`.",
            )


def _remove_failed(
    stacks: Sequence[Target], selected: Targets, choices: Choices
) -> list[Result]:
    """Delete stacks whose creation failed; those that would not go."""
    clients, timeout = selected.clients, choices.timeout
    found, stopped = sorted_out(stacks, across(stacks, clients, find_failed_creation))
    failed = [one for one in found if one]
    if not failed:
        return stopped
    for one in failed:
        say(f"{one.target.stack_name}: ROLLBACK_COMPLETE", err=True)
    confirm("Delete what is left of these stacks, and make them anew?", choices.yes)
    ended = follow_on_screen(
        lambda report: carry_out(
            failed, clients, remove, timeout=timeout, report=report
        ),
        len(failed),
    )
    return stopped + [one for one in ended if one.outcome is not Outcome.DESTROYED]


def _rules(selected: Targets, tasks: Sequence[Task], choices: Choices) -> Rules:
    two_people = choices.different_principal
    executor = ""
    if tasks and (two_people or selected.has_others):
        executor = selected.clients.principal(tasks[0].target.environment)
    return Rules(
        Gate(
            choices.allow_replace,
            choices.allow_delete,
            choices.allow_change,
            executor,
            two_people,
        ),
        choices.keep_going,
        choices.timeout,
    )


def _with_outputs(
    results: Sequence[Result], tasks: Sequence[Task], selected: Targets
) -> list[Result]:
    """The results; of one stack that was deployed alone, with its outputs."""
    deployed = {one.stack for one in results if one.outcome is Outcome.DEPLOYED}
    alone = [task.target for task in tasks if {task.target.stack_name} == deployed]
    found = {
        target.stack_name: seen.data["outputs"]
        for target, seen in across(alone, selected.clients, status.outputs)
        if seen.outcome is Outcome.DONE
    }
    return [
        replace(
            one,
            details=(*one.details, *map(" = ".join, found.get(one.stack, {}).items())),
        )
        for one in results
    ]


def _discard(tasks: Sequence[Task], selected: Targets) -> None:
    """Delete change sets that will not be executed; say which stay."""
    for result in discard(tasks, selected.clients):
        say(f"{result.stack}: a change set is left: {result.message}", err=True)
