"""What a template asks for, given the stack that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation import values
from generator.cloudformation.assertions import broken_assertions
from generator.cloudformation.conditions import exists
from generator.cloudformation.document import Template
from generator.cloudformation.partitions import pseudo_parameters
from generator.cloudformation.scope import (
    UNKNOWN,
    Resource,
    Scope,
    parameter_values,
)
from generator.sandbox.cloudformation.template import in_order, parse, refusals
from generator.sandbox.model import (
    Deployed,
    Json,
    RefusedError,
    Stack,
    World,
)
from generator.sandbox.resources.services import Services


@dataclass(frozen=True)
class Desired:
    """A template with its parameters, seen from one stack."""

    scope: Scope

    @property
    def template(self) -> Template:
        """The template."""
        return self.scope.template

    def refuse_broken_rules(self) -> None:
        """Hold the template's Rules against the parameters.

        Raises:
            RefusedError: an assertion does not hold. What AWS writes before the
                assertion's own description is not known.
        """
        with refusals():
            broken = list(broken_assertions(self.scope))
        if broken:
            reasons = "; ".join(f"{each.rule}: {each.description}" for each in broken)
            raise RefusedError(f"Template validation error: {reasons}")

    def wanted(self) -> list[str]:
        """Logical IDs of the resources whose condition holds, in order."""
        resources = self.template.resources
        return [
            name
            for name in in_order(self.template)
            if _is_made(resources[name], self.scope)
        ]

    def properties(self, logical_id: str) -> dict[str, Json]:
        """The properties of one resource, evaluated."""
        properties = self.template.resources[logical_id].get("Properties") or {}
        with refusals():
            found = values.evaluate(properties, self.scope)
        if not isinstance(found, dict):
            raise RefusedError(
                f"Template format error: Properties of {logical_id} is no mapping"
            )
        return found

    def outputs(self) -> list[Json]:
        """The outputs as DescribeStacks shows them."""
        return [
            self._output(key, body)
            for key, body in self.template.outputs.items()
            if _is_made(body, self.scope)
        ]

    def _output(self, key: str, body: Mapping[str, Any]) -> Json:
        with refusals():
            output = {
                "OutputKey": key,
                "OutputValue": values.text(body.get("Value"), self.scope),
                "Description": body.get("Description", ""),
            }
            if "Export" in body:
                output["ExportName"] = values.text(body["Export"]["Name"], self.scope)
        return output


def desired(
    stack: Stack, world: World, services: Services, target: Deployed, lookup: Resource
) -> Desired:
    """A template ready to be evaluated for a stack.

    `target` has the body and the parameters; `lookup` answers `Ref` and
    `Fn::GetAtt` of the resources that are made.
    """
    template = parse(target.body)
    given = {
        **parameter_values(template, target.parameters),
        **pseudo_parameters(stack.account, stack.region),
        "AWS::NotificationARNs": stack.notification_arns,
        "AWS::StackId": stack.id,
        "AWS::StackName": stack.name,
    }
    for name, value in target.parameters.items():
        if given.get(name) == UNKNOWN:
            given[name] = services.parameter(stack, value)

    def imported(name: str) -> str:
        for other in world.in_region(stack.account, stack.region):
            for output in other.deployed.outputs:
                if output.get("ExportName") == name:
                    return str(output["OutputValue"])
        raise RefusedError(f"No export named {name} found.")

    def made(name: str, attribute: str | None) -> Json:
        if not _is_made(template.resources[name], scope):
            raise RefusedError(
                "Template format error: Unresolved resource dependencies "
                f"[{name}] in the Resources block of the template"
            )
        return lookup(name, attribute)

    scope = Scope(template, given, made, imported, _zones)
    return Desired(scope)


def _zones(region: str) -> list[str]:
    return [f"{region}{zone}" for zone in "abc"]


def _is_made(member: Mapping[str, Any], scope: Scope) -> bool:
    with refusals():
        holds = exists(member, scope)
    if holds is None:
        raise RefusedError(
            "Template format error: Unresolved dependencies in the Conditions block "
            f"of the template: {member['Condition']} refers to a resource"
        )
    return holds
