"""Make the plans of what is selected, and show them."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from generator.cli.printing import say, say_wrapped
from generator.cli.progress import Planning
from generator.cli.targets import Targets
from generator.deploy.outcome import Result
from generator.deploy.plan.commit import current_commit
from generator.deploy.plan.make import plan_all
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.request import Author, Options
from generator.deploy.plan.review import Line, review
from generator.deploy.plan.sequence import Step, in_words
from generator.deploy.target import Target
from generator.errors import UsageError
from generator.parameters.order import steps
from generator.writing import require_room

_COLOURS = {"good": "green", "warn": "yellow", "bad": "red"}


def make_plans(
    targets: Targets, stacks: Sequence[Target], options: Options
) -> list[StackPlan | Result]:
    """Plan the stacks, with progress on stderr."""
    clients = targets.clients
    if not stacks:
        return []
    if targets.sandbox:
        # Only the sandbox's extra brings what it imports.
        from generator.sandbox import make_template_bucket

        environments = [stack.environment for stack in stacks]
        for one in {each.template_bucket: each for each in environments}.values():
            make_template_bucket(one, clients)
    author = Author(
        clients.principal(stacks[0].environment),
        current_commit(targets.project.root),
        secrets.token_hex(4),
    )
    with Planning(len(stacks)) as progress:
        return plan_all(stacks, clients, author, options, progress.planned)


def clear(file: Path, is_ours: Callable[[str], bool]) -> None:
    """Remove an earlier result, so that a failure leaves none in its place.

    `is_ours` tells by its text whether it is one.

    Raises:
        UsageError: nothing can be written there, or somebody's file would go;
            said before AWS is asked.
    """
    require_room(file)
    if not file.exists():
        return
    text = file.read_bytes().decode(errors="replace")
    if text.strip() and not is_ours(text):
        raise UsageError(
            f"{file} was not written by `plan`, and would be lost.",
            "Name another file, or delete it.",
        )
    file.unlink()


def order_of(stacks: Sequence[Target]) -> list[Step]:
    """In which steps the stacks would be deployed."""
    return [
        Step(number, files[0].environment.name, tuple(f.stack_name for f in files))
        for number, files in enumerate(steps([one.file for one in stacks]), start=1)
    ]


def show_order(order: Sequence[Step]) -> None:
    """Print which stacks wait for which, where that is more than the environments."""
    for text in in_words(order):
        say(text)


def show(plans: Sequence[StackPlan]) -> None:
    """Print the review."""
    say_lines(review(plans))


def say_lines(lines: Iterable[Line]) -> None:
    """Print lines of a review as they should look."""
    for line in lines:
        say_wrapped(
            line.text,
            fg=_COLOURS.get(line.tone),
            bold=line.tone == "title" or None,
            dim=line.tone == "dim" or None,
        )
