"""Says that an answer is waited for, and for what: silence looks like a hang."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError

# The same wait is said once in so many seconds, however many threads are in it.
_PAUSE = 30.0


def silent(text: str) -> None:
    """Where nobody listens."""


@dataclass
class Waiting:
    """Tells each reason for waiting when it begins, and again while it lasts."""

    tell: Callable[[str], None] = silent
    _told: dict[str, float] = field(default_factory=dict, init=False, repr=False)
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False
    )

    def __call__(self, reason: str) -> None:
        """Say why nothing moves, unless it was said just now."""
        with self._lock:
            now = monotonic()
            if now - self._told.get(reason, now - _PAUSE) < _PAUSE:
                return
            self._told[reason] = now
        self.tell(f"waiting: {reason}; trying again")

    def before_retry(
        self, response: Any = None, caught_exception: Any = None, **_: Any
    ) -> None:
        """For botocore's event `needs-retry`: what kept an attempt from an answer.

        Load is not told: with many stacks it is part of every run, and what it
        costs beyond botocore's own attempts `Api` tells.
        """
        if isinstance(caught_exception, ConnectionError | HTTPClientError):
            self(str(caught_exception).rstrip("."))
        elif response is not None and response[0].status_code >= 500:
            self(f"{response[0].url} answers {response[0].status_code}")
