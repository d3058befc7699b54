"""The model's records as the CloudFormation API shows them."""

from datetime import datetime
from typing import Any

from generator.sandbox.cloudformation.template import parse
from generator.sandbox.model import ChangeSet, Event, Resource, Stack

Shown = dict[str, Any]


def stack(record: Stack) -> Shown:
    """An entry of DescribeStacks."""
    deployed = record.deployed
    template = parse(deployed.body).body if deployed.body else {}
    shown: Shown = {
        "StackId": record.id,
        "StackName": record.name,
        "Description": template.get("Description"),
        "Parameters": parameters(deployed.body, deployed.parameters),
        "CreationTime": when(record.created),
        "LastUpdatedTime": when(record.updated),
        "DeletionTime": when(record.deleted),
        "StackStatus": record.status,
        "StackStatusReason": record.reason or None,
        "DisableRollback": record.disable_rollback,
        "NotificationARNs": record.notification_arns,
        "Capabilities": record.capabilities,
        "Outputs": deployed.outputs,
        "RoleARN": record.role_arn or None,
        "Tags": tags(deployed.tags),
        "EnableTerminationProtection": record.protected,
        "ChangeSetId": record.change_set_id or None,
        "DriftInformation": {
            "StackDriftStatus": record.drift,
            "LastCheckTimestamp": when(record.drift_checked),
        },
        "LastOperations": [
            {"OperationType": kind, "OperationId": operation}
            for kind, operation in reversed(record.operations[-2:])
        ],
    }
    return _without_nothing(shown)


def stack_summary(record: Stack) -> Shown:
    """An entry of ListStacks."""
    return {k: v for k, v in stack(record).items() if k != "Tags"}


def parameters(body: str, values: dict[str, str]) -> list[Shown]:
    """Parameters as both stacks and change sets show them, NoEcho as asterisks."""
    hidden = parse(body).no_echo if body else frozenset()
    return [
        {"ParameterKey": k, "ParameterValue": "****" if k in hidden else v}
        for k, v in values.items()
    ]


def tags(values: dict[str, str]) -> list[Shown]:
    """Tags as a list."""
    return [{"Key": key, "Value": value} for key, value in values.items()]


def change_set_summary(owner: Stack, record: ChangeSet) -> Shown:
    """An entry of ListChangeSets, and what DescribeChangeSet says as well."""
    shown: Shown = {
        "StackId": owner.id,
        "StackName": owner.name,
        "ChangeSetId": record.id,
        "ChangeSetName": record.name,
        "ExecutionStatus": record.execution,
        "Status": record.status,
        "StatusReason": record.reason or None,
        "CreationTime": when(record.created),
        "Description": record.description or None,
        "IncludeNestedStacks": False,
        "ImportExistingResources": record.imports_existing,
    }
    return _without_nothing(shown)


def change_set(owner: Stack, record: ChangeSet) -> Shown:
    """DescribeChangeSet's answer, without its changes."""
    shown: Shown = {
        **change_set_summary(owner, record),
        "Parameters": parameters(record.body, record.parameters),
        "NotificationARNs": record.notification_arns or [],
        "Capabilities": record.capabilities,
        "Tags": tags(record.tags),
        "OnStackFailure": record.on_failure or None,
    }
    return _without_nothing(shown)


def change(entry: Shown, with_values: bool) -> Shown:
    """A change; values only for IncludePropertyValues."""
    if with_values:
        return entry
    change = entry["ResourceChange"]
    values = ("BeforeValue", "AfterValue", "Path", "AttributeChangeType")
    plain = {k: v for k, v in change.items() if not k.endswith("Context")}
    plain["Details"] = [
        detail
        | {"Target": {k: v for k, v in detail["Target"].items() if k not in values}}
        for detail in change["Details"]
    ]
    return {**entry, "ResourceChange": plain}


def stack_event(owner: Stack, event: Event) -> Shown:
    """An entry of DescribeStackEvents."""
    return _without_nothing(
        {
            "StackId": owner.id,
            "EventId": event.id,
            "StackName": owner.name,
            "OperationId": event.operation_id,
            "LogicalResourceId": event.logical_id,
            "PhysicalResourceId": event.physical_id or None,
            "ResourceType": event.type,
            "Timestamp": when(event.when),
            "ResourceStatus": event.status,
            "ResourceStatusReason": event.reason or None,
            "ClientRequestToken": event.token or None,
        }
    )


def operation_event(owner: Stack, event: Event) -> Shown:
    """An entry of DescribeEvents."""
    if event.kind == "STACK_EVENT":
        shown = stack_event(owner, event)
        del shown["StackName"]
        kind = "PROVISIONING_ERROR" if is_failure(event) else event.kind
    else:
        kind = event.kind
        shown = {
            "StackId": owner.id,
            "EventId": event.id,
            "OperationId": event.operation_id,
            "LogicalResourceId": event.logical_id,
            "PhysicalResourceId": event.physical_id or None,
            "ResourceType": event.type,
            "Timestamp": when(event.when),
            "ValidationName": event.validation,
            "ValidationStatus": "FAILED",
            "ValidationFailureMode": "FAIL",
            "ValidationStatusReason": event.reason,
            "ValidationPath": event.path,
        }
    return _without_nothing(
        {**shown, "EventType": kind, "OperationType": event.operation}
    )


def is_failure(event: Event) -> bool:
    """Whether DescribeEvents' FailedEvents filter keeps the event."""
    return event.kind != "STACK_EVENT" or event.status.endswith("_FAILED")


def resource(owner: Stack, record: Resource) -> Shown:
    """An entry of DescribeStackResources and of ListStackResources."""
    shown: Shown = {
        "StackId": owner.id,
        "StackName": owner.name,
        "LogicalResourceId": record.logical_id,
        "PhysicalResourceId": record.physical_id or None,
        "ResourceType": record.type,
        "Timestamp": when(record.updated),
        "LastUpdatedTimestamp": when(record.updated),
        "ResourceStatus": record.status,
        "ResourceStatusReason": record.reason or None,
        "DriftInformation": {"StackResourceDriftStatus": record.drift},
    }
    return _without_nothing(shown)


def when(moment: str) -> datetime | None:
    """A recorded time for the API; None for never."""
    return datetime.fromisoformat(moment) if moment else None


def _without_nothing(shown: Shown) -> Shown:
    return {name: value for name, value in shown.items() if value is not None}
