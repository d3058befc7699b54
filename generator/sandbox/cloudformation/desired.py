"""What a template asks for, given the stack that is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.sandbox.cloudformation import template as text
from generator.sandbox.cloudformation.intrinsics import Scope, evaluate, holds
from generator.sandbox.cloudformation.model import (
    Json,
    RefusedError,
    Stack,
    Template,
    World,
)

Lookup = Callable[[str, str | None], Json]


@dataclass(frozen=True)
class Desired:
    """A template with its parameters, seen from one stack."""

    template: Template
    scope: Scope

    def wanted(self) -> list[str]:
        """Logical IDs of the resources whose condition holds, in order."""
        bodies: Mapping[str, Json] = self.template["Resources"]
        return [
            name
            for name in text.in_order(bodies)
            if "Condition" not in bodies[name]
            or holds(bodies[name]["Condition"], self.scope)
        ]

    def properties(self, logical_id: str) -> dict[str, Json]:
        """The properties of one resource, evaluated."""
        body = self.template["Resources"][logical_id]
        found: dict[str, Json] = evaluate(body.get("Properties", {}), self.scope)
        return found

    def outputs(self) -> list[Json]:
        """The outputs as DescribeStacks shows them."""
        shown = []
        for key, body in self.template.get("Outputs", {}).items():
            if "Condition" in body and not holds(body["Condition"], self.scope):
                continue
            output = {
                "OutputKey": key,
                "OutputValue": str(evaluate(body["Value"], self.scope)),
                "Description": body.get("Description", ""),
            }
            if "Export" in body:
                output["ExportName"] = evaluate(body["Export"]["Name"], self.scope)
            shown.append(output)
        return shown


def desired(
    stack: Stack,
    world: World,
    body: str,
    parameters: Mapping[str, str],
    lookup: Lookup,
) -> Desired:
    """A template ready to be evaluated for a stack; `lookup` knows resources."""
    template = text.parse(body)
    slots = template.get("Parameters", {})
    values: dict[str, Json] = {
        name: value.split(",") if _is_list(slots[name]) else value
        for name, value in parameters.items()
        if name in slots
    }
    partition = "aws-cn" if stack.region.startswith("cn-") else "aws"
    values |= {
        "AWS::AccountId": stack.account,
        "AWS::NotificationARNs": stack.notification_arns,
        "AWS::Partition": partition,
        "AWS::Region": stack.region,
        "AWS::StackId": stack.id,
        "AWS::StackName": stack.name,
        "AWS::URLSuffix": "amazonaws.com",
    }

    def imported(name: str) -> str:
        for other in world.in_region(stack.account, stack.region):
            for output in other.deployed.outputs:
                if output.get("ExportName") == name:
                    return str(output["OutputValue"])
        raise RefusedError(f"No export named {name} found.")

    def known(name: str, attribute: str | None) -> Json:
        if name not in template["Resources"]:
            raise RefusedError(
                "Template format error: Unresolved resource dependencies "
                f"[{name}] in the Resources block of the template"
            )
        return lookup(name, attribute)

    scope = Scope(
        values=values,
        conditions=template.get("Conditions", {}),
        mappings=template.get("Mappings", {}),
        resource=known,
        imported=imported,
        region=stack.region,
    )
    return Desired(template, scope)


def _is_list(slot: Mapping[str, str]) -> bool:
    return slot["Type"] == "CommaDelimitedList" or slot["Type"].startswith("List<")
