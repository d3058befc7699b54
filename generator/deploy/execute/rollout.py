"""Many plans: deploy environment after environment."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.across import across, result, sorted_out
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.execute.execute import finish, reconcile, start
from generator.deploy.execute.gate import Gate, pass_gate
from generator.deploy.execute.proof import require_unmoved
from generator.deploy.execute.watch import Report, follow, unknown
from generator.deploy.outcome import Outcome, Result
from generator.deploy.plan import cleanup
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.retained import NEXT_STEP
from generator.deploy.plan.rotation import rotation_advice
from generator.deploy.state.events import Operation
from generator.deploy.target import Target
from generator.parameters.order import needed_by, steps


@dataclass(frozen=True)
class Task:
    """One stack on its way through a deployment."""

    plan: StackPlan
    target: Target


@dataclass(frozen=True)
class Rules:
    """How a deployment goes; `timeout` is in seconds per environment."""

    gate: Gate
    keep_going: bool = False
    timeout: float = 3600


def prove(task: Task, api: Api) -> Task:
    """The task with its plan as CloudFormation has it, if nothing has moved.

    What is proven cannot change any more: a change set and its template are
    what they are, and CloudFormation refuses to execute one that was overtaken.
    """
    return replace(task, plan=require_unmoved(task.plan, task.target, api))


def roll_out(
    tasks: Sequence[Task], clients: Clients, rules: Rules, report: Report
) -> Iterator[Result]:
    """Execute plans, one step after the other, and yield every result.

    A step is the stacks of one environment that wait for none of the others
    (see `parameters.order`); they go in parallel. It begins only when all its
    stacks may go, and the next one only when this one went well; with
    `keep_going` whatever can go goes, but for what waits for a stack that failed.
    Stacks that never began are SKIPPED. On Ctrl-C what runs is UNKNOWN and goes
    on in AWS.

    Raises:
        UsageError: stacks wait for each other.
    """
    failed = interrupted = False
    files = [task.target.file for task in tasks]
    by_path = {task.target.file.path: task for task in tasks}
    bad: list[Target] = []
    for step in steps(files):
        members = [by_path[file.path] for file in step]
        waiting = [one for one in members if waits_for_any(one.target, bad)]
        bad += [one.target for one in waiting]
        if interrupted or (failed and not rules.keep_going):
            yield from (skipped(one.target) for one in members)
            continue
        yield from (skipped(one.target) for one in waiting)
        members = [one for one in members if one not in waiting]
        results: list[Result] = []
        try:
            for one in _step(members, clients, rules, report):
                results.append(one)
                yield one
        except KeyboardInterrupt:
            interrupted = True
            seen = {one.stack for one in results}
            yield from (_detached(one) for one in members if one.plan.stack not in seen)
        well = {one.stack for one in results if went_well(one)}
        bad += [one.target for one in members if one.plan.stack not in well]
        failed = bool(bad)


def went_well(result: Result) -> bool:
    """Does the stack stand as it was to be? One that was only adopted does not yet."""
    return result.outcome.is_good and result.outcome is not Outcome.PENDING


def waits_for_any(target: Target, failed: Sequence[Target]) -> bool:
    """Does the stack need one of those that failed?"""
    return bool(needed_by(target.file, [one.file for one in failed]))


def _step(
    tasks: Sequence[Task], clients: Clients, rules: Rules, report: Report
) -> Iterator[Result]:
    admit = partial(_admit, rules=rules)
    ready, stopped = sorted_out(tasks, across(tasks, clients, admit))
    yield from stopped
    if stopped and not rules.keep_going:
        yield from (skipped(one.target) for one in ready)
        return
    running: dict[str, Task] = {}
    operations: list[Operation] = []
    for task, begun in across(ready, clients, _begin):
        if isinstance(begun, Result):
            yield begun
        else:
            operations.append(begun)
            running[begun.stack_id] = task
    for ended in follow(operations, clients, timeout=rules.timeout, report=report):
        yield _finished(ended, running[ended.stack_id], clients)


def _admit(task: Task, api: Api, *, rules: Rules) -> Task:
    """The task if it may be executed."""
    pass_gate(task.plan, task.target, rules.gate)
    return task


def _begin(task: Task, api: Api) -> Operation | Result:
    if task.plan.has_changes:
        return start(task.plan, task.target, api)
    reconcile(task.plan, task.target, api)
    told = (
        "only what was to be set is set" if task.plan.only_sets else "nothing to change"
    )
    return task.plan.result(Outcome.UNCHANGED, told, rotation_advice(task.target))


def _finished(ended: Result, task: Task, clients: Clients) -> Result:
    """Set what waits for the stack to stand; a failure there is not hidden."""
    ended = replace(ended, change_set_id=task.plan.change_set_id)
    if ended.outcome is not Outcome.DEPLOYED:
        return ended
    if task.plan.type == "IMPORT":
        return replace(
            ended,
            outcome=Outcome.PENDING,
            message=f"adopted {len(task.plan.changes)} resources; {NEXT_STEP}",
            hint=f"Run `python -m generator plan {task.target.file.path}`.",
        )
    try:
        finish(task.plan, task.target, clients.cloudformation(task.target.environment))
    except (ClientError, BotoCoreError) as error:
        return replace(
            ended,
            outcome=Outcome.FAILED,
            message="deployed, but its stack policy or termination protection "
            f"could not be set: {error}",
            hint=f"Run `python -m generator deploy {task.target.file.path}` again.",
        )
    return ended


def discard(tasks: Iterable[Task], clients: Clients) -> list[Result]:
    """Delete change sets that were made for a deployment that does not happen.

    Returns the failures.
    """

    def drop(task: Task, api: Api) -> None:
        plan = task.plan
        arn = plan.change_set_id or plan.held_by
        cleanup.discard(api, arn, plan.stack_id, plan.stack_status)

    made = [task for task in tasks if task.plan.has_changes or task.plan.only_sets]
    return sorted_out(made, across(made, clients, drop))[1]


def skipped(target: Target) -> Result:
    """The result of a stack whose turn never came."""
    return result(
        target.file,
        Outcome.SKIPPED,
        "not begun, because another stack failed or was stopped",
    )


def _detached(task: Task) -> Result:
    if not task.plan.has_changes:
        return skipped(task.target)
    return unknown(
        task.target.file, task.plan.stack_id, "detached; what has begun goes on."
    )
