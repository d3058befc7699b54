"""Make the plans of what is selected, and show them."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from generator.cli.printing import say
from generator.cli.progress import Planning
from generator.cli.targets import Targets
from generator.deploy.outcome import Result
from generator.deploy.plan.commit import current_commit
from generator.deploy.plan.make import plan_all
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.request import Author, Options
from generator.deploy.plan.review import review
from generator.deploy.target import Target
from generator.errors import UsageError

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


def clear(file: Path) -> None:
    """Remove an earlier result, so that a failure leaves none in its place.

    Raises:
        UsageError: nothing can be written there; said before AWS is asked.
    """
    if file.is_symlink() or not file.parent.is_dir():
        why = "is a link" if file.is_symlink() else "is in no folder that exists"
        raise UsageError(f"{file} {why}.", "Name another file.")
    file.unlink(missing_ok=True)


def show(plans: Sequence[StackPlan]) -> None:
    """Print the review."""
    for line in review(plans):
        say(
            line.text,
            fg=_COLOURS.get(line.tone),
            bold=line.tone == "title" or None,
            dim=line.tone == "dim" or None,
        )
