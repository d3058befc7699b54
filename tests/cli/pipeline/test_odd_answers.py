"""An answer that is not AWS's ends in a sentence, in every command on pipelines."""

import pytest

from tests.cli.commands import run
from tests.odd_answers import KINDS, asked, odd
from tests.operations.aws import Aws

COMMANDS = (
    "status",
    "why",
    "logs",
    "metrics",
    "start",
    "retry --yes",
    "rollback --yes",
    "approve --comment yes --yes --digest sha256:000000000000",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_odd_answer_is_a_sentence(aws: Aws, command: str) -> None:
    words = ("pipeline", *command.split())
    with asked() as operations:
        run(*words)
    for operation in operations:
        for kind in KINDS:
            with odd(operation, kind):
                # A traceback would be one.
                ran = run(*words)
            assert ran.out or ran.err, f"{operation}: {kind}"
