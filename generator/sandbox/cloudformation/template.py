"""Template text -> plain data, its parameters, and the order of its resources."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

import yaml
from cfn_tools.yaml_loader import multi_constructor

from generator.sandbox.cloudformation.model import Json, RefusedError, Template


class _Loader(yaml.CSafeLoader):
    """YAML with the short forms (`!Ref`); dates stay text, as in JSON."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
        for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_multi_constructor("!", multi_constructor)


@lru_cache(maxsize=32)
def _text_to_json(body: str) -> str:
    try:
        loaded = yaml.load(body, Loader=_Loader)  # noqa: S506  (a safe loader)
    except yaml.YAMLError as error:
        raise RefusedError(f"Template format error: {error}") from error
    if not isinstance(loaded, dict) or not loaded.get("Resources"):
        raise RefusedError(
            "Template format error: At least one Resources member must be defined."
        )
    return json.dumps(loaded)


def parse(body: str) -> Template:
    """A template's text, YAML or JSON, as data with long-form functions.

    Raises:
        RefusedError: it is not a template.
    """
    template: Template = json.loads(_text_to_json(body))
    return template


def no_echo(template: Template) -> set[str]:
    """The parameters whose values CloudFormation never shows."""
    return {
        name
        for name, slot in template.get("Parameters", {}).items()
        if str(slot.get("NoEcho", "")).lower() == "true"
    }


def parameters(
    template: Template, given: list[dict[str, Any]], previous: Mapping[str, str]
) -> dict[str, str]:
    """The effective parameters of a template, defaults included.

    A NoEcho value is replaced by a digest, so that a change of it is seen and
    the value itself is never kept.

    Raises:
        RefusedError: unknown, missing or not allowed, as CloudFormation says it.
    """
    slots: Mapping[str, Any] = template.get("Parameters", {})
    values = {name: str(s["Default"]) for name, s in slots.items() if "Default" in s}
    unknown = [p["ParameterKey"] for p in given if p["ParameterKey"] not in slots]
    if unknown:
        raise RefusedError(
            f"Parameters: [{', '.join(unknown)}] do not exist in the template"
        )
    hidden = no_echo(template)
    for parameter in given:
        name = parameter["ParameterKey"]
        if parameter.get("UsePreviousValue"):
            if name not in previous:
                raise RefusedError(f"Invalid input for parameter key {name}.")
            values[name] = previous[name]
        else:
            value = parameter.get("ParameterValue", "")
            _allowed(name, slots[name], value)
            values[name] = _digest(value) if name in hidden else value
    missing = [name for name in slots if name not in values]
    if missing:
        raise RefusedError(f"Parameters: [{', '.join(missing)}] must have values")
    return values


def _digest(value: str) -> str:
    return f"NoEcho-{sha256(value.encode()).hexdigest()[:12]}"


def _allowed(name: str, slot: Mapping[str, Any], value: str) -> None:
    allowed = [str(v) for v in slot.get("AllowedValues", [])]
    if allowed and value not in allowed:
        raise RefusedError(
            f"Parameter '{name}' must be one of AllowedValues: {', '.join(allowed)}"
        )
    pattern = slot.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, value):
        raise RefusedError(f"Parameter '{name}' must match pattern {pattern}")


def references(value: Json) -> Iterator[str]:
    """The names that a value refers to: parameters, resources, conditions."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in ("Ref", "Condition") and isinstance(inner, str):
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.split(".")[0]
            elif key == "Fn::Sub":
                text, names = (inner, {}) if isinstance(inner, str) else inner
                found = re.findall(r"\$\{([^!}.]+)[^}]*\}", text)
                yield from (name.strip() for name in found if name not in names)
                yield from references(names)
            else:
                if key == "Fn::If":
                    yield inner[0]
                yield from references(inner)


def in_order(resources: Mapping[str, Json]) -> list[str]:
    """Logical IDs, each after everything that it refers to or depends on.

    Raises:
        RefusedError: the resources depend on each other in a circle.
    """
    waiting = {
        name: {r for r in references(body) if r in resources and r != name}
        | set(_depends_on(body))
        for name, body in resources.items()
    }
    ordered: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(ordered)]
        if not ready:
            raise RefusedError(
                f"Circular dependency between resources: [{', '.join(sorted(waiting))}]"
            )
        ordered += ready
        waiting = {n: needs for n, needs in waiting.items() if n not in ready}
    return ordered


def _depends_on(body: Mapping[str, Any]) -> list[str]:
    named = body.get("DependsOn", [])
    return [named] if isinstance(named, str) else list(named)
