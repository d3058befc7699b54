"""Expressions as text, so that two ways to write a value compare equal."""

import json
from typing import Any

from generator.cloudformation.references import (
    attribute,
    function,
    substitute,
    substitution,
    variables,
)

UNKNOWN = "${?}"


def is_expression(value: Any) -> bool:
    """The value is an intrinsic function, so it is known only when deployed."""
    return function(value) is not None


def written(value: Any) -> str:
    """The value as one `Fn::Sub` string: `Ref` and `GetAtt` become `${...}`.

    What cannot be written so (an import, a lookup, a list) becomes `${?}`.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    match function(value):
        case "Ref", argument:
            return f"${{{argument}}}"
        case "Fn::GetAtt", str() | [_, _] as argument:
            return f"${{{'.'.join(map(str, attribute(argument)))}}}"
        case "Fn::Sub", str(text):
            return text
        case "Fn::Sub", [str(), dict()] as argument:
            return _filled(*substitution(argument))
        case "Fn::Join", [separator, [*parts]]:
            return str(separator).join(map(written, parts))
        case "Fn::ToJsonString", dict() | list() as argument:
            return json.dumps(argument, default=str) if _plain(argument) else UNKNOWN
        case _:
            return UNKNOWN


def references(text: str) -> set[str]:
    """Logical IDs and parameters that a written value names."""
    return {name.partition(".")[0] for name in variables(text)}


def named_resource(text: str) -> str:
    """The logical ID, if the text is one `${Id}` or `${Id.Attribute}`; else empty."""
    found = list(references(text))
    return found[0] if len(found) == 1 and not literal(text) else ""


def literal(text: str) -> str:
    """The characters that are certain: the text without its placeholders."""
    return substitute(text, lambda _: "")


def _plain(value: Any) -> bool:
    """No function stands anywhere in the value."""
    if isinstance(value, dict):
        return not is_expression(value) and all(map(_plain, value.values()))
    return not isinstance(value, list) or all(map(_plain, value))


def _filled(text: str, own: Any) -> str:
    """The text with its own variables written in, all else as it was."""
    return substitute(
        text.replace("${!", "${!!"),
        lambda name: written(own[name]) if name in own else f"${{{name}}}",
    )
