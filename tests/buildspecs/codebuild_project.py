"""Reads a CodeBuild project out of a template, as CloudFormation makes it.

An attribute of another resource becomes `<LogicalId.Attribute>`, which no build
may need.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.cloudformation.document import from_body
from generator.cloudformation.partitions import pseudo_parameters
from generator.cloudformation.scope import Scope, parameter_values
from generator.cloudformation.values import evaluate
from generator.rehearsal.project import BuildProject, build_projects

PSEUDO_PARAMETERS = {
    **pseudo_parameters("123456789012", "us-east-2"),
    "AWS::StackName": "payment-service-pipeline-dev",
}


@dataclass
class Stack:
    """A template with the parameters of one stack filled in."""

    template: Mapping[str, Any]
    parameters: Mapping[str, str] = field(default_factory=dict)

    def build_project(self, name: str) -> BuildProject:
        """The project of that name with its variables and its buildspec."""
        for project in build_projects(self._scope):
            if project.name == name:
                return project
        raise LookupError(f"the template has no project {name}")

    def resolve(self, value: Any) -> Any:
        """The value with every function applied and every NoValue dropped."""
        return evaluate(value, self._scope)

    @cached_property
    def _scope(self) -> Scope:
        template = from_body(self.template)
        values = parameter_values(template, self.parameters)
        return Scope(template, {**values, **PSEUDO_PARAMETERS}, self._resource)

    def _resource(self, name: str, attribute: str | None) -> Any:
        if attribute:
            return f"<{name}.{attribute}>"
        properties = self.template["Resources"][name]["Properties"]
        return self.resolve(properties.get("Name", f"<{name}>"))
