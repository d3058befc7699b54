"""Many stacks: plan all at once, deploy environment after environment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.across import attempt, each, result
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.execute.execute import (
    Gate,
    finish,
    keep_in_step,
    pass_gate,
    require_unmoved,
    start,
)
from generator.deploy.execute.watch import Report, follow, unknown
from generator.deploy.outcome import Outcome, Result
from generator.deploy.plan.changeset import Author
from generator.deploy.plan.make import Options, plan_stack, require_known
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.state.events import Operation
from generator.deploy.target import Target
from generator.deploy.undo import cleanup
from generator.deploy.undo.rollback import remove_if_failed
from generator.parameters.model import Environment


@dataclass(frozen=True)
class Task:
    """One stack on its way through a deployment."""

    plan: StackPlan
    target: Target


Planned = StackPlan | Result


def plan_all(
    targets: Sequence[Target],
    clients: Clients,
    author: Author,
    options: Options,
    report: Callable[[Target], None],
) -> list[Planned]:
    """Plan every stack, all environments at once; results in the targets' order.

    Raises:
        UsageError: the credentials are of another account, or the installed
            botocore does not know an option.
    """
    for environment in environments(targets):
        require_known(clients.cloudformation(environment), options)
        clients.require_account(environment)

    def plan(target: Target) -> tuple[Target, Planned]:
        api = clients.cloudformation(target.environment)

        def s3() -> Api:
            return clients.s3(target.environment)

        return target, attempt(
            target, lambda: plan_stack(target, api, s3, author, options)
        )

    made: dict[int, Planned] = {}
    for target, planned in each(clients, targets, plan):
        made[id(target)] = planned
        report(target)
    return [made[id(target)] for target in targets]


@dataclass(frozen=True)
class Rules:
    """How a deployment goes; `timeout` is in seconds per environment."""

    gate: Gate
    keep_going: bool = False
    prove: bool = False
    timeout: float = 3600


def roll_out(
    tasks: Sequence[Task], clients: Clients, rules: Rules, report: Report
) -> Iterator[Result]:
    """Execute plans, one environment after the other, and yield every result.

    Stacks of one environment go in parallel. An environment begins only when
    all its stacks may go, and the next one only when this one went well; with
    `keep_going` whatever can go goes. Stacks that never began are SKIPPED.
    On Ctrl-C what runs is UNKNOWN and goes on in AWS.
    """
    failed = interrupted = False
    for environment, group in groupby(tasks, key=lambda task: task.target.environment):
        members = list(group)
        if interrupted or (failed and not rules.keep_going):
            yield from (_skipped(task) for task in members)
            continue
        results: list[Result] = []
        try:
            for one in _environment(environment, members, clients, rules, report):
                results.append(one)
                yield one
        except KeyboardInterrupt:
            interrupted = True
            seen = {one.stack for one in results}
            yield from (
                _detached(task) for task in members if task.plan.stack not in seen
            )
        failed = failed or not all(one.outcome.is_good for one in results)


def _environment(
    environment: Environment,
    tasks: Sequence[Task],
    clients: Clients,
    rules: Rules,
    report: Report,
) -> Iterator[Result]:
    clients.require_account(environment)
    api = clients.cloudformation(environment)

    def prepare(task: Task) -> Task | Result:
        def checked() -> Task:
            plan = task.plan
            if rules.prove:
                plan = require_unmoved(plan, task.target, api)
            pass_gate(plan, rules.gate)
            return replace(task, plan=plan)

        return attempt(task.target, checked)

    def execute(task: Task) -> tuple[Task, Operation | Result]:
        def begin() -> Operation | Result:
            if not task.plan.has_changes:
                keep_in_step(task.plan, task.target, api)
                return task.plan.result(Outcome.UNCHANGED, "nothing to change")
            return start(task.plan, task.target, api)

        return task, attempt(task.target, begin)

    ready: list[Task] = []
    stopped: list[Result] = []
    for prepared in each(clients, tasks, prepare):
        if isinstance(prepared, Result):
            stopped.append(prepared)
        else:
            ready.append(prepared)
    yield from stopped
    if stopped and not rules.keep_going:
        yield from (_skipped(task) for task in ready)
        return
    running: dict[str, Task] = {}
    operations: list[Operation] = []
    for task, begun in each(clients, ready, execute):
        if isinstance(begun, Operation):
            operations.append(begun)
            running[task.plan.stack_id] = task
        else:
            yield begun
    for ended in follow(operations, clients, timeout=rules.timeout, report=report):
        yield _finished(ended, running[ended.stack_id], clients)


def _finished(ended: Result, task: Task, clients: Clients) -> Result:
    """Set what waits for the stack to stand; a failure there is not hidden."""
    ended = replace(ended, change_set_id=task.plan.change_set_id)
    if ended.outcome is not Outcome.DEPLOYED:
        return ended
    try:
        finish(task.plan, task.target, clients.cloudformation(task.target.environment))
    except (ClientError, BotoCoreError) as error:
        return replace(
            ended,
            outcome=Outcome.FAILED,
            message="deployed, but its stack policy or termination protection "
            f"could not be set: {error}",
            hint=f"Run `python -m generator deploy {task.plan.parameter_file}` again.",
        )
    return ended


def discard(tasks: Iterable[Task], clients: Clients) -> None:
    """Delete change sets that were made for a deployment that does not happen."""

    def drop(task: Task) -> None:
        plan = task.plan
        if plan.has_changes:
            api = clients.cloudformation(task.target.environment)
            cleanup.delete(api, plan.change_set_id)
            if plan.stack_status in {"", "DELETE_COMPLETE"}:
                cleanup.remove_shell(api, plan.stack_id)

    for _ in each(clients, tasks, drop):
        pass


def remove_failed(
    targets: Sequence[Target], clients: Clients, timeout: float, report: Report
) -> Iterator[Result]:
    """Delete the stacks whose creation failed; yield those that would not go.

    Such a stack (ROLLBACK_COMPLETE) never stood and holds nothing but its name.
    """
    for environment in environments(targets):
        clients.require_account(environment)

    def remove(target: Target) -> Operation | Result | None:
        api = clients.cloudformation(target.environment)
        return attempt(target, lambda: remove_if_failed(target, api))

    operations: list[Operation] = []
    for begun in each(clients, targets, remove):
        if isinstance(begun, Operation):
            operations.append(begun)
        elif begun is not None:
            yield begun
    for ended in follow(operations, clients, timeout=timeout, report=report):
        if ended.outcome is not Outcome.DESTROYED:
            yield ended


def environments(targets: Iterable[Target]) -> list[Environment]:
    """The environments of the targets, each once, in their order."""
    found: Mapping[str, Environment] = {
        target.environment.name: target.environment for target in targets
    }
    return list(found.values())


def _skipped(task: Task) -> Result:
    return result(
        task.target.file,
        Outcome.SKIPPED,
        "not begun, because another stack failed or was stopped",
    )


def _detached(task: Task) -> Result:
    if not task.plan.has_changes:
        return _skipped(task)
    return unknown(
        task.target.file, task.plan.stack_id, "detached; what has begun goes on."
    )
