"""The CloudFormation operations that read."""

from typing import Any

from generator.sandbox.cloudformation import drift, views
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.cloudformation.request import (
    Answer,
    Request,
    body,
    change_set,
    is_true,
)
from generator.sandbox.cloudformation.template import parse
from generator.sandbox.model import RefusedError

# Entries of one answer; the rest is for the next page.
_PAGE = 100


def describe_change_set(region: Region, request: Request) -> Answer:
    """DescribeChangeSet."""
    stack, found = change_set(region, request)
    with_values = is_true(request, "IncludePropertyValues")
    changes = [views.change(entry, with_values) for entry in found.changes]
    return views.change_set(stack, found) | _page("Changes", changes, request)


def list_change_sets(region: Region, request: Request) -> Answer:
    """ListChangeSets."""
    stack = region.find(request["StackName"])
    shown = [
        views.change_set_summary(stack, found) for found in stack.change_sets.values()
    ]
    return _page("Summaries", shown, request)


def describe_stacks(region: Region, request: Request) -> Answer:
    """DescribeStacks."""
    if request.get("StackName"):
        return {"Stacks": [views.stack(region.find(request["StackName"]))]}
    alive = [s for s in region.stacks() if s.status != "DELETE_COMPLETE"]
    return _page("Stacks", [views.stack(stack) for stack in alive], request)


def list_stacks(region: Region, request: Request) -> Answer:
    """ListStacks."""
    wanted = request.get("StackStatusFilter") or []
    found = [
        views.stack_summary(stack)
        for stack in region.stacks()
        if not wanted or stack.status in wanted
    ]
    return _page("StackSummaries", found, request)


def describe_stack_events(region: Region, request: Request) -> Answer:
    """DescribeStackEvents."""
    stack = region.find(request["StackName"])
    events = [views.stack_event(stack, event) for event in reversed(stack.events)]
    return _page("StackEvents", events, request)


def describe_events(region: Region, request: Request) -> Answer:
    """DescribeEvents."""
    if request.get("ChangeSetName"):
        stack, found = change_set(region, request)
        owned = [(stack, event) for event in found.events]
    elif request.get("StackName"):
        stack = region.find(request["StackName"])
        owned = [(stack, event) for event in stack.events]
    else:
        wanted = request.get("OperationId")
        owned = [
            (stack, event)
            for stack in region.stacks()
            for event in stack.events
            if event.operation_id == wanted
        ]
    failed = is_true(request.get("Filters") or {}, "FailedEvents")
    shown = [
        views.operation_event(stack, event)
        for stack, event in reversed(owned)
        if not failed or views.is_failure(event)
    ]
    return _page("OperationEvents", shown, request)


def describe_stack_resources(region: Region, request: Request) -> Answer:
    """DescribeStackResources."""
    return {"StackResources": [shown for _, shown in _resources(region, request)]}


def describe_stack_resource(region: Region, request: Request) -> Answer:
    """DescribeStackResource."""
    for name, shown in _resources(region, request):
        if name == request["LogicalResourceId"]:
            return {"StackResourceDetail": shown}
    raise RefusedError(
        f"Resource {request['LogicalResourceId']} does not exist for stack "
        f"{request['StackName']}"
    )


def list_stack_resources(region: Region, request: Request) -> Answer:
    """ListStackResources."""
    found = [shown for _, shown in _resources(region, request)]
    return _page("StackResourceSummaries", found, request)


def get_template(region: Region, request: Request) -> Answer:
    """GetTemplate: AWS answers "?" for each character that is not ASCII.

    [aws-cloudformation/cloudformation-coverage-roadmap#1220]
    """
    if request.get("ChangeSetName"):
        original = change_set(region, request)[1].body
    else:
        original = region.find(request["StackName"]).deployed.body
    answered = original.encode("ascii", "replace").decode()
    return {"TemplateBody": answered, "StagesAvailable": ["Original", "Processed"]}


def validate_template(region: Region, request: Request) -> Answer:
    """ValidateTemplate."""
    template = parse(body(region, request) or "")
    return {
        "Description": template.body.get("Description", ""),
        "Parameters": [
            {"ParameterKey": name, "NoEcho": name in template.no_echo}
            for name in template.parameters
        ],
    }


def get_stack_policy(region: Region, request: Request) -> Answer:
    """GetStackPolicy."""
    policy = region.find(request["StackName"]).policy
    return {"StackPolicyBody": policy} if policy else {}


def drift_detection_status(region: Region, request: Request) -> Answer:
    """DescribeStackDriftDetectionStatus."""
    wanted = request["StackDriftDetectionId"]
    for stack in region.stacks():
        if stack.id.endswith(wanted):
            return {
                "StackId": stack.id,
                "StackDriftDetectionId": wanted,
                "StackDriftStatus": stack.drift,
                "DetectionStatus": "DETECTION_COMPLETE",
                "DriftedStackResourceCount": drift.drifted(stack),
                "Timestamp": views.when(stack.drift_checked),
            }
    raise RefusedError(f"Drift detection {wanted} does not exist")


def stack_resource_drifts(region: Region, request: Request) -> Answer:
    """DescribeStackResourceDrifts."""
    stack = region.find(request["StackName"])
    wanted = request.get("StackResourceDriftStatusFilters") or []
    found = [
        drift.differences(region, stack, resource)
        for resource in stack.deployed.resources.values()
        if resource.drift != "NOT_CHECKED" and (not wanted or resource.drift in wanted)
    ]
    return _page("StackResourceDrifts", found, request)


def list_hook_results(region: Region, request: Request) -> Answer:
    """ListHookResults."""
    return {
        "TargetType": request.get("TargetType"),
        "TargetId": request.get("TargetId"),
        "HookResults": [],
    }


def list_exports(region: Region, request: Request) -> Answer:
    """ListExports."""
    found = [
        {
            "ExportingStackId": stack.id,
            "Name": output["ExportName"],
            "Value": output["OutputValue"],
        }
        for stack in region.stacks()
        if stack.status != "DELETE_COMPLETE"
        for output in stack.deployed.outputs
        if "ExportName" in output
    ]
    return _page("Exports", found, request)


def _resources(region: Region, request: Request) -> list[tuple[str, Answer]]:
    stack = region.find(request["StackName"])
    return [
        (name, views.resource(stack, resource))
        for name, resource in stack.deployed.resources.items()
    ]


def _page(name: str, items: list[Any], request: Request) -> Answer:
    start = int(request.get("NextToken") or 0)
    answer: Answer = {name: items[start : start + _PAGE]}
    if start + _PAGE < len(items):
        answer["NextToken"] = str(start + _PAGE)
    return answer
