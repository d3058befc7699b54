"""A stack's events, cut down to the one operation that matters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.deploy.calls import Api
from generator.deploy.mask import Mask
from generator.deploy.state.statuses import Goal
from generator.parameters.model import ParameterFile

# The root stack's event with which each kind of operation begins.
_STARTS: dict[Goal, frozenset[str]] = {
    "deploy": frozenset(
        {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "IMPORT_IN_PROGRESS"}
    ),
    "delete": frozenset({"DELETE_IN_PROGRESS"}),
    "rollback": frozenset({"ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"}),
}
_STACK = "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class Operation:
    """Something CloudFormation is doing to one stack.

    `token` is the ClientRequestToken that started it, empty for somebody
    else's; `since` is a time of CloudFormation's clock before it began. `total` is
    how many resources it touches, 0 where that is not known.
    """

    file: ParameterFile
    stack_id: str
    token: str
    since: datetime
    goal: Goal
    mask: Mask
    total: int = 0


@dataclass(frozen=True)
class History:
    """What the events tell about an operation so far.

    `final` is the stack's status once the operation has ended, `failures` are
    the failed events, the earliest first; a deletion that succeeded when it was
    tried again is none. `nested` are the IDs of nested stacks that took part.
    `unread` says why there are no events to tell from.
    """

    final: str
    reason: str
    failures: tuple[Mapping[str, Any], ...]
    unread: str = ""
    nested: tuple[str, ...] = ()


def read_history(api: Api, operation: Operation) -> History:
    """Read an operation's events, newest first, until the one it began with."""
    final, reason = "", ""
    failures: list[Mapping[str, Any]] = []
    deleted: set[tuple[Any, Any]] = set()
    nested: dict[str, None] = {}
    for event in _events(api, operation.stack_id):
        if event["Timestamp"] < operation.since:
            break
        if _is_root(event):
            status = event.get("ResourceStatus", "")
            if not final and not status.endswith("_IN_PROGRESS"):
                final, reason = status, event.get("ResourceStatusReason") or ""
            if status in _STARTS[operation.goal]:
                if _is_ours(event, operation):
                    found = tuple(reversed(failures))
                    return History(final, reason, found, nested=tuple(nested))
                # All that was read belongs to a later operation of others.
                final, reason, failures, deleted = "", "", [], set()
                nested = {}
        elif is_stack(event) and event.get("PhysicalResourceId"):
            nested[event["PhysicalResourceId"]] = None
        if event.get("ResourceStatus") == "DELETE_COMPLETE":
            deleted.add(resource(event))
        elif is_failure(event) and not _was_deleted(event, deleted):
            failures.append(event)
    # It has not begun yet, or the events do not show it yet.
    return History("", "", ())


def begun_since(api: Api, stack_id: str, since: datetime) -> list[Mapping[str, Any]]:
    """Events with which deployments and deletions began, the newest first."""
    starts = _STARTS["deploy"] | _STARTS["delete"]
    found = []
    for event in _events(api, stack_id):
        if event["Timestamp"] < since:
            break
        if _is_root(event) and event.get("ResourceStatus") in starts:
            found.append(event)
    return found


@dataclass(frozen=True)
class Activity:
    """What an operation is doing: the resource that moved last, and how far it is.

    `done` are resources that are finished; `failures` are events, earliest first.
    """

    latest: str = ""
    done: int = 0
    failures: tuple[Mapping[str, Any], ...] = ()


def activity(api: Api, operation: Operation) -> Activity:
    """Read what an operation under way has done so far."""
    newest: dict[str, str] = {}
    failures: list[Mapping[str, Any]] = []
    for event in _events(api, operation.stack_id):
        status = event.get("ResourceStatus", "")
        if event["Timestamp"] < operation.since:
            break
        if _is_root(event):
            if status in _STARTS[operation.goal] and _is_ours(event, operation):
                break
            continue
        newest.setdefault(event["LogicalResourceId"], status)
        if is_failure(event):
            failures.insert(0, event)
    latest = " ".join(next(iter(newest.items()), ()))
    done = sum(status.endswith("_COMPLETE") for status in newest.values())
    return Activity(latest, done, tuple(failures))


def failures_of(api: Api, stack_id: str, since: datetime) -> list[Mapping[str, Any]]:
    """Failed events of a nested stack since a time, the earliest first."""
    found: list[Mapping[str, Any]] = []
    deleted: set[tuple[Any, Any]] = set()
    for event in _events(api, stack_id):
        if event["Timestamp"] < since:
            break
        if event.get("ResourceStatus") == "DELETE_COMPLETE":
            deleted.add(resource(event))
        elif is_failure(event) and not _was_deleted(event, deleted):
            found.insert(0, event)
    return found


def is_failure(event: Mapping[str, Any]) -> bool:
    """Did a resource or a hook fail in this event?"""
    status = str(event.get("HookStatus") or event.get("ResourceStatus") or "")
    return status.endswith("FAILED")


def is_stack(event: Mapping[str, Any]) -> bool:
    """Is the event about a stack, the root or a nested one?"""
    return event.get("ResourceType") == _STACK


def resource(event: Mapping[str, Any]) -> tuple[Any, Any]:
    """What tells one resource from its replacement: logical and physical ID."""
    return event.get("LogicalResourceId"), event.get("PhysicalResourceId")


def is_undeleted(event: Mapping[str, Any]) -> bool:
    """Could a resource not be deleted in this event?"""
    return event.get("ResourceStatus") == "DELETE_FAILED" and not _is_root(event)


def _was_deleted(event: Mapping[str, Any], deleted: set[tuple[Any, Any]]) -> bool:
    return is_undeleted(event) and resource(event) in deleted


def _is_root(event: Mapping[str, Any]) -> bool:
    return is_stack(event) and event.get("PhysicalResourceId") == event.get("StackId")


def _is_ours(event: Mapping[str, Any], operation: Operation) -> bool:
    """By its token; an event without one can only be told by its time."""
    token = event.get("ClientRequestToken")
    return not operation.token or not token or token == operation.token


def _events(api: Api, stack_id: str) -> Iterator[Mapping[str, Any]]:
    return api.pages("describe_stack_events", "StackEvents", StackName=stack_id)
