"""Reads a CodeBuild project out of a template, as CloudFormation makes it.

Only the functions that the pipeline template uses; an attribute of another
resource becomes `<LogicalId.Attribute>`, which no build may need.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.buildspec_runner import BuildProject, Variable

NO_VALUE = object()
PSEUDO_PARAMETERS = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-2",
    "AWS::StackName": "payment-service-pipeline-dev",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": NO_VALUE,
}


@dataclass
class Stack:
    """A template with the parameters of one stack filled in."""

    template: Mapping[str, Any]
    parameters: Mapping[str, str] = field(default_factory=dict)

    def build_project(self, name: str) -> BuildProject:
        """The project of that name with its variables and its buildspec."""
        for resource in self.template["Resources"].values():
            if resource["Type"] != "AWS::CodeBuild::Project":
                continue
            properties = self.resolve(resource["Properties"])
            if properties["Name"] == name:
                return BuildProject(
                    buildspec=properties["Source"]["BuildSpec"],
                    variables=[
                        Variable(
                            one["Name"], one["Value"], one.get("Type", "PLAINTEXT")
                        )
                        for one in properties["Environment"]["EnvironmentVariables"]
                    ],
                )
        raise LookupError(f"the template has no project {name}")

    def resolve(self, value: Any) -> Any:
        """The value with every function applied and every NoValue dropped."""
        if isinstance(value, list):
            items = [self.resolve(one) for one in value]
            return [one for one in items if one is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref" or name.startswith("Fn::") or name == "Condition":
                return self._function(name.removeprefix("Fn::"), argument)
        items = {key: self.resolve(one) for key, one in value.items()}
        return {key: one for key, one in items.items() if one is not NO_VALUE}

    def _function(self, name: str, argument: Any) -> Any:
        if name == "Ref":
            return self._ref(argument)
        if name == "Condition":
            return self.resolve(self.template["Conditions"][argument])
        if name == "If":
            condition, yes, no = argument
            return self.resolve(yes if self._function("Condition", condition) else no)
        if name == "Sub":
            return self._sub(argument)
        if name == "GetAtt":
            parts = argument if isinstance(argument, list) else [argument]
            return f"<{'.'.join(parts)}>"
        given = self.resolve(argument)
        match name:
            case "Join":
                return given[0].join(str(one) for one in given[1])
            case "Select":
                return given[1][int(given[0])]
            case "Split":
                return given[1].split(given[0])
            case "Equals":
                return given[0] == given[1]
            case "And":
                return all(given)
            case "Or":
                return any(given)
            case "Not":
                return not given[0]
            case _:
                raise NotImplementedError(f"Fn::{name}")

    def _ref(self, name: str) -> Any:
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        if name in self.template["Parameters"]:
            value = self.parameters.get(name)
            declared = self.template["Parameters"][name]
            value = declared["Default"] if value is None else value
            return value.split(",") if "List" in declared["Type"] else str(value)
        resource = self.template["Resources"][name]["Properties"]
        return self.resolve(resource.get("Name", f"<{name}>"))

    def _sub(self, argument: Any) -> str:
        text, own = argument if isinstance(argument, list) else (argument, {})
        values = self.resolve(own)

        def replace(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in values:
                return str(values[name])
            return f"<{name}>" if "." in name else str(self._ref(name))

        return re.sub(r"\$\{([^}]+)\}", replace, text)
