"""Why a stack failed: the earliest real failure, not the noise after it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from generator.deploy.calls import Api
from generator.deploy.state.events import failures_of, is_stack, is_undeleted, resource

Event = Mapping[str, Any]

# What CloudFormation says of resources that it gave up because of another one.
_CANCELLED = ("cancelled", "canceled")
# Stacks nested deeper than this are named, not opened.
_DEPTH = 5


def explain(api: Api, failures: Sequence[Event], since: datetime) -> tuple[str, ...]:
    """The root cause first, then other failures, then how many were cancelled.

    `failures` are events, the earliest first; nested stacks are followed.
    """
    real, cancelled = _followed(api, failures, since, _DEPTH)
    if not real:
        return ()
    first, *others = real
    lines = [f"root cause: {first}", *(f"also failed: {other}" for other in others)]
    if cancelled:
        lines.append(f"({cancelled} more were cancelled because of it)")
    return tuple(dict.fromkeys(lines))


def first_failure(failures: Sequence[Event]) -> str:
    """What failed first, while the operation still goes on; empty if nothing did."""
    own = (event for event in failures if not _is_cancelled(event))
    return next((_line(event, "") for event in own), "")


def left_behind(failures: Sequence[Event]) -> tuple[str, ...]:
    """Resources that an operation gave up to delete, each once, with the last reason.

    What an update cannot clean up, or a forced deletion cannot delete, leaves
    the stack all the same.
    """
    last = {resource(event): event for event in failures if is_undeleted(event)}
    return tuple(
        f"left behind: {logical_id} ({event.get('ResourceType')}) "
        f"{physical_id or ''}: {_reason(event)}"
        for (logical_id, physical_id), event in last.items()
    )


def emptying_advice(failures: Sequence[Event], path: str) -> str:
    """The next command where buckets are in the way of a deletion, else ""."""
    full = dict.fromkeys(
        str(event["LogicalResourceId"])
        for event in failures
        if event.get("ResourceType") == "AWS::S3::Bucket"
        and is_undeleted(event)
        and "not empty" in _reason(event).lower()
    )
    if not full:
        return ""
    options = " ".join(f"--empty-bucket {name}" for name in full)
    return (
        f"Run `python -m generator destroy {options} {path}`: it deletes every object "
        "and version in there for good. To keep what is in there, name the bucket "
        "with --retain instead."
    )


def _followed(
    api: Api, failures: Sequence[Event], since: datetime, depth: int, prefix: str = ""
) -> tuple[list[str], int]:
    """Real failures as lines, those of nested stacks in their parent's place."""
    lines: list[str] = []
    consequences: list[str] = []
    cancelled = 0
    for event in failures:
        if _is_cancelled(event):
            cancelled += 1
        elif not is_stack(event):
            lines.append(_line(event, prefix))
        elif event.get("PhysicalResourceId") != event.get("StackId"):
            nested = event.get("PhysicalResourceId") or ""
            inner: list[str] = []
            if nested and depth:
                inner, more = _followed(
                    api,
                    failures_of(api, nested, since),
                    since,
                    depth - 1,
                    f"{prefix}{event['LogicalResourceId']}/",
                )
                cancelled += more
            lines += inner or [_line(event, prefix)]
        else:
            consequences.append(_line(event, prefix))
    return lines or consequences, cancelled


def _is_cancelled(event: Event) -> bool:
    reason = _reason(event).lower()
    return any(word in reason for word in _CANCELLED)


def _reason(event: Event) -> str:
    reason = event.get("HookStatusReason") or event.get("ResourceStatusReason")
    return str(reason or "no reason given")


def _line(event: Event, prefix: str) -> str:
    what = event.get("HookType") or event.get("ResourceType")
    status = event.get("HookStatus") or event.get("ResourceStatus")
    return f"{prefix}{event['LogicalResourceId']} ({what}) {status}: {_reason(event)}"
