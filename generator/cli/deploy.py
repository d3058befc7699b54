"""`deploy`: execute change sets, reviewed ones from a plan file or its own."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.confirm import DeclinedError, confirm, require_terminal
from generator.cli.plan import show
from generator.cli.planning import make_plans, planning_options
from generator.cli.targets import Targets, epilog, targets
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.deploy.clients import Clients
    from generator.deploy.execute.rollout import Task
    from generator.deploy.outcome import Result
    from generator.deploy.plan.make import Options
    from generator.deploy.target import Target


@click.command(
    epilog=epilog(
        "deploy --env dev",
        "deploy --plan plan.json --different-principal --yes",
        "deploy --env dev --allow-replace ArtifactBucket",
    )
)
@targets()
@planning_options
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Execute exactly the change sets of this plan file.",
)
@click.option("--yes", is_flag=True, help="Do not ask; it allows no loss of data.")
@click.option(
    "--allow-replace",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Let this resource be replaced although it holds data.",
)
@click.option(
    "--allow-delete",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Let this resource be deleted although it holds data.",
)
@click.option(
    "--different-principal",
    is_flag=True,
    help="Refuse to execute a plan that the same person made.",
)
@click.option(
    "--recreate-failed",
    is_flag=True,
    help="Delete a stack whose creation failed (ROLLBACK_COMPLETE) and make it anew.",
)
@click.option("--keep-going", is_flag=True, help="Go on after a stack that failed.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="Watch so long; the stacks go on without it.",
)
def deploy(
    selected: Targets,
    options: "Options",
    workers: int,
    plan_file: Path | None,
    yes: bool,
    allow_replace: tuple[str, ...],
    allow_delete: tuple[str, ...],
    different_principal: bool,
    recreate_failed: bool,
    keep_going: bool,
    timeout: float,
) -> None:
    """Deploy stacks: environment after environment, stacks in parallel.

    Without --plan it plans, shows the review and asks. Environments that
    require a review take nothing but a plan file.
    """
    from generator.cli.progress import Watching
    from generator.cli.results import finish
    from generator.deploy.execute.execute import Gate
    from generator.deploy.execute.rollout import Rules, discard, roll_out
    from generator.deploy.outcome import Outcome

    require_terminal(yes)
    if different_principal and plan_file is None:
        raise UsageError(
            "--different-principal needs a plan that somebody else made.",
            "Add --plan FILE.",
        )
    clients = selected.clients(workers)
    results: list[Result] = []
    if plan_file:
        tasks = _reviewed(selected, plan_file)
    else:
        stacks = selected.valid_stacks()
        _require_no_review(stacks)
        if recreate_failed:
            stacks, results = _remove_failed(stacks, clients, timeout * 60)
            if results and not keep_going:
                finish("deploy", selected, results)
        tasks, failed = _planned(selected, stacks, clients, options)
        results += failed
        if results and not keep_going:
            discard(tasks, clients)
            finish("deploy", selected, results)
    if not selected.as_json:
        show([task.plan for task in tasks])
    try:
        confirm("Deploy these changes?", yes)
    except DeclinedError:
        if plan_file is None:
            discard(tasks, clients)
        raise
    planner = tasks[0].target.environment if tasks and different_principal else None
    rules = Rules(
        Gate(
            allow_replace, allow_delete, clients.principal(planner) if planner else ""
        ),
        keep_going,
        prove=plan_file is not None,
        timeout=timeout * 60,
    )
    with Watching() as progress:
        for result in roll_out(tasks, clients, rules, progress.moved):
            progress.ended(result)
            results.append(result)
    if plan_file is None:
        begun = {
            result.stack
            for result in results
            if result.outcome not in {Outcome.BLOCKED, Outcome.SKIPPED}
        }
        discard([task for task in tasks if task.plan.stack not in begun], clients)
    finish("deploy", selected, results)


def _reviewed(selected: Targets, plan_file: Path) -> "list[Task]":
    """The plan file's stacks, as far as they are selected, with today's files."""
    from generator.deploy.execute.rollout import Task, environments
    from generator.deploy.plan.planfile import PlanFileError, read

    plans = {plan.stack: plan for plan in read(plan_file)}
    if not selected.paths:
        paths = tuple(Path(plan.parameter_file) for plan in plans.values())
        gone = [path for path in paths if not path.exists()]
        if gone:
            raise PlanFileError(
                f"{gone[0]} is in the plan but does not exist any more.",
                "Run `plan` again and have the new plan reviewed.",
            )
        selected = replace(selected, paths=paths)
    tasks = [
        Task(plans[stack.stack_name], stack)
        for stack in selected.stacks()
        if stack.stack_name in plans
    ]
    if not tasks:
        raise PlanFileError(
            f"{plan_file} has no plan for what is selected.",
            "Check PATHS, --env and --service.",
        )
    for environment in environments([task.target for task in tasks]):
        for task in tasks:
            plan = task.plan
            if plan.environment == environment.name and (
                (plan.account, plan.region) != (environment.account, environment.region)
            ):
                raise PlanFileError(
                    f"{plan_file} is for account {plan.account}, {plan.region}; "
                    f"environment {environment.name} is now account "
                    f"{environment.account}, {environment.region}.",
                    "Run `plan` again and have the new plan reviewed.",
                )
    return tasks


def _planned(
    selected: Targets,
    stacks: "list[Target]",
    clients: "Clients",
    options: "Options",
) -> "tuple[list[Task], list[Result]]":
    """Plans to execute, and the stacks for which there is none."""
    from generator.deploy.execute.rollout import Task
    from generator.deploy.plan.planfile import StackPlan

    made = make_plans(selected, stacks, clients, options)
    tasks = [
        Task(one, stack)
        for one, stack in zip(made, stacks, strict=True)
        if isinstance(one, StackPlan)
    ]
    return tasks, [one for one in made if not isinstance(one, StackPlan)]


def _require_no_review(stacks: "list[Target]") -> None:
    for stack in stacks:
        if stack.environment.require_review:
            raise DeclinedError(
                f"environment {stack.environment.name} takes only reviewed plans.",
                f"Run `python -m generator plan --env {stack.environment.name}`, have "
                "it reviewed, then `deploy --plan plan.json`.",
            )


def _remove_failed(
    stacks: "list[Target]", clients: "Clients", timeout: float
) -> "tuple[list[Target], list[Result]]":
    """Delete stacks that were never made; what is left to deploy, and failures."""
    from generator.cli.progress import Watching
    from generator.deploy.execute.rollout import remove_failed

    with Watching() as progress:
        failed = list(remove_failed(stacks, clients, timeout, progress.moved))
    names = {result.stack for result in failed}
    return [one for one in stacks if one.stack_name not in names], failed
