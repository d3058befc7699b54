"""What the CloudFormation service asks of a template before it uses it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from typing import Any

from generator.cloudformation import document
from generator.cloudformation.document import Template, TemplateError, as_text
from generator.cloudformation.references import dependencies
from generator.parameters.java_regex import java_regex
from generator.sandbox.model import Json, RefusedError


@contextmanager
def refusals() -> Iterator[None]:
    """A template that means nothing is a call that the service refuses."""
    try:
        yield
    except TemplateError as error:
        text = str(error)
        known = text.startswith("Template ")
        raise RefusedError(text if known else f"Template format error: {text}") from (
            error
        )


@lru_cache(maxsize=32)
def parse(body: str) -> Template:
    """A template's text as the service takes it.

    Raises:
        RefusedError: it is not a template, or has no resources.
    """
    with refusals():
        template = document.parse(body)
    if not template.resources:
        raise RefusedError(
            "Template format error: At least one Resources member must be defined."
        )
    for name, resource in template.resources.items():
        if not isinstance(resource.get("Type"), str):
            raise RefusedError(
                f"Template format error: [/Resources/{name}] Every Resources object "
                "must contain a Type member."
            )
    return template


def parameters(
    template: Template, given: list[dict[str, Any]], previous: Mapping[str, str]
) -> dict[str, str]:
    """The effective parameters of a template, defaults included.

    A NoEcho value is replaced by a digest, so that a change of it is seen and
    the value itself is never kept.

    Raises:
        RefusedError: unknown, missing or not allowed, as CloudFormation says it.
    """
    slots = template.parameters
    values = {
        name: default
        for name in slots
        if (default := template.default(name)) is not None
    }
    unknown = [p["ParameterKey"] for p in given if p["ParameterKey"] not in slots]
    if unknown:
        raise RefusedError(
            f"Parameters: [{', '.join(unknown)}] do not exist in the template"
        )
    for parameter in given:
        name = parameter["ParameterKey"]
        if parameter.get("UsePreviousValue"):
            if name not in previous:
                raise RefusedError(f"Invalid input for parameter key {name}.")
            values[name] = previous[name]
        else:
            value = parameter.get("ParameterValue", "")
            _allowed(name, slots[name], value)
            values[name] = _digest(value) if name in template.no_echo else value
    missing = [name for name in slots if name not in values]
    if missing:
        raise RefusedError(f"Parameters: [{', '.join(missing)}] must have values")
    return values


def _digest(value: str) -> str:
    return f"NoEcho-{sha256(value.encode()).hexdigest()[:12]}"


def _allowed(name: str, slot: Mapping[str, Any], value: str) -> None:
    allowed = [as_text(v) for v in slot.get("AllowedValues", [])]
    if allowed and value not in allowed:
        raise RefusedError(
            f"Parameter '{name}' must be one of AllowedValues: {', '.join(allowed)}"
        )
    pattern = str(slot.get("AllowedPattern", ""))
    try:
        matches = not pattern or java_regex(pattern).fullmatch(value)
    except re.error as error:
        raise RefusedError(
            f"The sandbox cannot judge the pattern {pattern} of '{name}': {error}"
        ) from None
    if not matches:
        raise RefusedError(f"Parameter '{name}' must match pattern {pattern}")


def in_order(template: Template) -> list[str]:
    """Logical IDs, each after everything that it refers to or depends on.

    Raises:
        RefusedError: a resource needs one that is not there, or the resources
            depend on each other in a circle.
    """
    resources = template.resources
    needs = {name: dependencies(body) for name, body in resources.items()}
    unresolved = [
        name
        for name in dict.fromkeys(each for found in needs.values() for each in found)
        if name not in {*resources, *template.parameters} and "::" not in name
    ]
    if unresolved:
        raise RefusedError(
            "Template format error: Unresolved resource dependencies "
            f"[{', '.join(unresolved)}] in the Resources block of the template"
        )
    before: Mapping[str, Json] = {
        name: [each for each in found if each in resources]
        for name, found in needs.items()
    }
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = ", ".join(sorted(set(error.args[1])))
        raise RefusedError(
            f"Circular dependency between resources: [{circle}]"
        ) from None
