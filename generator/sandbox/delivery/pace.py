"""The sandbox's time: a minute of AWS is a second here, and no wait takes long."""

import time
from datetime import UTC, datetime

# A linear shift or a long wait for testers would be more than anybody watches.
_LONGEST = 10.0


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def wait(seconds: float) -> None:
    """Let so much time pass."""
    time.sleep(seconds)


def seconds_for(minutes: float) -> float:
    """How many seconds stand here for so many minutes of AWS."""
    return min(minutes, _LONGEST)
