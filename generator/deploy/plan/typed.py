"""Are a dataclass's fields of the types that it says? For what a file brought."""

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin


def wrongly_typed(value: Any) -> Iterator[str]:
    """Names of the fields that are of another type, in the dataclass or below."""
    for field in fields(value):
        if not _is(getattr(value, field.name), field.type):
            yield field.name


def _is(value: Any, kind: Any) -> bool:
    made, inner = get_origin(kind), get_args(kind)
    if made in (Union, types.UnionType):
        return any(_is(value, each) for each in inner)
    if made is Literal:
        return value in inner
    if made is tuple:
        return isinstance(value, tuple) and all(_is(each, inner[0]) for each in value)
    if made is dict:
        return isinstance(value, dict) and all(
            _is(key, inner[0]) and _is(each, inner[1]) for key, each in value.items()
        )
    if not isinstance(value, kind):
        return False
    return not is_dataclass(value) or not any(wrongly_typed(value))
