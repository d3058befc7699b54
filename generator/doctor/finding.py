"""What a check has found out."""

import shlex
from dataclasses import asdict, dataclass
from typing import Any, Literal

# `later` is what cannot be there before the stack is.
State = Literal["ok", "wrong", "unknown", "later"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    `message` says what is there, `why` what happens if it stays so, and `mend` is
    the command or the edit that mends it; both are empty where all is well.
    """

    check: str
    subject: str
    state: State
    message: str
    why: str = ""
    mend: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For `--format json`."""
        return asdict(self)


def well(check: str, subject: str, message: str) -> Finding:
    """All is as it should be."""
    return Finding(check, subject, "ok", message)


def wrong(check: str, subject: str, message: str, *, why: str, mend: str) -> Finding:
    """Something has to be mended."""
    return Finding(check, subject, "wrong", message, why, mend)


def unknown(check: str, subject: str, message: str, *, mend: str = "") -> Finding:
    """AWS did not say."""
    return Finding(check, subject, "unknown", message, mend=mend)


def command(*words: str) -> str:
    """A line for a shell, with what comes from AWS or a file quoted."""
    return shlex.join(words)
