"""What `deploy` does: from plans that were reviewed, or made here, to their end."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from generator.cli.confirm import require_terminal
from generator.cli.targets import Targets
from generator.deploy.plan.request import Options
from generator.errors import UsageError


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
    from generator.cli.deployment import planned_here, reviewed

    require_terminal(choices.yes)
    if choices.plan_file:
        reviewed.run(selected, choices.plan_file, choices)
    if choices.different_principal:
        raise UsageError(
            "--different-principal needs a plan that somebody else made.",
            "Add --plan FILE.",
        )
    planned_here.run(selected, options, choices)
