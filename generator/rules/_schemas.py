"""Words to write the JSON Schemas of rules with: short, and with their messages."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def must(message: str, **keywords: Any) -> Schema:
    """What fits these keywords of JSON Schema, or gives the message."""
    return {**keywords, "message": message}


def must_not(message: str, **keywords: Any) -> Schema:
    """What does not fit these keywords; without any, what is not there at all."""
    return {"not": keywords, "message": message}


def all_of(*schemas: Schema) -> Schema:
    """What fits all of these."""
    return {"allOf": list(schemas)}


def where(condition: Schema, then: Schema, otherwise: Schema | None = None) -> Schema:
    """What fits `then` where the condition certainly holds, else `otherwise`."""
    return {"if": condition, "then": then, "else": otherwise or {}}


def has(path: str, **keywords: Any) -> Schema:
    """What has a property at `Outer.Inner`, which fits these keywords."""
    key, _, rest = path.partition(".")
    inner = has(rest, **keywords) if rest else keywords
    return {"type": "object", "required": [key], "properties": {key: inner}}


def holds(value: Schema) -> dict[str, Any]:
    """The keywords of a list with an element as `value` says."""
    return {"type": "array", "contains": value}


def required(
    path: str, message: str, value: Schema | None = None, **keywords: Any
) -> Schema:
    """Like `has`, with the message for what lacks the property or breaks a keyword.

    `value` is a schema with messages of its own. Other types pass.
    """
    key, _, rest = path.partition(".")
    inner = value or (must(message, **keywords) if keywords else {})
    if rest:
        inner = required(rest, message, value, **keywords)
    return {"required": [key], "properties": {key: inner}, "message": message}


def within(path: str, *values: Schema) -> Schema:
    """What may have a property at `path`, and then as the values say.

    A star stands for each element of a list: `Stages.*.Actions`.
    """
    key, _, rest = path.partition(".")
    inner = within(rest, *values) if rest else all_of(*values)
    return {"items": inner} if key == "*" else {"properties": {key: inner}}
