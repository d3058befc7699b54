"""Rules that say which shape a type's properties must have, as a JSON Schema.

A rule of this kind is data: a type, the shape, and the words. The shape is held
against each settled resource, so that parts which hang on one condition are
judged together. A value that is known only when deployed never breaks a shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from generator.cloudformation.references import Path
from generator.rules._expressions import is_expression
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, Resource
from generator.rules._schemas import Schema, has
from generator.rules._settled import View, settled
from generator.rules._validation import UNKNOWN, validators


class ShapeRule(HouseRule):
    """A rule that holds if its resources have a shape.

    A schema that is broken gives its `message`, which may name `{value}`, how many
    it holds (`{count}`), the `{key}` it stands under and the `{whole}` resource.
    `when` is a second schema: what it does not certainly fit is not judged.
    `reads` names properties that neither of them does but `_judges` needs.
    """

    shape: ClassVar[Schema] = {}
    when: ClassVar[Schema] = {}
    reads: ClassVar[tuple[str, ...]] = ()

    def _judges(self, resource: Resource) -> bool:
        """Whether a settled resource that fits `when` is judged."""
        return True

    def _problems(self, template: Any) -> Iterator[Problem]:
        may_fit, certainly_fits = validators()
        view = _view(self.shape, self.when, *map(has, self.reads))
        for resource, value, places in _read(template, self.resource_types, view):
            if certainly_fits(self.when).is_valid(value) and self._judges(resource):
                for error in may_fit(self.shape).iter_errors(value):
                    yield _problem(error, value, places, resource.properties)


# Rules that look at the same properties follow one another.
@lru_cache(maxsize=16)
def _read(
    template: Any, types: tuple[str, ...], view: View
) -> list[tuple[Resource, Any, Mapping[Path, Node]]]:
    found: list[tuple[Resource, Any, Mapping[Path, Node]]] = []
    for resource in settled(template, *types, view=view):
        places: dict[Path, Node] = {}
        value = _plain(resource.properties, (), places, view)
        found.append((resource, value, places))
    return found


def _plain(node: Node, path: Path, places: dict[Path, Node], view: View) -> Any:
    """A settled value without functions, and where each part of it stands.

    What is absent is left out, but has a place where a branch says so. Texts that
    CloudFormation reads as numbers and booleans are these. Of mappings only what
    the view names is read.
    """
    places[path] = node
    seen = dict(view)
    if is_expression(node.value):
        return UNKNOWN
    if isinstance(node.value, dict):
        found = {}
        for key in seen.keys() & node.value.keys():
            for child in node.get(key):
                if child.is_absent:
                    places[(*path, key)] = child
                else:
                    found[key] = _plain(child, (*path, key), places, seen[key])
        return found
    if isinstance(node.value, list):
        return [
            _plain(element, (*path, number), places, seen.get("*", ()))
            for number, element in enumerate(node.items())
        ]
    return _scalar(node.value)


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        if value.isdecimal():
            return int(value)
    return value


def _view(*schemas: Schema) -> View:
    """What these schemas look at."""
    below: dict[str, list[Schema]] = {}
    for schema in _parts(schemas):
        for key in schema.get("required", ()):
            below.setdefault(key, [])
        for key, inner in schema.get("properties", {}).items():
            below.setdefault(key, []).append(inner)
        for keyword in ("items", "contains"):
            if keyword in schema:
                below.setdefault("*", []).append(schema[keyword])
    return tuple((key, _view(*inner)) for key, inner in sorted(below.items()))


def _parts(schemas: Iterable[Schema]) -> Iterator[Schema]:
    """The schemas, and all that they combine."""
    for schema in schemas:
        yield schema
        yield from _parts(
            schema[k] for k in ("not", "if", "then", "else") if k in schema
        )
        for keyword in ("allOf", "anyOf", "oneOf"):
            yield from _parts(schema.get(keyword, ()))


def _problem(
    error: Any, whole: Any, places: Mapping[Path, Node], root: Node
) -> Problem:
    path: Path = tuple(error.absolute_path)
    if error.validator == "required":
        missing = next(
            key for key in error.validator_value if key not in error.instance
        )
        path = (*path, missing)
    key = path[-1] if path else ""
    node = places.get(path) or places.get(path[:-1]) or root
    count = len(error.instance) if isinstance(error.instance, list | dict) else 0
    return node, error.schema["message"].format(
        value=node.value, count=count, key=key, whole=whole
    )
