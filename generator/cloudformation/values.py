"""CloudFormation's functions: what an expression is, as far as it is known.

The one evaluator. The caller's `Scope` says what parameters, resources and
exports answer; what nobody knows before AWS does stays `UNKNOWN`, also as a
part of a text.
"""

import base64
import ipaddress
import json
from collections.abc import Callable, Mapping
from typing import Any

from generator.cloudformation.document import Template, TemplateError, as_text
from generator.cloudformation.references import (
    attribute,
    function,
    substitute,
    substitution,
)
from generator.cloudformation.scope import NO_VALUE, UNKNOWN, Scope, is_known

# What `Ref` of a resource gives is the name that the template gave it, for
# these types [CloudFormation resource reference, "Return values", Ref].
REF_IS_NAME = {
    "AWS::CodeBuild::Project": "Name",
    "AWS::CodeDeploy::Application": "ApplicationName",
    "AWS::CodeDeploy::DeploymentConfig": "DeploymentConfigName",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroupName",
    "AWS::CodePipeline::Pipeline": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SSM::Parameter": "Name",
}


def names_given(template: Template, values: Mapping[str, Any]) -> Scope:
    """A scope in which `Ref` of a resource is the name that the template gives."""

    def resource(logical_id: str, attribute: str | None) -> Any:
        body = template.resources[logical_id]
        key = REF_IS_NAME.get(str(body.get("Type")))
        properties = body.get("Properties") or {}
        known = attribute is None and key in properties
        return evaluate(properties[key], scope) if known else UNKNOWN

    scope = Scope(template, values, resource)
    return scope


def evaluate(value: Any, scope: Scope) -> Any:
    """A value of a template without functions.

    Members and items that are `AWS::NoValue` are left out; the value itself
    may be `NO_VALUE`. Text, lists and mappings keep `UNKNOWN` where it falls.

    Raises:
        TemplateError: a function that is malformed, not known, or refers to
            nothing, in CloudFormation's words where it has some.
    """
    try:
        return _evaluate(value, scope)
    except RecursionError:
        raise TemplateError("Template error: circular references") from None


def text(value: Any, scope: Scope) -> str:
    """The value of an expression that must be one string.

    Raises:
        TemplateError: it is a list, a mapping or nothing; or see `evaluate`.
    """
    return _text("expression", evaluate(value, scope))


def truth(name: str, scope: Scope) -> bool | None:
    """Does a condition of the template hold? None where that is not known.

    Raises:
        TemplateError: there is no such condition, or it is malformed.
    """
    try:
        return _named_truth(name, scope)
    except RecursionError:
        raise TemplateError(
            f"Template error: condition {name} depends on itself"
        ) from None


def _evaluate(value: Any, scope: Scope) -> Any:
    if isinstance(value, list):
        items = [_evaluate(item, scope) for item in value]
        return [item for item in items if item is not NO_VALUE]
    if not isinstance(value, Mapping):
        return value
    called = function(value)
    if called:
        return _call(*called, scope)
    members = {key: _evaluate(inner, scope) for key, inner in value.items()}
    return {key: inner for key, inner in members.items() if inner is not NO_VALUE}


def _call(name: str, argument: Any, scope: Scope) -> Any:
    if name == "Condition":
        return _or_unknown(_named_truth(argument, scope))
    if name in _LOGIC:
        return _or_unknown(_truth({name: argument}, scope))
    if name not in _FUNCTIONS:
        raise TemplateError(f"Template error: {name} is not supported here")
    try:
        return _FUNCTIONS[name](argument, scope)
    except TemplateError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise TemplateError(f"Template error: {name} is malformed") from None


def _or_unknown(holds: bool | None) -> Any:
    return UNKNOWN if holds is None else holds


def _ref(name: str, scope: Scope) -> Any:
    if name == "AWS::NoValue":
        return NO_VALUE
    if name in scope.values:
        return scope.values[name]
    return _resource(name, None, scope)


def _resource(name: str, attribute: str | None, scope: Scope) -> Any:
    if name.startswith("AWS::"):
        return UNKNOWN
    if name not in scope.template.resources:
        raise TemplateError(
            f"Template format error: Unresolved resource dependencies [{name}] "
            "in the Resources block of the template"
        )
    return scope.resource(name, attribute)


def _get_att(argument: Any, scope: Scope) -> Any:
    logical_id, name = attribute(argument)
    return _resource(logical_id, _text("Fn::GetAtt", _evaluate(name, scope)), scope)


def _if(argument: Any, scope: Scope) -> Any:
    name, yes, no = argument
    holds = _named_truth(name, scope)
    return UNKNOWN if holds is None else _evaluate(yes if holds else no, scope)


def _join(argument: Any, scope: Scope) -> str:
    separator, items = argument
    values = _evaluate(items, scope)
    if values == UNKNOWN:
        return UNKNOWN
    if not isinstance(values, list):
        raise TemplateError("Template error: Fn::Join joins a list of strings")
    return str(separator).join(_text("Fn::Join", value) for value in values)


def _sub(argument: Any, scope: Scope) -> str:
    written, own = substitution(argument)

    def filled(name: str) -> str:
        if name in own:
            return _text("Fn::Sub", _evaluate(own[name], scope))
        called = _get_att if "." in name else _ref
        return _text("Fn::Sub", called(name, scope))

    return substitute(written, filled)


def _select(argument: Any, scope: Scope) -> Any:
    index, items = (_evaluate(part, scope) for part in argument)
    if UNKNOWN in (index, items):
        return UNKNOWN
    if not isinstance(items, list) or not 0 <= int(index) < len(items):
        raise TemplateError(
            f"Template error: Fn::Select cannot select nonexistent value {index}"
        )
    return items[int(index)]


def _split(argument: Any, scope: Scope) -> Any:
    separator, source = argument
    whole = _text("Fn::Split", _evaluate(source, scope))
    # How many items an unknown part brings, nobody knows.
    return whole.split(separator) if is_known(whole) else UNKNOWN


def _find_in_map(argument: Any, scope: Scope) -> Any:
    keys = [_text("Fn::FindInMap", _evaluate(key, scope)) for key in argument[:3]]
    if not is_known(keys):
        return UNKNOWN
    name, first, second = keys
    found = (scope.template.mappings.get(name) or {}).get(first) or {}
    if second in found:
        return found[second]
    if len(argument) > 3:
        return _evaluate(argument[3]["DefaultValue"], scope)
    raise TemplateError(
        f"Template error: Unable to get mapping for {name}::{first}::{second}"
    )


def _zones(argument: Any, scope: Scope) -> Any:
    region = _evaluate(argument, scope) or scope.values.get("AWS::Region", UNKNOWN)
    return scope.zones(region)


def _base64(argument: Any, scope: Scope) -> str:
    plain = _text("Fn::Base64", _evaluate(argument, scope))
    return base64.b64encode(plain.encode()).decode() if is_known(plain) else UNKNOWN


def _import(argument: Any, scope: Scope) -> Any:
    name = _text("Fn::ImportValue", _evaluate(argument, scope))
    return scope.imported(name) if is_known(name) else UNKNOWN


def _json_string(argument: Any, scope: Scope) -> str:
    return json.dumps(_evaluate(argument, scope), separators=(",", ":"))


def _length(argument: Any, scope: Scope) -> Any:
    items = _evaluate(argument, scope)
    if items == UNKNOWN:
        return UNKNOWN
    if not isinstance(items, list):
        raise TemplateError("Template error: Fn::Length measures a list")
    return len(items)


def _cidr(argument: Any, scope: Scope) -> Any:
    block, count, *rest = (_evaluate(part, scope) for part in argument)
    if not is_known([block, count, *rest]):
        return UNKNOWN
    network = ipaddress.ip_network(block)
    # The third part counts the bits of the host, and is 8 if it is left out.
    prefix = network.max_prefixlen - int(rest[0] if rest else 8)
    subnets = network.subnets(new_prefix=prefix)
    return [str(next(subnets)) for _ in range(int(count))]


def _named_truth(name: str, scope: Scope) -> bool | None:
    if not isinstance(name, str) or name not in scope.template.conditions:
        raise TemplateError(f"Template error: unresolved condition {name}")
    return _truth(scope.template.conditions[name], scope)


def _truth(expression: Any, scope: Scope) -> bool | None:
    match function(expression):
        case "Condition", str(name):
            return _named_truth(name, scope)
        case "Fn::Equals", [left, right]:
            return _equal(_evaluate(left, scope), _evaluate(right, scope))
        case "Fn::Not", [term]:
            holds = _truth(term, scope)
            return None if holds is None else not holds
        case "Fn::And" | "Fn::Or" as name, [*terms]:
            return _together([_truth(term, scope) for term in terms], name == "Fn::And")
        case name, _:
            raise TemplateError(f"Template error: {name} is not a condition function")
        case _:
            raise TemplateError("Template error: a condition must be a function")


def _together(terms: list[bool | None], every: bool) -> bool | None:
    """And (`every`) or Or: one term may decide although others are unknown."""
    if (not every) in terms:
        return not every
    return None if None in terms else every


def _equal(left: Any, right: Any) -> bool | None:
    if not (is_known(left) and is_known(right)):
        return None
    return bool(_comparable(left) == _comparable(right))


def _comparable(value: Any) -> Any:
    """Numbers and booleans compare as the strings that CloudFormation makes of them."""
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _comparable(inner) for key, inner in value.items()}
    return value if value is NO_VALUE else as_text(value)


def _text(name: str, value: Any) -> str:
    if isinstance(value, list | Mapping) or value is NO_VALUE or value is None:
        raise TemplateError(f"Template error: {name} needs a string here")
    return as_text(value)


_LOGIC = frozenset(("Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals"))
_FUNCTIONS: Mapping[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Sub": _sub,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _zones,
    "Fn::Base64": _base64,
    "Fn::ImportValue": _import,
    "Fn::ToJsonString": _json_string,
    "Fn::Length": _length,
    "Fn::Cidr": _cidr,
}
