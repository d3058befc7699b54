"""Which resources a value speaks of."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.review.expressions import (
    Template,
    attribute,
    function,
    substitution,
    variables,
)


def references(value: Any, template: Template) -> dict[str, None]:
    """Logical IDs of the resources in an expression, in their order."""
    resources = template["Resources"]
    return dict.fromkeys(name for name in _names(value) if name in resources)


def _names(value: Any) -> Iterator[str]:
    called = function(value)
    if called and called[0] == "Ref":
        yield str(called[1])
    elif called and called[0] == "Fn::GetAtt":
        yield attribute(called[1])[0]
    elif called and called[0] == "Fn::Sub":
        text, own = substitution(called[1])
        yield from (name.partition(".")[0] for name in variables(text))
        yield from _names(list(own.values()))
    elif isinstance(value, Mapping):
        yield from _names(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)
