"""One request to a service, and how its answers are cut into pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.sandbox.delivery.scene import Scene

# (service, operation in boto3's way, its arguments) -> what moto says.
Moto = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """A request in an account and region; `moto` asks a service there."""

    scene: Scene
    account: str
    region: str
    given: Mapping[str, Any]
    moto: Moto


Answer = Callable[[Asked], dict[str, Any] | None]


def page(asked: Asked, name: str, items: Sequence[Any]) -> dict[str, Any]:
    """The page that is asked for, under the name of its list."""
    begin = int(asked.given.get("nextToken") or 0)
    end = begin + int(asked.given.get("maxResults") or 100)
    more = {"nextToken": str(end)} if end < len(items) else {}
    return {name: list(items[begin:end]), **more}


def time(text: str) -> datetime:
    """A time of the model as an API has it."""
    return datetime.fromisoformat(text)


def some(**members: Any) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value}
