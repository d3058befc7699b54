"""CloudFormation expressions -> values, as far as they are known before AWS.

A small pure interpreter of the intrinsic functions over one template, one
stack's parameters and one account and region. What only AWS knows (most
attributes, exports, availability zones) is `Unresolved`.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.parameters.template import as_string

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
_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
_LITERAL = re.compile(r"\$\{!([^}]*)\}")


class Unresolved(Exception):  # noqa: N818 - an answer, not a failure
    """The value is known only once AWS has made something."""


class _NoValue:
    """What AWS::NoValue stands for: the member or item is left out."""


NO_VALUE = _NoValue()


@dataclass(frozen=True)
class Resolver:
    """Resolves the expressions of one template for one stack.

    `parameters` are the stack's values; a parameter that is missing has the
    template's default. `pseudo` are the pseudo parameters (`AWS::Region`).
    """

    template: Mapping[str, Any]
    parameters: Mapping[str, str]
    pseudo: Mapping[str, str]

    def value(self, expression: Any) -> Any:
        """The value of an expression: a string, list or mapping.

        Raises:
            Unresolved: some part of it is known only to AWS.
        """
        if isinstance(expression, list):
            items = [self.value(item) for item in expression]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(expression, Mapping):
            return expression
        if len(expression) == 1:
            name, argument = next(iter(expression.items()))
            function = _FUNCTIONS.get(name)
            if function:
                return self._call(function, name, argument)
            if name.startswith("Fn::"):
                raise Unresolved(name)
        members = {key: self.value(value) for key, value in expression.items()}
        return {k: value for k, value in members.items() if value is not NO_VALUE}

    def _call(self, function: "Function", name: str, argument: Any) -> Any:
        try:
            return function(self, argument)
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            # A malformed call has no value; that it is one, cfn-lint reports.
            raise Unresolved(name) from None

    def text(self, expression: Any) -> str:
        """The value of an expression that must be one string.

        Raises:
            Unresolved: it is not known, or it is a reference to a secret.
        """
        value = self.value(expression)
        if isinstance(value, list | Mapping | _NoValue) or value is None:
            raise Unresolved(str(expression))
        text = as_string(value)
        if "{{resolve:" in text:
            raise Unresolved(text)
        return text

    def condition(self, name: str) -> bool:
        """Whether a condition of the template holds for this stack."""
        conditions = self.template.get("Conditions") or {}
        if name not in conditions:
            raise Unresolved(name)
        return self.truth(conditions[name])

    def truth(self, expression: Any) -> bool:
        """The value of a condition function."""
        if isinstance(expression, Mapping) and set(expression) == {"Condition"}:
            return self.condition(expression["Condition"])
        value = self.value(expression)
        return value if isinstance(value, bool) else as_string(value) == "true"

    def exists(self, resource: Mapping[str, Any]) -> bool:
        """Whether a resource's own condition lets it be made."""
        return "Condition" not in resource or self.condition(resource["Condition"])

    def reference(self, name: str) -> Any:
        """What `Ref` of a parameter, pseudo parameter or resource gives."""
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.pseudo:
            return self.pseudo[name]
        declared = (self.template.get("Parameters") or {}).get(name)
        if declared is not None:
            return self._parameter(name, declared)
        resource = (self.template.get("Resources") or {}).get(name) or {}
        attribute = REF_IS_NAME.get(resource.get("Type", ""))
        properties = resource.get("Properties") or {}
        if attribute not in properties:
            raise Unresolved(name)
        return self.text(properties[attribute])

    def _parameter(self, name: str, declared: Mapping[str, Any]) -> Any:
        value = self.parameters.get(name, declared.get("Default"))
        kind = str(declared.get("Type"))
        if value is None or kind.startswith("AWS::SSM::Parameter::Value"):
            raise Unresolved(name)
        if is_list(kind):
            return [item.strip() for item in as_string(value).split(",")]
        return as_string(value)


def is_list(kind: str) -> bool:
    """Whether a parameter type holds a list, given as a string with commas."""
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def parameters_in(expression: Any, parameters: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that an expression names, in order, conditions aside."""
    if isinstance(expression, list):
        for item in expression:
            yield from parameters_in(item, parameters)
    elif isinstance(expression, Mapping):
        for key, value in expression.items():
            if key == "Ref" and value in parameters:
                yield value
            elif key == "Fn::Sub":
                yield from _variables(value, parameters)
            else:
                yield from parameters_in(value, parameters)


def _variables(argument: Any, parameters: Mapping[str, Any]) -> Iterator[str]:
    text, rest = argument if isinstance(argument, list) else (argument, {})
    yield from (name for name in _VARIABLE.findall(str(text)) if name in parameters)
    yield from parameters_in(rest, parameters)


def _ref(resolver: Resolver, name: Any) -> Any:
    return resolver.reference(str(name))


def _sub(resolver: Resolver, argument: Any) -> str:
    text, local = argument if isinstance(argument, list) else (argument, {})

    def substitute(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name in local:
            return resolver.text(local[name])
        if "." in name:
            raise Unresolved(name)
        return resolver.text({"Ref": name})

    return _LITERAL.sub(r"${\1}", _VARIABLE.sub(substitute, text))


def _join(resolver: Resolver, argument: Any) -> str:
    separator, items = argument
    values = resolver.value(items)
    if not isinstance(values, list):
        raise Unresolved("Fn::Join")
    return str(separator).join(resolver.text(value) for value in values)


def _if(resolver: Resolver, argument: Any) -> Any:
    condition, yes, no = argument
    return resolver.value(yes if resolver.condition(condition) else no)


def _select(resolver: Resolver, argument: Any) -> Any:
    index, items = resolver.value(argument)
    return dict(enumerate(items))[int(index)]


def _split(resolver: Resolver, argument: Any) -> list[str]:
    separator, text = argument
    return resolver.text(text).split(separator)


def _find_in_map(resolver: Resolver, argument: Any) -> Any:
    mapping, top, second = (resolver.text(key) for key in argument[:3])
    return resolver.template["Mappings"][mapping][top][second]


def _equals(resolver: Resolver, argument: Any) -> bool:
    left, right = argument
    return bool(_comparable(resolver.value(left)) == _comparable(resolver.value(right)))


def _comparable(value: Any) -> Any:
    return value if isinstance(value, list | Mapping | _NoValue) else as_string(value)


Function = Callable[[Resolver, Any], Any]

_FUNCTIONS: dict[str, Function] = {
    "Ref": _ref,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::If": _if,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::Equals": _equals,
    "Fn::And": lambda resolver, terms: all(resolver.truth(t) for t in terms),
    "Fn::Or": lambda resolver, terms: any(resolver.truth(t) for t in terms),
    "Fn::Not": lambda resolver, terms: not resolver.truth(terms[0]),
    "Fn::Base64": lambda resolver, text: base64.b64encode(
        resolver.text(text).encode()
    ).decode(),
}
