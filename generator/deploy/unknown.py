"""Values that only the deployment will know, and which resources decide them."""

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from typing import Any

from generator.cloudformation.conditions import NO_VALUE
from generator.cloudformation.references import function, names
from generator.cloudformation.scope import UNKNOWN
from generator.cloudformation.settled import settled
from generator.deploy.target import Target
from generator.parameters.expressions import stack_scope

# CloudFormation's text, to which the logical IDs are added.
_MARK = re.compile(r"\{\{changeSet:KNOWN_AFTER_APPLY ?([^{}]*)\}\}")


def is_unknown(text: str | None) -> bool:
    """Is nothing of the value known?"""
    return text is not None and bool(_MARK.fullmatch(text))


def has_unknown(text: str | None) -> bool:
    """Is a part of the value not known?"""
    return text is not None and bool(_MARK.search(text))


def in_words(text: str) -> str:
    """The text with words for what is not known, and whom it depends on."""
    return _MARK.sub(
        lambda mark: (
            f"({mark[1]}, known after deployment)"
            if mark[1]
            else "(known after deployment)"
        ),
        text,
    )


# What names the unknown parts of a resource's properties, by its logical ID.
Origins = Callable[[str, Any], Any]


def no_origins(logical_id: str, properties: Any) -> Any:
    """Where no template is at hand, such as a nested stack's."""
    return properties


def origins_of(target: Target) -> Origins:
    """By the committed template, with the stack's values."""

    @cache
    def resources() -> Mapping[str, Any]:
        # Most change sets leave nothing open, and never need it.
        scope = stack_scope(target.file, target.template)
        return settled(scope, target.template.no_echo).resources

    def named(logical_id: str, properties: Any) -> Any:
        if not has_unknown(json.dumps(properties)):
            return properties
        expression = resources().get(logical_id, {}).get("Properties")
        return with_origins(properties, expression, resources())

    return named


def with_origins(value: Any, expression: Any, resources: Container[str]) -> Any:
    """The value with the resources named that its unknown parts come from.

    `expression` is what the template says in its place; where the two do not
    match, all that the expression speaks of is named.
    """
    if isinstance(value, str):
        return _named(value, [n for n in names(expression) if n in resources])
    called = function(expression)
    if isinstance(value, Mapping):
        inner = expression if isinstance(expression, Mapping) and not called else {}
        return {
            key: with_origins(member, inner.get(key, expression), resources)
            for key, member in value.items()
        }
    if isinstance(value, list):
        each = _elements(expression, len(value))
        return [with_origins(v, e, resources) for v, e in zip(value, each, strict=True)]
    return value


def _elements(expression: Any, length: int) -> Iterable[Any]:
    """The expressions of a list's elements, or the whole one for each."""
    if isinstance(expression, list):
        there = [each for each in expression if each != NO_VALUE]
        if len(there) == length:
            return there
    return [expression] * length


def _named(text: str, origins: list[str]) -> str:
    parts = text.split(UNKNOWN)
    if len(parts) == 1 or not origins:
        return text
    if len(origins) != len(parts) - 1:
        origins = [", ".join(dict.fromkeys(origins))] * (len(parts) - 1)
    marks = [f"{UNKNOWN[:-2]} {origin}}}}}" for origin in origins]
    return "".join(text + mark for text, mark in zip(parts, [*marks, ""], strict=True))
