"""Execute proven plans on the screen, and end with what became of them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NoReturn

from generator.cli.deployment import Choices
from generator.cli.progress import follow_on_screen
from generator.cli.results import finish
from generator.cli.targets import Targets
from generator.deploy.across import across
from generator.deploy.execute.gate import Gate
from generator.deploy.execute.rollout import Rules, Task, roll_out
from generator.deploy.outcome import Outcome, Result
from generator.deploy.state import status
from generator.deploy.target import Target


def carry_out(
    tasks: Sequence[Task], selected: Targets, choices: Choices
) -> list[Result]:
    """What became of each task."""
    rules = _rules(selected, tasks, choices)
    return follow_on_screen(
        partial(roll_out, tasks, selected.clients, rules), len(tasks)
    )


def end(
    results: Sequence[Result],
    targets: Sequence[Target],
    selected: Targets,
    seconds: float,
) -> NoReturn:
    """Print the results and leave; a stack that was deployed alone with its outputs."""
    deployed = {one.stack for one in results if one.outcome is Outcome.DEPLOYED}
    alone = [each for each in targets if {each.stack_name} == deployed]
    found = {
        target.stack_name: seen.data["outputs"]
        for target, seen in across(alone, selected.clients, status.outputs)
        if seen.outcome is Outcome.DONE
    }
    told = [
        replace(
            one,
            details=(*one.details, *map(" = ".join, found.get(one.stack, {}).items())),
        )
        for one in results
    ]
    finish("deploy", selected, told, seconds)


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
