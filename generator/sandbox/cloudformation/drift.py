"""Drift: what the services say, beside what the stack was made from."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from generator.sandbox.cloudformation.region import Region
from generator.sandbox.cloudformation.views import when
from generator.sandbox.model import RefusedError, Resource, Stack, now


def detect(region: Region, stack: Stack) -> str:
    """DetectStackDrift: done when this returns; the answer is the detection's ID."""
    statuses = set()
    for resource in stack.deployed.resources.values():
        resource.drift = _status(region, stack, resource)
        statuses.add(resource.drift)
    stack.drift = "DRIFTED" if statuses & {"MODIFIED", "DELETED"} else "IN_SYNC"
    stack.drift_checked = now()
    return str(uuid4())


def drifted(stack: Stack) -> int:
    """How many resources of the stack are not as they were made."""
    resources = stack.deployed.resources.values()
    return sum(r.drift in ("MODIFIED", "DELETED") for r in resources)


def differences(region: Region, stack: Stack, resource: Resource) -> dict[str, Any]:
    """DescribeStackResourceDrifts' entry for one resource that was checked."""
    entry: dict[str, Any] = {
        "StackId": stack.id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type,
        "StackResourceDriftStatus": resource.drift,
        "Timestamp": when(stack.drift_checked),
    }
    if resource.drift in ("MODIFIED", "IN_SYNC"):
        actual = region.services.actual(stack, resource) or {}
        expected = {name: resource.properties.get(name) for name in actual}
        entry["ExpectedProperties"] = json.dumps(expected)
        entry["ActualProperties"] = json.dumps(actual)
        entry["PropertyDifferences"] = [
            {
                "PropertyPath": f"/{name}",
                "ExpectedValue": str(expected[name]),
                "ActualValue": str(value),
                "DifferenceType": "NOT_EQUAL",
            }
            for name, value in actual.items()
            if value != expected[name]
        ]
    return entry


def _status(region: Region, stack: Stack, resource: Resource) -> str:
    try:
        actual = region.services.actual(stack, resource)
    except RefusedError:
        return "NOT_CHECKED"
    if actual is None:
        return "DELETED"
    return "IN_SYNC" if _as_made(actual, resource.properties) else "MODIFIED"


def _as_made(actual: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    return all(made.get(name) == value for name, value in actual.items())
