"""What must hold for something to be there, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.cloudformation.conditions import Way
from generator.cloudformation.document import Template
from generator.cloudformation.references import function
from generator.review.expressions import say
from generator.review.markdown import code, listed


def when(way: Way, template: Template) -> str:
    """What must hold, in words: "`VpcId` is set"; "" for always."""
    texts = [_meaning({"Condition": name}, holds, template) for name, holds in way]
    return listed(dict.fromkeys(texts)) if texts else ""


def any_of(ways: Iterable[Way], template: Template) -> str:
    """What must hold for at least one of several ways, in words; "" for always."""
    known = _joined(ways)
    least = [way for way in known if not any(set(o) < set(way) for o in known)]
    if () in least:
        return ""
    return listed(dict.fromkeys(when(way, template) for way in least), "or")


def _joined(ways: Iterable[Way]) -> list[Way]:
    """The ways, and of two that differ in whether one thing holds what both need."""
    known = list(dict.fromkeys(ways))
    for way in known:  # grows meanwhile
        for name, holds in way:
            rest = tuple(step for step in way if step != (name, holds))
            other = {*rest, (name, not holds)}
            if rest not in known and any(set(each) == other for each in known):
                known.append(rest)
    return known


def there_when(member: Mapping[str, Any], template: Template) -> str:
    """What must hold for a resource or an output to be made, in words."""
    return when(way_to(member), template)


def way_to(member: Mapping[str, Any]) -> Way:
    """The condition of a resource or an output."""
    return ((str(member["Condition"]), True),) if "Condition" in member else ()


def _meaning(value: Any, holds: bool, template: Template) -> str:
    name, argument = function(value) or ("", value)
    match name:
        case "Condition":
            definition = template.conditions.get(argument)
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
