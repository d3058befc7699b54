"""What is left of a template when everything that is known is put into it."""

from collections.abc import Container, Mapping
from typing import Any

from generator.cloudformation.conditions import specialise, truths
from generator.cloudformation.document import Template, TemplateError, from_body
from generator.cloudformation.references import function, substitute, substitution
from generator.cloudformation.scope import NO_VALUE, UNKNOWN, Scope, is_known
from generator.cloudformation.values import evaluate


def settled(scope: Scope, keep: Container[str] = ()) -> Template:
    """The template with conditions decided and values in the places of names.

    References between resources stay, and the names in `keep`: they decide
    conditions, but their values appear nowhere.
    """
    values = {n: UNKNOWN if n in keep else v for n, v in scope.values.items()}
    known = Scope(scope.template, values)
    body = specialise(scope.template.body, truths(scope))
    for section in ("Resources", "Outputs"):
        if section in body:
            body[section] = _filled(body[section], known)
    return from_body(body)


def _filled(value: Any, scope: Scope) -> Any:
    if isinstance(value, list):
        return [_filled(item, scope) for item in value]
    if not isinstance(value, Mapping):
        return value
    called = function(value)
    if called is None:
        return {key: _filled(inner, scope) for key, inner in value.items()}
    found = _known(value, scope)
    name, argument = called
    if found is not UNKNOWN:
        return found
    if name in ("Ref", "Fn::GetAtt", "Condition"):
        return value
    if name == "Fn::Sub":
        return {name: _substituted(*substitution(argument), scope)}
    return {name: _filled(argument, scope)}


def _known(expression: Any, scope: Scope) -> Any:
    """The value of an expression if all of it is known, else `UNKNOWN`."""
    try:
        found = evaluate(expression, scope)
    except TemplateError:
        return UNKNOWN
    return found if is_known(found) and found is not NO_VALUE else UNKNOWN


def _substituted(written: str, own: Mapping[str, Any], scope: Scope) -> Any:
    """The argument of a `Fn::Sub` with what is known written out."""

    def value(name: str) -> str:
        known = None if name in own else scope.values.get(name)
        if isinstance(known, str) and is_known(known):
            return known.replace("${", "${!")
        return f"${{{name}}}"

    # `substitute` takes a mark off each literal; here they stay.
    filled = substitute(written.replace("${!", "${!!"), value)
    return [filled, _filled(own, scope)] if own else filled
