"""What was found, and what was not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A value of the parameter file, and where it stands in the account."""

    parameter: str
    value: str
    where: str


@dataclass(frozen=True)
class Missing:
    """A parameter whose value somebody else has to know."""

    parameter: str
    why: str


Result = Found | Missing
