"""What became of each stack: one value, its exit code and its JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from generator.errors import GeneratorError

# Version of the JSON that the deploy commands print; raised when a field
# changes its meaning or goes away, not when one is added.
RESULT_SCHEMA = 1


class Outcome(Enum):
    """How it ended for one stack, with the exit code it asks for."""

    UNCHANGED = ("unchanged", 0)
    PLANNED = ("planned", 0)
    DEPLOYED = ("deployed", 0)
    DESTROYED = ("destroyed", 0)
    DONE = ("done", 0)
    SKIPPED = ("skipped", 0)
    FAILED = ("failed", 1)
    MISUSED = ("misused", 2)
    PENDING = ("pending", 3)
    INVALID = ("invalid", 4)
    BLOCKED = ("blocked", 5)
    BUSY = ("busy", 6)
    STALE = ("stale", 7)
    SUPERSEDED = ("superseded", 7)
    ROLLED_BACK = ("rolled-back", 8)
    NEEDS_RECOVERY = ("needs-recovery", 9)
    UNKNOWN = ("unknown", 10)

    def __init__(self, label: str, exit_code: int) -> None:
        self.label = label
        self.exit_code = exit_code

    @property
    def is_good(self) -> bool:
        """May what depends on this stack go on?"""
        return self.exit_code in (0, 3) and self is not Outcome.SKIPPED


class Stopped(Exception):  # noqa: N818 (often no error: busy, blocked, stale)
    """One stack's way ends here; the other stacks go on."""

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        hint: str = "",
        details: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.hint = hint
        self.details = tuple(details)


@dataclass(frozen=True)
class Result:
    """What became of one stack.

    `message` is one sentence, `details` are the findings or failures behind
    it, `hint` is the next command. `data` is what the command was asked for
    (outputs, drift) and goes into the JSON only.
    """

    stack: str
    environment: str
    account: str
    region: str
    outcome: Outcome
    message: str = ""
    hint: str = ""
    details: tuple[str, ...] = ()
    stack_id: str = ""
    change_set_id: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For `--format json`."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        data = fields.pop("data")
        return {
            **fields,
            "outcome": self.outcome.label,
            "exit_code": self.outcome.exit_code,
            "details": list(self.details),
            **data,
        }


def exit_code(results: Iterable[Result]) -> int:
    """The worst exit code of all stacks: the highest, 0 when there is none."""
    return max((result.outcome.exit_code for result in results), default=0)


def as_json(
    command: str, results: Iterable[Result], error: GeneratorError | None = None
) -> dict[str, Any]:
    """The one JSON shape of all deploy commands (`result.schema.json`).

    `error` is what ended the command before it had results.
    """
    results = list(results)
    document = {
        "schema": RESULT_SCHEMA,
        "command": command,
        "exit_code": error.exit_code if error else exit_code(results),
        "stacks": [result.as_dict() for result in results],
    }
    if error is None:
        return document
    told = {
        "message": error.message,
        "details": list(error.details),
        "hint": error.hint,
    }
    return {**document, "error": told}
