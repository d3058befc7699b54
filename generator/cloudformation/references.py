"""Which names an expression of a template speaks of, and where it uses them."""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]

# `${Name}` and `${!Literal}`; blanks around a name do not count.
_PLACEHOLDER = re.compile(r"\$\{\s*(!?)\s*([^{}]*?)\s*\}")


def function(value: Any) -> tuple[str, Any] | None:
    """The intrinsic function of a value and its argument, or None."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, argument),) = value.items()
        # A mapping under `Condition` belongs to a policy statement.
        if (name == "Condition" and isinstance(argument, str)) or (
            name == "Ref" or str(name).startswith("Fn::")
        ):
            return str(name), argument
    return None


def attribute(argument: Any) -> tuple[str, Any]:
    """Logical ID and attribute of a `Fn::GetAtt`, in both of its forms."""
    if isinstance(argument, str):
        logical_id, _, name = argument.partition(".")
        return logical_id, name
    return str(argument[0]), argument[1]


def substitution(argument: Any) -> tuple[str, Mapping[str, Any]]:
    """Text and own variables of a `Fn::Sub`, in both of its forms."""
    if isinstance(argument, str):
        return argument, {}
    return argument[0], argument[1]


def variables(text: str) -> Iterator[str]:
    """The names that a `Fn::Sub` text substitutes, in their order."""
    return (name for mark, name in _PLACEHOLDER.findall(text) if not mark)


def substitute(text: str, value: Callable[[str], str]) -> str:
    """The text with each `${Name}` replaced, and `${!Name}` as `${Name}`."""
    return _PLACEHOLDER.sub(
        lambda found: f"${{{found[2]}}}" if found[1] else value(found[2]), text
    )


def names(value: Any) -> Iterator[str]:
    """Every parameter, pseudo parameter and resource in a value, in order.

    Conditions are not among them; see `conditions_in`.
    """
    called = function(value)
    if called and called[0] != "Condition":
        yield from _named(*called)
    elif called is None and isinstance(value, Mapping):
        for inner in value.values():
            yield from names(inner)
    elif isinstance(value, list):
        for item in value:
            yield from names(item)


def _named(name: str, argument: Any) -> Iterator[str]:
    match name, argument:
        case "Ref", str():
            yield argument
        case "Fn::GetAtt", str() | [_, _]:
            logical_id, inner = attribute(argument)
            yield logical_id
            yield from names(inner)
        case "Fn::Sub", str() | [str(), Mapping()]:
            text, own = substitution(argument)
            found = (each for each in variables(text) if each not in own)
            yield from (each.partition(".")[0] for each in found)
            yield from names(list(own.values()))
        case _:
            yield from names(argument)


def among(value: Any, wanted: Container[str]) -> dict[str, None]:
    """The names of a value that are in `wanted`, each once and in order."""
    return dict.fromkeys(name for name in names(value) if name in wanted)


def conditions_in(value: Any) -> Iterator[str]:
    """The conditions that decide what a value is, in their order."""
    called = function(value)
    match called:
        case "Condition", str(argument):
            yield argument
        case "Fn::If", [str(name), *branches]:
            yield name
            yield from conditions_in(branches)
        case None if isinstance(value, list):
            for item in value:
                yield from conditions_in(item)
        case _ if isinstance(value, Mapping):
            for inner in value.values():
                yield from conditions_in(inner)


def expressions(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every expression below a value, whole, with the path of what it fills."""
    if function(value):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from expressions(inner, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from expressions(item, (*path, index))


def paths(value: Any, wanted: Container[str], path: Path = ()) -> Iterator[Path]:
    """Where below a value one of the `wanted` names is used.

    The path of an expression is that of the property it fills.
    """
    for where, expression in expressions(value, path):
        if any(name in wanted for name in names(expression)):
            yield where


def dependencies(resource: Mapping[str, Any]) -> dict[str, None]:
    """What a resource needs first: all that it names, and its `DependsOn`."""
    stated = resource.get("DependsOn", [])
    return dict.fromkeys(
        [
            *names(resource.get("Properties")),
            *([stated] if isinstance(stated, str) else stated),
        ]
    )
