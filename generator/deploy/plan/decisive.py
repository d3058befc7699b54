"""By which properties a person decides about a new resource (`decisive.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


def decisive(resource_type: str) -> Sequence[str]:
    """Paths of properties, in the order in which they are told; none for most types."""
    return _table().get(resource_type, ())


@cache
def _table() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(
        (files("generator.deploy.plan") / "decisive.toml").read_text("utf-8")
    )
