"""The pipelines that a command is about, and how it tells what came of it."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from generator.cli.printing import say
from generator.cli.targets import Targets, targets
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.deploy.outcome import Outcome, Result
    from generator.deploy.target import Target
    from generator.operations.pipeline import Pipeline

Value = TypeVar("Value")

_EXIT_CODES = """\b
Exit codes:
  0  done
  1  AWS refused or failed
  2  wrong usage or configuration: no such stack, pipeline, service or log
  5  blocked: declined, or there is nothing to go back to
  6  busy: the pipeline takes nothing now
  7  stale: the approval or deployment is over, or is another one
"""


def pipeline_command(
    name: str, *examples: str, simulated: bool = True
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command on pipelines, with PATHS, --env, --service, --format and examples.

    Without `simulated` there is no --sandbox.
    """

    def decorate(command: Callable[..., Any]) -> click.Command:
        lines = "\n".join(f"  python -m generator pipeline {one}" for one in examples)
        epilog = f"\b\nExamples:\n{lines}\n\n{_EXIT_CODES}"
        takes = targets(simulated=simulated, watches=True)
        return click.command(name, epilog=epilog)(takes(command))

    return decorate


def with_pipelines(selected: Targets) -> "list[Target]":
    """The selected stacks that have a pipeline.

    Raises:
        UsageError: there is none.
    """
    from generator.operations.pipeline import has_pipeline

    found = [target for target in selected.stacks if has_pipeline(target)]
    if not found:
        raise UsageError(
            "no selected parameter file is of a template with a pipeline.",
            "Check PATHS, --env and --service.",
        )
    return found


def the_one(selected: Targets) -> "Target":
    """The one stack that a command is about.

    Raises:
        UsageError: several are selected, or none.
    """
    found = with_pipelines(selected)
    if len(found) > 1:
        names = ", ".join(target.stack_name for target in found[:5])
        raise UsageError(
            f"this is for one pipeline, and {len(found)} are selected: {names}.",
            "Select one with PATHS, or with --env and --service.",
        )
    return found[0]


def ask(
    selected: Targets, stacks: "list[Target]", work: "Callable[[Pipeline], Value]"
) -> "list[Value | Result]":
    """What `work` finds out about the pipeline of each stack, in their order."""
    from generator.deploy.across import across, in_order
    from generator.operations.pipeline import find

    clients = selected.clients
    return in_order(
        stacks,
        across(stacks, clients, lambda stack, api: work(find(stack, api, clients))),
    )


def ask_one(
    command: str,
    selected: Targets,
    work: "Callable[[Pipeline], Value]",
    group: str = "pipeline",
) -> Value:
    """What `work` finds out about the one pipeline; what stops it ends the command."""
    from generator.deploy.outcome import Result

    (found,) = ask(selected, [the_one(selected)], work)
    if isinstance(found, Result):
        end(command, selected, found, group=group)
    return found


def carry_on(command: str, selected: Targets) -> None:
    """Run the builds that have begun, in the sandbox; on AWS CodeBuild does it."""
    if selected.simulator is None:
        return
    from generator.sandbox.delivery.building import run_builds
    from generator.sandbox.delivery.definition import find_pipeline

    pipeline = ask_one(command, selected, lambda one: one)
    where = pipeline.target.environment
    desk = selected.simulator.desk
    found = find_pipeline(desk.world, where.account, where.region, pipeline.name)
    for job, done in run_builds(desk, found, heard):
        say(f"{job.project}: {done.outcome}", err=True, bold=True)


def heard(line: str) -> None:
    """Print a line of a build on stderr, as it comes."""
    say(f"  {click.unstyle(line)}", err=True, dim=True)


def told(
    target: "Target",
    message: str,
    value: Any = None,
    *,
    outcome: "Outcome | None" = None,
    hint: str = "",
) -> "Result":
    """A result with a value for JSON."""
    from generator.deploy.across import result
    from generator.deploy.outcome import Outcome

    made = result(target.file, outcome or Outcome.DONE, message, hint)
    data = {} if value is None else {"pipeline": plain(value)}
    return dataclasses.replace(made, data=data)


def end(
    command: str, selected: Targets, *results: "Result", group: str = "pipeline"
) -> NoReturn:
    """Print the results and exit."""
    from generator.cli.results import finish

    finish(f"{group} {command}", selected, results)


def plain(value: Any) -> Any:
    """A value of `operations` as JSON has it; approval tokens are left out."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name != "token"
        }
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
