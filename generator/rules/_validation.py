"""JSON Schema over values of which some are not known before the deployment.

Python's jsonschema with a third answer: under the first of the two validators an
unknown value fits any schema, under the second none. What a schema excludes (`not`,
`if`) is asked of the other one, so that only what is certain counts.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

# Keywords that only combine other schemas; all others ask for a known value.
_COMBINING = {"allOf", "anyOf", "oneOf", "not", "if"}
Keyword = Callable[[Any, Any, Any, Any], Iterator[Any] | None]


class _Unknown:
    """A value that is known only when deployed."""


UNKNOWN = _Unknown()


@cache
def validators() -> tuple[Any, Any]:
    """The validators for "may fit" and for "certainly fits"."""
    # Takes a tenth of a second to import, and not every command judges shapes.
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    may, certainly = ({"not": _not, "if": _if}, {"not": _not, "if": _if})
    for name, keyword in Draft202012Validator.VALIDATORS.items():
        if name not in _COMBINING:
            may[name] = partial(_may_fit, keyword)
            certainly[name] = partial(_certainly_fits, keyword)
    return extend(Draft202012Validator, may), extend(Draft202012Validator, certainly)


def _may_fit(keyword: Keyword, validator: Any, *rest: Any) -> Iterator[Any]:
    _, value, _ = rest
    if value is not UNKNOWN:
        yield from keyword(validator, *rest) or ()


def _certainly_fits(keyword: Keyword, validator: Any, *rest: Any) -> Iterator[Any]:
    _, value, _ = rest
    yield from _broken() if value is UNKNOWN else keyword(validator, *rest) or ()


def _not(validator: Any, schema: Any, value: Any, _: Any) -> Iterator[Any]:
    if _other(validator)(schema).is_valid(value):
        yield from _broken()


def _if(validator: Any, schema: Any, value: Any, whole: Any) -> Iterator[Any]:
    if "then" in whole and _other(validator)(schema).is_valid(value):
        yield from validator.descend(value, whole["then"], schema_path="then")
    if "else" in whole and not validator.evolve(schema=schema).is_valid(value):
        yield from validator.descend(value, whole["else"], schema_path="else")


def _other(validator: Any) -> Any:
    may, certainly = validators()
    return certainly if isinstance(validator, may) else may


def _broken() -> Iterator[Any]:
    from jsonschema import ValidationError

    # The words are those of the schema, see `message` in `_shapes.py`.
    yield ValidationError("")
