"""What CloudFormation finds in a change set before anything is deployed.

Source: CloudFormation user guide, "Validate stack deployments"; the names and
sentences are those that its API was seen to answer (aws/rain pull request 744,
aws/aws-cdk-cli pull request 1463).
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from generator.cloudformation import schemas
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.model import Event, Stack

REASON = (
    "The following hook(s)/validation failed: [{}]. To troubleshoot Early Validation "
    "errors, use the DescribeEvents API for detailed failure information."
)
_CHECKS = {
    "NAME_CONFLICT_VALIDATION": "AWS::EarlyValidation::ResourceExistenceCheck",
    "PROPERTY_VALIDATION": "AWS::EarlyValidation::PropertyValidation",
}


def findings(region: Region, changes: list[Any]) -> list[Event]:
    """The validation errors of a change set's changes."""
    operation = str(uuid4())
    return [
        Event(
            id=str(uuid4()),
            operation_id=operation,
            operation="CREATE_CHANGESET",
            logical_id=change["LogicalResourceId"],
            physical_id=change.get("PhysicalResourceId", ""),
            type=change["ResourceType"],
            status="",
            reason=reason,
            kind="VALIDATION_ERROR",
            validation=name,
            path=f"/Resources/{change['LogicalResourceId']}{below}",
        )
        for change in (entry["ResourceChange"] for entry in changes)
        if "AfterContext" in change
        for name, below, reason in _errors(region, change)
    ]


def reason(found: list[Event]) -> str:
    """The status reason of a change set with these errors."""
    checks = sorted({_CHECKS[event.validation] for event in found})
    return REASON.format(", ".join(checks))


def _errors(region: Region, change: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    kind = change["ResourceType"]
    properties = json.loads(change["AfterContext"])["Properties"]
    for missing in schemas.required(region.name, kind):
        if missing not in properties:
            text = f"Required property [{missing}] not found"
            yield "PROPERTY_VALIDATION", "/Properties", text
    known = schemas.properties(region.name, kind)
    for unknown in set(properties) - known if known else ():
        text = f"Unsupported property [{unknown}]"
        yield "PROPERTY_VALIDATION", f"/Properties/{unknown}", text
    name = properties.get(schemas.name_property(region.name, kind), "")
    new = name and name != change.get("PhysicalResourceId")
    if new and (kind, name) in _there(region):
        text = f"Resource of type '{kind}' with identifier '{name}' already exists."
        yield "NAME_CONFLICT_VALIDATION", "", text


def _there(region: Region) -> Iterator[tuple[str, str]]:
    for stack in region.stacks():
        for resource in stack.deployed.resources.values():
            yield resource.type, resource.physical_id
    for kept in region.world.retained:
        if _is_in(kept.stack, region):
            yield kept.resource.type, kept.resource.physical_id


def _is_in(stack: Stack, region: Region) -> bool:
    return (stack.account, stack.region) == (region.account, region.name)
