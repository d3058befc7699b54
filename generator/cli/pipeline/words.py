"""How commits, digests, people and times are written on a screen."""

from datetime import UTC, datetime

from generator.operations.overview import Origin
from generator.operations.service import Version

COLOURS = {
    "Succeeded": "green",
    "Failed": "red",
    "Stopped": "red",
    "InProgress": "yellow",
    "waits": "yellow",
}


def commit(revision: str) -> str:
    """The seven digits that people know a commit by."""
    return revision[:7] or "-"


def digest(text: str) -> str:
    """`sha256:9f86d081884c`, or a tag where there is no digest."""
    _, known, digits = text.rpartition("sha256:")
    return f"sha256:{digits[:12]}" if known else text.rpartition("/")[2]


def person(arn: str) -> str:
    """`alice` or `Role/alice` of an ARN."""
    return arn.rpartition(":")[2].partition("/")[2] or arn


def version(one: Version, origin: Origin | None) -> str:
    """`3f2a9c1 sha256:9f86d081884c`."""
    known = f"{commit(origin.commit)} " if origin and origin.commit else ""
    return f"{known}{digest(one.image)}"


def share(percent: float | None) -> str:
    """`10 %`, or that AWS does not tell."""
    return "? %" if percent is None else f"{percent:g} %"


def when(time: datetime | None) -> str:
    """`2026-11-26 18:40` UTC, as everybody's clock can tell."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" if time else "-"


def ago(time: datetime | None) -> str:
    """`12 min`, `3 h`, `2 d`."""
    if time is None:
        return "-"
    return span((datetime.now(UTC) - time).total_seconds())


def span(seconds: float | None) -> str:
    """A length of time in the unit that a person would say."""
    if seconds is None:
        return "-"
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
