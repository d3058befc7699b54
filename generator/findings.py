"""What a check found, in one shape for templates, buildspecs and parameters."""

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "informational"]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, and where; a value, not an exception.

    `line` counts from 1; `rule` is a cfn-lint rule id, a house rule id or the
    short name of a check; `hint` is what to do about it, or empty.
    """

    file: str
    line: int
    rule: str
    message: str
    severity: Severity = "error"
    hint: str = ""

    def __str__(self) -> str:
        """`file:line rule message`, the form editors jump to."""
        return f"{self.file}:{self.line} {self.rule} {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """For `--format json`."""
        return asdict(self)
