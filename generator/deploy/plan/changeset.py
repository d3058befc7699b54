"""Change sets: one is made, waited for and read in one stay."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from generator.cloudformation.document import digest, from_body, parse
from generator.deploy.calls import Api, code, is_missing, role_advice
from generator.deploy.mask import Mask
from generator.deploy.origin import Origin, origin_in
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan import cleanup
from generator.deploy.plan.changes import Change, read_changes
from generator.deploy.target import Target

# A change set takes seconds, with many nested stacks minutes; the waits grow
# so that a slow one costs few calls.
_POLLS = (2.0, 3.0, 5.0)
_DEADLINE = 1800.0


@dataclass(frozen=True)
class ChangeSet:
    """A change set as DescribeChangeSet answers it, and what it would do."""

    description: Mapping[str, Any]
    changes: tuple[Change, ...] = ()

    @property
    def arn(self) -> str:
        """Its name for every call: a plain name would need the stack's too."""
        return str(self.description["ChangeSetId"])

    @property
    def stack_id(self) -> str:
        """The stack that it is for."""
        return str(self.description["StackId"])

    @property
    def created(self) -> datetime:
        """When, by CloudFormation's clock."""
        created: datetime = self.description["CreationTime"]
        return created

    @property
    def has_failed(self) -> bool:
        """Could CloudFormation not make it?"""
        return bool(self.description.get("Status") == "FAILED")

    @property
    def is_empty(self) -> bool:
        """Did it fail because there is nothing to change?"""
        return cleanup.is_empty(self.description)

    @property
    def was_executed(self) -> bool:
        """Did somebody, or an earlier run of ours, execute it already?"""
        return str(self.description.get("ExecutionStatus")).startswith("EXECUTE_")

    @property
    def origin(self) -> Origin | None:
        """What we wrote into its description; None for another program's."""
        return origin_in(self.description.get("Description"))

    def require_available(self) -> None:
        """Refuse a change set that cannot be executed (any more).

        Raises:
            Stopped: it was overtaken, deleted or executed, or its status is new.
        """
        made, status = (
            self.description.get(name) for name in ("Status", "ExecutionStatus")
        )
        if (made, status) != ("CREATE_COMPLETE", "AVAILABLE"):
            raise Stopped(
                Outcome.STALE,
                f"the change set is {made} / {status} and cannot be executed.",
                "The stack has moved since; run `plan` again.",
            )


def make(api: Api, request: Mapping[str, Any], mask: Callable[[], Mask]) -> ChangeSet:
    """Create a change set, wait for it and read what it would do.

    `request` has CreateChangeSet's members; `mask` is asked for when there is
    something to read. One that has failed comes without changes.

    Raises:
        Stopped: CloudFormation refuses the request or is busy with the stack,
            or the change set cannot be executed.
    """
    made = ChangeSet(_wait(api, _create(api, request)))
    if made.has_failed:
        return made
    made.require_available()
    return read(api, made.arn, mask())


def read(api: Api, arn: str, mask: Mask, prefix: str = "") -> ChangeSet:
    """A change set with its changes, those of nested stacks too."""
    description, raw = _whole(api, arn)
    changes = list(read_changes(raw, mask, prefix))
    for one in raw:
        resource = one.get("ResourceChange", {})
        if resource.get("ChangeSetId"):
            inner = f"{prefix}{resource['LogicalResourceId']}/"
            changes += read(api, resource["ChangeSetId"], mask, inner).changes
    return ChangeSet(description, tuple(changes))


def holds_template(api: Api, arn: str, target: Target) -> bool:
    """Is the change set's template the committed file?"""
    answer = api.call("get_template", ChangeSetName=arn, TemplateStage="Original")
    return is_same_template(answer.get("TemplateBody"), target)


def is_same_template(body: Any, target: Target) -> bool:
    """Is a body from GetTemplate (a JSON one comes as dict) the committed file?

    GetTemplate answers "?" for each character that is not ASCII
    [aws-cloudformation/cloudformation-coverage-roadmap#1220].
    """
    template = target.template
    answered = template.text.encode("ascii", "replace").decode()
    if isinstance(body, str):
        return digest(body) in (template.sha256, digest(answered))
    if not isinstance(body, Mapping):
        # A change set that is on its way out has none.
        return False
    return from_body(body).body in (template.body, parse(answered).body)


def resource_of(change: Mapping[str, Any]) -> str:
    """The logical ID of a change as DescribeChangeSet answers it."""
    return str(change.get("ResourceChange", {}).get("LogicalResourceId"))


def _create(api: Api, request: Mapping[str, Any]) -> str:
    """Create the change set and return its ARN.

    A call that took effect although its answer was lost is found again by name.
    """
    try:
        made = api.call("create_change_set", **request)
    except ClientError as error:
        if code(error) in {"AlreadyExistsException", "AlreadyExists"}:
            # The name ends in this run's own random part: it can only be ours.
            made = api.call(
                "describe_change_set",
                StackName=request["StackName"],
                ChangeSetName=request["ChangeSetName"],
            )
            return str(made["ChangeSetId"])
        if code(error) != "ChangeSetLimitExceeded":
            raise _refusal(error) from error
        if not cleanup.sweep(api, request["StackName"], older_than=None):
            raise Stopped(
                Outcome.FAILED,
                "the stack has as many change sets as CloudFormation allows.",
                "Delete what nobody needs any more, or run "
                "`plan --sweep --older-than 0`.",
                [error.response["Error"].get("Message", "")],
            ) from None
        made = api.call("create_change_set", **request)
    return str(made["Id"])


def _wait(api: Api, arn: str) -> dict[str, Any]:
    """The change set's description (first page) once it is made or has failed.

    Raises:
        Stopped: it went away, or is not ready after half an hour.
    """
    waited = 0.0
    for pause in _pauses():
        api.sleep(pause)
        waited += pause
        try:
            found = api.call("describe_change_set", ChangeSetName=arn)
        except ClientError as error:
            # A read right after the creation may not see the change set yet.
            if not is_missing(error) or waited >= 30:
                raise
            continue
        status = found["Status"]
        if not status.endswith(("_PENDING", "_IN_PROGRESS")):
            return found
        if status.startswith("DELETE") or waited > _DEADLINE:
            break
    raise Stopped(
        Outcome.STALE,
        "the change set was deleted or never became ready.",
        details=[arn],
    )


def _pauses() -> Iterator[float]:
    yield from _POLLS
    while True:
        yield _POLLS[-1]


def _whole(api: Api, arn: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The whole change set with property values: description and all changes.

    CloudFormation may leave changes out when it is asked for values and says
    so in the reason; then what is missing comes from a second, plain read.
    """
    first, changes = _all_pages(api, arn, IncludePropertyValues=True)
    if "can return incomplete" in (first.get("StatusReason") or ""):
        _, plain = _all_pages(api, arn)
        seen = {resource_of(change) for change in changes}
        changes += [change for change in plain if resource_of(change) not in seen]
    return first, changes


def _all_pages(
    api: Api, arn: str, **options: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    first = page = api.call("describe_change_set", ChangeSetName=arn, **options)
    changes = list(page.get("Changes") or ())
    while page.get("NextToken"):
        page = api.call(
            "describe_change_set",
            ChangeSetName=arn,
            NextToken=page["NextToken"],
            **options,
        )
        changes += page.get("Changes") or ()
    return first, changes


def _refusal(error: ClientError) -> Exception:
    """What a refused CreateChangeSet means for the stack, or the error itself."""
    message = error.response.get("Error", {}).get("Message", "")
    if code(error) == "ValidationError" and "_IN_PROGRESS" in message:
        return Stopped(
            Outcome.BUSY, message, "Follow it with `watch` and run this again."
        )
    if code(error) == "ValidationError" or "Capabilities" in code(error):
        return Stopped(
            Outcome.INVALID,
            message,
            role_advice(message)
            or "Correct the template or the parameters, run `build` and `plan` again.",
        )
    return error
