"""The Rules of a template: what parameters must be, before anything is made.

Source: CloudFormation template reference, "Rules" and "Rule functions". What
`Fn::RefAll`, `Fn::ValueOf` and `Fn::ValueOfAll` ask of the account nobody but
AWS knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.document import TemplateError
from generator.cloudformation.references import function
from generator.cloudformation.scope import UNKNOWN, Scope
from generator.cloudformation.values import evaluate

_ASK_THE_ACCOUNT = ("Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll")
_UNDECIDED = {"Fn::Equals": [UNKNOWN, ""]}


@dataclass(frozen=True)
class BrokenAssertion:
    """An assertion of a rule that does not hold, and its own words for it."""

    rule: str
    description: str
    expression: Any


def broken_assertions(scope: Scope) -> Iterator[BrokenAssertion]:
    """The assertions that certainly do not hold, of rules that apply.

    Raises:
        TemplateError: a rule is malformed.
    """
    for name, rule in (scope.template.body.get("Rules") or {}).items():
        try:
            applies = _value(rule.get("RuleCondition", {"Fn::And": []}), scope)
            for each in rule["Assertions"] if applies is True else ():
                if _value(each["Assert"], scope) is False:
                    description = str(each.get("AssertDescription", ""))
                    yield BrokenAssertion(name, description, each["Assert"])
        except (AttributeError, KeyError, TypeError):
            raise TemplateError(f"Template error: rule {name} is malformed") from None


def _value(expression: Any, scope: Scope) -> Any:
    return evaluate(_in_conditions(expression, scope), scope)


def _in_conditions(expression: Any, scope: Scope) -> Any:
    """An expression of a rule in the functions that conditions have, too."""
    match function(expression):
        case "Fn::Contains", [strings, wanted]:
            return _one_of(wanted, _value(strings, scope))
        case "Fn::EachMemberIn", [strings, allowed]:
            found = _value(allowed, scope)
            return _each(strings, lambda member: _one_of(member, found), scope)
        case "Fn::EachMemberEquals", [strings, wanted]:
            return _each(strings, lambda member: _equal(member, wanted), scope)
        case name, _ if name in _ASK_THE_ACCOUNT:
            return UNKNOWN
        case name, [*arguments]:
            return {name: [_in_conditions(each, scope) for each in arguments]}
        case _:
            return expression


def _each(strings: Any, holds: Any, scope: Scope) -> Any:
    members = _value(strings, scope)
    if members == UNKNOWN:
        return _UNDECIDED
    return {"Fn::And": [holds(member) for member in members]}


def _one_of(member: Any, found: Any) -> Any:
    if found == UNKNOWN:
        return _UNDECIDED
    return {"Fn::Or": [_equal(each, member) for each in found]}


def _equal(left: Any, right: Any) -> Any:
    return {"Fn::Equals": [left, right]}
