"""Intrinsic functions as text, so that two ways to write a value compare equal."""

import re
from typing import Any

UNKNOWN = "${?}"
_PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")


def is_expression(value: Any) -> bool:
    """The value is an intrinsic function, so it is known only when deployed."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    key = next(iter(value))
    return isinstance(key, str) and (key in ("Ref", "Condition") or key[:4] == "Fn::")


def written(value: Any) -> str:
    """The value as one `Fn::Sub` string: `Ref` and `GetAtt` become `${...}`.

    What cannot be written so (an import, a lookup, a list) becomes `${?}`.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if not is_expression(value):
        return UNKNOWN
    ((function, argument),) = value.items()
    if function == "Ref":
        return f"${{{argument}}}"
    if function == "Fn::GetAtt" and isinstance(argument, str | list):
        attribute = (
            argument if isinstance(argument, str) else ".".join(map(str, argument))
        )
        return f"${{{attribute}}}"
    if function == "Fn::Sub":
        return _substituted(argument)
    if function == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        parts = argument[1]
        if isinstance(parts, list):
            return str(argument[0]).join(written(part) for part in parts)
    return UNKNOWN


def references(text: str) -> set[str]:
    """Logical IDs and parameters that a written value names."""
    return {match.split(".")[0] for match in _PLACEHOLDER.findall(text)}


def named_resource(text: str) -> str:
    """The logical ID, if the text is one `${Id}` or `${Id.Attribute}`; else empty."""
    match = _PLACEHOLDER.fullmatch(text)
    return match[1].split(".")[0] if match else ""


def literal(text: str) -> str:
    """The characters that are certain: the text without its placeholders."""
    return _PLACEHOLDER.sub("", text)


def _substituted(argument: Any) -> str:
    if isinstance(argument, str):
        return argument
    if isinstance(argument, list) and len(argument) == 2:
        text, values = argument
        if isinstance(text, str) and isinstance(values, dict):
            return _PLACEHOLDER.sub(
                lambda match: (
                    written(values[match[1]]) if match[1] in values else match[0]
                ),
                text,
            )
    return UNKNOWN
