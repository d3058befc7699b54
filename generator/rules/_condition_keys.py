"""Which condition keys a request has, by action and resource type.

The data are made by tools/condition_keys.py, which says from what.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from generator.rules._authorization import exists


@dataclass(frozen=True)
class Kind:
    """A resource type that an action takes.

    `required` says that every request has a resource of the type. `keys` are in
    lower case; one that ends in a colon or a slash stands for all that begin so.
    """

    name: str
    required: bool
    keys: tuple[str, ...]
    arn: str = field(repr=False)

    def has(self, key: str) -> bool:
        """Does AWS send this key with a request for such a resource?"""
        return any(
            key.lower().startswith(known) if known[-1] in ":/" else key.lower() == known
            for known in self.keys
        )

    def is_among(self, resources: Iterable[str]) -> bool:
        """May one of the patterns (`*`, `?`) match such a resource?"""
        return any(one == "*" or _arns_meet(one, self.arn) for one in resources)


# What these say of the caller's credentials comes with every request (IAM User Guide,
# "AWS global condition context keys", and the guides of EC2, Lambda and Systems
# Manager).
_OF_CREDENTIALS = (
    "ec2:roledelivery",
    "ec2:sourceinstancearn",
    "lambda:sourcefunctionarn",
    "ssm:sourceinstancearn",
)


def is_judged(key: str) -> bool:
    """Is the key one of a service whose keys are known?"""
    name = key.lower()
    return name.split(":")[0] in _data() and name not in _OF_CREDENTIALS


def kinds(action: str) -> tuple[Kind, ...]:
    """The resource types of an action; none if nothing is known of the action.

    An action without resource types, or without any key, has one kind without
    a name.
    """
    return _kinds(action.lower())


@cache
def _kinds(action: str) -> tuple[Kind, ...]:
    service, _, name = action.partition(":")
    if service not in _data() or not exists(action):
        return ()
    known = _data()[service]
    entry = dict(_actions(service).get(name, {}))
    always = _keys(known, entry.pop("", None))
    if not entry:
        return (Kind("", True, always, "*"),)
    return tuple(
        Kind(
            kind.rstrip("*"),
            required=kind.endswith("*"),
            keys=always + _keys(known, number),
            arn=_pattern(known["types"][kind.rstrip("*")]),
        )
        for kind, number in entry.items()
    )


def _keys(service: dict[str, Any], number: int | None) -> tuple[str, ...]:
    return () if number is None else tuple(map(str.lower, service["keys"][number]))


def _pattern(form: str) -> str:
    """An ARN's form as a pattern: `arn:${Partition}:s3:::${B}` is `arn:*:s3:::*`."""
    head, *rest = form.split("${")
    return head + "".join("*" + part.split("}", 1)[1] for part in rest)


@cache
def _actions(service: str) -> dict[str, dict[str, int]]:
    return {name.lower(): entry for name, entry in _data()[service]["actions"].items()}


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).with_name("condition_keys.json")
    services: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["services"]
    return services


def _arns_meet(one: str, other: str) -> bool:
    """Part by part: a wildcard does not reach over the first five colons."""
    parts = one.split(":", 5), other.split(":", 5)
    return len(parts[0]) == len(parts[1]) and all(map(_meet, *parts))


@cache
def _meet(one: str, other: str) -> bool:
    """Is there a text that both patterns match?"""
    # How far into `other` a text may have come that matches `one` up to here.
    reached = _over_stars({0}, other)
    for part in one:
        if part == "*":
            reached = set(range(min(reached, default=len(other) + 1), len(other) + 1))
            continue
        further = set()
        for place in reached - {len(other)}:
            if other[place] == "*":
                further.add(place)
            elif other[place] == part or "?" in (part, other[place]):
                further.add(place + 1)
        reached = _over_stars(further, other)
    return len(other) in reached


def _over_stars(places: set[int], pattern: str) -> set[int]:
    """Also the places behind a star that stands for nothing."""
    found = set(places)
    for place in places:
        while place < len(pattern) and pattern[place] == "*":
            place += 1
            found.add(place)
    return found
