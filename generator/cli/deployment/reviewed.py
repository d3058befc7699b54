"""`deploy --plan`: exactly what a plan file says, after it is proven, or nothing."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import NoReturn

from generator.cli.confirm import confirm
from generator.cli.deployment import Choices
from generator.cli.deployment.carrying_out import carry_out, end
from generator.cli.planning import order_of, show, show_order
from generator.cli.results import finish
from generator.cli.targets import Targets
from generator.deploy.across import across, sorted_out
from generator.deploy.execute.rollout import Task, prove, skipped
from generator.deploy.plan.planfile import PlanFileError, StackPlan, read

_AGAIN = "Run `plan` again and have the new plan reviewed."


def run(selected: Targets, plan_file: Path, choices: Choices) -> NoReturn:
    """Prove the plans, show and confirm what is proven, execute it, and exit.

    Raises:
        PlanFileError: the file is no plan, or one for something else.
        DeclinedError: the user says no; the change sets stay.
    """
    planned = _tasks(selected, plan_file)
    tasks, results = sorted_out(planned, across(planned, selected.clients, prove))
    targets = [task.target for task in tasks]
    if results and not choices.keep_going:
        finish("deploy", selected, [*results, *map(skipped, targets)])
    if not selected.as_json:
        show([task.plan for task in tasks])
        show_order(order_of(targets))
    confirm("Deploy these changes?", choices.yes)
    began = monotonic()
    results += carry_out(tasks, selected, choices)
    end(results, targets, selected, monotonic() - began)


def _tasks(selected: Targets, plan_file: Path) -> list[Task]:
    """The plan file's stacks, as far as they are selected, with today's files."""
    plans = {plan.stack: plan for plan in read(plan_file)}
    if not selected.paths:
        selected = replace(selected, paths=_paths(selected, plans.values()))
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
        _require_same_account(task, plan_file)
    return tasks


def _paths(selected: Targets, plans: Iterable[StackPlan]) -> tuple[Path, ...]:
    root = selected.project.root
    paths = tuple(root / plan.parameter_file for plan in plans)
    for path in paths:
        if not path.exists():
            raise PlanFileError(
                f"{path} is in the plan but does not exist any more.", _AGAIN
            )
    return paths


def _require_same_account(task: Task, plan_file: Path) -> None:
    plan, now = task.plan, task.target.environment
    if (plan.account, plan.region) != (now.account, now.region):
        raise PlanFileError(
            f"{plan_file} is for account {plan.account}, {plan.region}; "
            f"environment {now.name} is now account {now.account}, {now.region}.",
            _AGAIN,
        )
