"""One loaded linter for all tests of a process: loading takes a second."""

from functools import cache

from generator.lint import Linter, load_linter

REGION = "us-east-2"


@cache
def linter() -> Linter:
    return load_linter([REGION])
