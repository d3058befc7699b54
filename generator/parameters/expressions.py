"""What the expressions of a template are for one stack, before AWS is asked."""

from collections.abc import Mapping
from typing import Any

from generator.cloudformation.conditions import exists
from generator.cloudformation.document import Template, TemplateError, as_text
from generator.cloudformation.scope import (
    UNKNOWN,
    Scope,
    is_known,
    parameter_values,
)
from generator.cloudformation.values import evaluate, names_given
from generator.parameters.model import ParameterFile


def stack_scope(file: ParameterFile, template: Template) -> Scope:
    """What the names in a template mean to the stack of a file."""
    environment = file.environment
    return names_given(
        template,
        {
            **parameter_values(template, file.parameters),
            "AWS::AccountId": environment.account,
            "AWS::Partition": environment.partition,
            "AWS::Region": environment.region,
            "AWS::StackName": file.stack_name,
            "AWS::URLSuffix": environment.url_suffix,
        },
    )


def known_value(expression: Any, scope: Scope) -> Any:
    """The value of an expression, `UNKNOWN` where only AWS can say it.

    A malformed function has no value either; that it is one, cfn-lint reports.
    """
    try:
        return evaluate(expression, scope)
    except TemplateError:
        return UNKNOWN


def known_text(expression: Any, scope: Scope) -> str | None:
    """The text that an expression is, or None.

    None is for what is no text, what only AWS knows, and for a dynamic
    reference, whose value is elsewhere.
    """
    value = known_value(expression, scope)
    if not isinstance(value, str | int | float) or not is_known(value):
        return None
    text = as_text(value)
    return None if "{{resolve:" in text else text


def is_made(resource: Mapping[str, Any], scope: Scope) -> bool:
    """Is it certain that the stack has this resource?"""
    try:
        return exists(resource, scope) is True
    except TemplateError:
        return False


def properties(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of a resource, none if it has none or odd ones."""
    found = resource.get("Properties")
    return found if isinstance(found, Mapping) else {}
