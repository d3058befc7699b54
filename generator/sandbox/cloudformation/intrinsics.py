"""CloudFormation's functions: a template's values with everything filled in."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.sandbox.cloudformation.model import Json, RefusedError

# What a change set shows for a value that only the deployment will know
# (aws-cloudformation/cloudformation-coverage-roadmap, issue 2113).
UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"

_NOTHING = object()


@dataclass(frozen=True)
class Scope:
    """What names mean while one template is evaluated.

    `resource` answers Ref (attribute None) and GetAtt; `imported` answers
    Fn::ImportValue.
    """

    values: Mapping[str, Json]
    conditions: Mapping[str, Json]
    mappings: Mapping[str, Json]
    resource: Callable[[str, str | None], Json]
    imported: Callable[[str], str]
    region: str = field(default="")


def evaluate(value: Json, scope: Scope) -> Json:
    """A value of a template without functions; AWS::NoValue leaves no trace.

    Raises:
        RefusedError: a function that refers to nothing, or is not known.
    """
    result = _evaluate(value, scope)
    return None if result is _NOTHING else result


def holds(name: str, scope: Scope) -> bool:
    """Whether a condition of the template is true."""
    if name not in scope.conditions:
        raise RefusedError(f"Template error: unresolved condition {name}")
    return bool(_condition(scope.conditions[name], scope))


def _evaluate(value: Json, scope: Scope) -> Json:
    if isinstance(value, list):
        items = [_evaluate(item, scope) for item in value]
        return [item for item in items if item is not _NOTHING]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](argument, scope)
        if name.startswith("Fn::"):
            raise RefusedError(f"Template error: {name} is not supported here")
    pairs = {key: _evaluate(inner, scope) for key, inner in value.items()}
    return {key: inner for key, inner in pairs.items() if inner is not _NOTHING}


def _ref(name: str, scope: Scope) -> Json:
    if name == "AWS::NoValue":
        return _NOTHING
    return scope.values[name] if name in scope.values else scope.resource(name, None)


def _get_att(argument: Json, scope: Scope) -> Json:
    name, attribute = (
        argument.split(".", 1) if isinstance(argument, str) else argument[:2]
    )
    return scope.resource(name, str(_evaluate(attribute, scope)))


def _if(argument: Json, scope: Scope) -> Json:
    name, yes, no = argument
    return _evaluate(yes if holds(name, scope) else no, scope)


def _join(argument: Json, scope: Scope) -> str:
    separator, items = argument
    return str(separator).join(_text(item) for item in _evaluate(items, scope))


def _sub(argument: Json, scope: Scope) -> str:
    text, names = (argument, {}) if isinstance(argument, str) else argument

    def filled(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in names:
            return _text(_evaluate(names[name], scope))
        if "." in name:
            return _text(_get_att(name, scope))
        return _text(_ref(name, scope))

    return re.sub(r"\$\{([^}]+)\}", filled, text)


def _select(argument: Json, scope: Scope) -> Json:
    index, items = (_evaluate(part, scope) for part in argument)
    if items == UNKNOWN:
        return UNKNOWN
    if int(index) >= len(items):
        raise RefusedError(
            f"Template error: Fn::Select cannot select nonexistent value {index}"
        )
    return items[int(index)]


def _split(argument: Json, scope: Scope) -> Json:
    separator, text = argument
    whole = _text(_evaluate(text, scope))
    return UNKNOWN if UNKNOWN in whole else whole.split(separator)


def _find_in_map(argument: Json, scope: Scope) -> Json:
    name, first, second = (_evaluate(part, scope) for part in argument[:3])
    try:
        return scope.mappings[name][first][second]
    except KeyError:
        raise RefusedError(
            f"Template error: Unable to get mapping for {name}::{first}::{second}"
        ) from None


def _zones(argument: Json, scope: Scope) -> list[str]:
    region = _evaluate(argument, scope) or scope.region
    return [f"{region}{zone}" for zone in "abc"]


def _encoded(argument: Json, scope: Scope) -> str:
    return base64.b64encode(_text(_evaluate(argument, scope)).encode()).decode()


def _condition(expression: Json, scope: Scope) -> bool:
    ((name, argument),) = expression.items()
    if name == "Condition":
        return holds(argument, scope)
    if name == "Fn::Equals":
        left, right = (_text(_evaluate(side, scope)) for side in argument)
        return left == right
    terms = [_condition(term, scope) for term in argument]
    if name == "Fn::Not":
        return not terms[0]
    if name in ("Fn::And", "Fn::Or"):
        return all(terms) if name == "Fn::And" else any(terms)
    raise RefusedError(f"Template error: {name} is not a condition function")


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


_FUNCTIONS: Mapping[str, Callable[[Json, Scope], Json]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Sub": _sub,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _zones,
    "Fn::Base64": _encoded,
    "Fn::ImportValue": lambda a, scope: scope.imported(_text(_evaluate(a, scope))),
    "Fn::ToJsonString": lambda a, scope: json.dumps(_evaluate(a, scope)),
}
