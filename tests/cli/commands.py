"""Run a command of the command line in this process."""

import json
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from generator.cli import generator
from generator.errors import GeneratorError


@dataclass(frozen=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)

    @property
    def outcomes(self) -> dict[str, str]:
        """Stack -> outcome, of a command run with --format json."""
        return {one["stack"]: one["outcome"] for one in self.json["stacks"]}


def run(*arguments: str, typed: str = "") -> Ran:
    """Run `python -m generator ARGUMENTS` as a user without a terminal would."""
    done = CliRunner().invoke(generator, list(arguments), input=typed)
    if isinstance(done.exception, GeneratorError):
        error = done.exception
        said = " ".join([error.message, *error.details, error.hint])
        return Ran(error.exit_code, done.stdout, f"{done.stderr}{said}")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.stdout, done.stderr)


def run_json(*arguments: str) -> Ran:
    """The same with --format json."""
    return run(*arguments, "--format", "json")
