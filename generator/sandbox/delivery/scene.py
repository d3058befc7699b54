"""What a request works on: the stacks, what pipelines did, who asks and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from generator.sandbox.delivery.model import Deliveries
from generator.sandbox.model import World


@dataclass(frozen=True)
class Scene:
    """One request; `person` is the ARN of who asks, `sources` has what was pushed."""

    world: World
    deliveries: Deliveries
    sources: Path
    person: str
    now: datetime

    @property
    def time(self) -> str:
        """The time as the model has it."""
        return self.now.isoformat()

    def since(self, time: str) -> float:
        """Seconds from a time of the model to now."""
        return (self.now - datetime.fromisoformat(time)).total_seconds()


def later(time: str, seconds: float) -> str:
    """A time of the model so many seconds after another."""
    return (datetime.fromisoformat(time) + timedelta(seconds=seconds)).isoformat()


def new_id(*parts: object) -> str:
    """An ID that follows from what it is for, so that a recording repeats it."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))
