"""Conditions of a template: what they mean, and what they decide."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.review.expressions import Template, function, say
from generator.review.markdown import code, listed

# The conditions on the way to a value: the name and whether it must hold.
Way = tuple[tuple[str, bool], ...]

NO_VALUE = {"Ref": "AWS::NoValue"}


def branches(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every value an expression may take, with what must hold for it.

    `Fn::If` is followed to both sides, lists to their elements; "no value" is
    left out.
    """
    called = function(value)
    if called and called[0] == "Fn::If":
        name, yes, no = called[1]
        yield from branches(yes, (*way, (name, True)))
        yield from branches(no, (*way, (name, False)))
    elif isinstance(value, list):
        for item in value:
            yield from branches(item, way)
    elif value != NO_VALUE:
        yield way, value


def when(way: Way, template: Template) -> str:
    """What must hold, in words: "`VpcId` is set"; "" for always."""
    texts = [_meaning({"Condition": name}, holds, template) for name, holds in way]
    return listed(dict.fromkeys(texts)) if texts else ""


def _meaning(value: Any, holds: bool, template: Template) -> str:
    name, argument = function(value) or ("", value)
    match name:
        case "Condition":
            definition = (template.get("Conditions") or {}).get(argument)
            if definition is None:
                return f"{code(str(argument))} {'holds' if holds else 'does not hold'}"
            return _meaning(definition, holds, template)
        case "Fn::Not":
            return _meaning(argument[0], not holds, template)
        case "Fn::And" | "Fn::Or":
            # De Morgan: "not (a and b)" reads as "not a or not b".
            word = "and" if (name == "Fn::And") == holds else "or"
            return listed([_meaning(a, holds, template) for a in argument], word)
        case "Fn::Equals":
            return _comparison(argument, holds, template)
        case _:
            text = code(say(value, template))
            return text if holds else f"not {text}"


def _comparison(sides: list[Any], holds: bool, template: Template) -> str:
    left, right = sorted(sides, key=lambda side: function(side) is None)
    subject = code(say(left, template).removeprefix("<").removesuffix(">"))
    if right == "":
        return f"{subject} is {'empty' if holds else 'set'}"
    return f"{subject} is {'' if holds else 'not '}{code(say(right, template))}"


def holds(name: str, template: Template, values: Mapping[str, str]) -> bool:
    """Whether a condition holds for these parameter values.

    Functions other than the condition functions and `Ref` are compared as
    text.
    """
    return _truth({"Condition": name}, template, values)


def _truth(value: Any, template: Template, values: Mapping[str, str]) -> bool:
    name, argument = function(value) or ("", value)
    match name:
        case "Condition":
            return _truth(template["Conditions"][argument], template, values)
        case "Fn::Not":
            return not _truth(argument[0], template, values)
        case "Fn::And":
            return all(_truth(item, template, values) for item in argument)
        case "Fn::Or":
            return any(_truth(item, template, values) for item in argument)
        case _:
            left, right = (resolve(side, template, values) for side in argument)
            return left == right


def resolve(value: Any, template: Template, values: Mapping[str, str]) -> str:
    """The text an expression has for these parameter values."""
    name, argument = function(value) or ("", value)
    if name == "Ref" and argument in values:
        return values[argument]
    if name == "Fn::If":
        condition, yes, no = argument
        chosen = yes if holds(condition, template, values) else no
        return resolve(chosen, template, values)
    return say(value, template)
