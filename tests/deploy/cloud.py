"""CloudFormation in memory: stacks, change sets and events that tests can script.

It follows the API reference in what the deployer relies on: change sets end as
FAILED when nothing changes, executing one deletes the others, tokens make
calls idempotent, events carry the token of the call that caused them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from generator.cloudformation.document import parse
from tests.deploy.wire import ApiError, Caller, Endpoint

STACK = "AWS::CloudFormation::Stack"
NOTHING = (
    "The submitted information didn't contain changes. Submit different "
    "information to create a change set."
)
# Access key -> account and principal, for the default set of credentials.
PEOPLE = {
    "ALICE": ("111111111111", "arn:aws:iam::111111111111:user/alice"),
    "BOB": ("111111111111", "arn:aws:iam::111111111111:user/bob"),
    "DAVE": ("111111111111", "arn:aws:iam::111111111111:user/dave"),
    "CAROL": ("222222222222", "arn:aws:iam::222222222222:user/carol"),
}


@dataclass
class Stack:
    name: str
    id: str
    status: str
    created: datetime
    reason: str = ""
    template: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    protected: bool = False
    policy: str = ""
    drift: str = "NOT_CHECKED"
    updated: datetime | None = None
    # Events, the newest first, as DescribeStackEvents has them.
    events: list[dict[str, Any]] = field(default_factory=list)
    # What happens when the operation under way has taken `ticks` looks.
    ticks: int = 0
    then: Callable[[], None] | None = None
    resources: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class ChangeSet:
    name: str
    id: str
    stack: Stack
    request: dict[str, Any]
    created: datetime
    status: str = "CREATE_PENDING"
    reason: str = ""
    execution: str = "UNAVAILABLE"
    changes: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    reads: int = 0
    token: str = ""


class Cloud:
    """The state behind the endpoint, and what a test wants to happen."""

    def __init__(self) -> None:
        self.stacks: list[Stack] = []
        self.change_sets: dict[str, ChangeSet] = {}
        # What a change set of a stack shall contain, by stack name.
        self.scripted: dict[str, list[dict[str, Any]]] = {}
        self.validation: dict[str, list[dict[str, Any]]] = {}
        # Why the change set of a stack shall fail.
        self.refusals: dict[str, str] = {}
        # Final status of a stack's next operation, and events before it.
        self.ending: dict[str, str] = {}
        self.failures: dict[str, list[dict[str, Any]]] = {}
        self.hooks: list[dict[str, Any]] = []
        self.drifts: list[dict[str, Any]] = []
        self.nested_events: dict[str, list[dict[str, Any]]] = {}
        self.page = 100
        # Looks that a change set and an operation take.
        self.change_set_reads = 0
        self.ticks = 1
        # Reads that still show the state before an execution.
        self.stale_reads = 0
        self.limit = 1000
        self.default_key = "ALICE"
        self._ids = count(1)
        self.endpoint = Endpoint(self.answer)

    # The endpoint's entry.

    def answer(
        self, operation: str, arguments: dict[str, Any], caller: Caller
    ) -> dict[str, Any]:
        self.caller = caller
        method = getattr(self, operation, None)
        if method is None:
            raise ApiError("InvalidAction", f"no operation {operation}")
        result: dict[str, Any] = method(**arguments)
        return result

    # Helpers for tests.

    def add(self, name: str, status: str = "CREATE_COMPLETE", **fields: Any) -> Stack:
        """A stack that is there already (account and region of the default key)."""
        region = fields.pop("region", "eu-west-1")
        account = fields.pop("account", "111111111111")
        arn = f"arn:aws:cloudformation:{region}:{account}:stack/{name}/{self._id()}"
        past = datetime.now(UTC) - timedelta(days=1)
        stack = Stack(name, arn, status, past, **fields)
        self.stacks.append(stack)
        return stack

    def stack(self, name: str) -> Stack:
        """The newest stack of a name, a deleted one too."""
        return [one for one in self.stacks if one.name == name][-1]

    def event(self, stack: Stack, status: str, **fields: Any) -> None:
        """Add an event to a stack, about itself unless `fields` say otherwise."""
        stack.events.insert(
            0,
            {
                "StackId": stack.id,
                "EventId": f"e-{self._id()}",
                "StackName": stack.name,
                "LogicalResourceId": stack.name,
                "PhysicalResourceId": stack.id,
                "ResourceType": STACK,
                "ResourceStatus": status,
                "Timestamp": datetime.now(UTC),
                **fields,
            },
        )

    def _id(self) -> str:
        return f"{next(self._ids):08d}"

    def _account(self) -> str:
        return PEOPLE.get(self.caller.key, PEOPLE[self.default_key])[0]

    def _here(self, stack: Stack) -> bool:
        return f":{self.caller.region}:{self._account()}:" in stack.id

    def _find(self, name: str) -> Stack:
        for stack in reversed(self.stacks):
            by_name = stack.name == name and stack.status != "DELETE_COMPLETE"
            if (by_name or stack.id == name) and self._here(stack):
                return stack
        raise ApiError("ValidationError", f"Stack with id {name} does not exist")

    def _set(self, arn: str, stack: str = "") -> ChangeSet:
        for one in self.change_sets.values():
            if one.id == arn or (one.name == arn and stack in (one.stack.name,)):
                return one
        raise ApiError("ChangeSetNotFound", f"ChangeSet [{arn}] does not exist", 404)

    def _paged(self, items: list[Any], key: str, token: str | None) -> dict[str, Any]:
        start = int(token or 0)
        page: dict[str, Any] = {key: items[start : start + self.page]}
        if start + self.page < len(items):
            page["NextToken"] = str(start + self.page)
        return page

    # STS.

    def GetCallerIdentity(self) -> dict[str, Any]:
        account, arn = PEOPLE.get(self.caller.key, PEOPLE[self.default_key])
        return {"Account": account, "Arn": arn, "UserId": "u"}

    # Reads.

    def DescribeStacks(self, StackName: str) -> dict[str, Any]:
        stack = self._find(StackName)
        return {
            "Stacks": [
                {
                    "StackId": stack.id,
                    "StackName": stack.name,
                    "StackStatus": stack.status,
                    "StackStatusReason": stack.reason or None,
                    "CreationTime": stack.created,
                    "LastUpdatedTime": stack.updated,
                    "EnableTerminationProtection": stack.protected,
                    "DriftInformation": {"StackDriftStatus": stack.drift},
                    "Parameters": [
                        {"ParameterKey": key, "ParameterValue": value}
                        for key, value in stack.parameters.items()
                    ],
                    "Tags": [{"Key": k, "Value": v} for k, v in stack.tags.items()],
                    "Outputs": [
                        {"OutputKey": key, "OutputValue": value}
                        for key, value in stack.outputs.items()
                    ],
                }
            ]
        }

    def ListStacks(
        self,
        StackStatusFilter: list[str],
        NextToken: str | None = None,
    ) -> dict[str, Any]:
        here = [stack for stack in self.stacks if self._here(stack)]
        if NextToken is None:
            if self.stale_reads > 0:
                self.stale_reads -= 1
                return {"StackSummaries": []}
            for stack in here:
                self._tick(stack)
        found = [
            {
                "StackId": stack.id,
                "StackName": stack.name,
                "StackStatus": stack.status,
                "CreationTime": stack.created,
            }
            for stack in here
            if stack.status in StackStatusFilter
        ]
        return self._paged(found, "StackSummaries", NextToken)

    def DescribeStackEvents(
        self,
        StackName: str,
        NextToken: str | None = None,
    ) -> dict[str, Any]:
        events = self.nested_events.get(StackName)
        if events is None:
            events = [] if self.stale_reads > 0 else self._find(StackName).events
        return self._paged(events, "StackEvents", NextToken)

    def GetTemplate(
        self,
        StackName: str = "",
        ChangeSetName: str = "",
        TemplateStage: str = "",
    ) -> dict[str, Any]:
        if ChangeSetName:
            body = self._set(ChangeSetName).request["TemplateBody"]
        else:
            body = self._find(StackName).template
        # As AWS answers it (cloudformation-coverage-roadmap#1220, open in 2026-08).
        return {"TemplateBody": body.encode("ascii", "replace").decode()}

    def ListStackResources(
        self,
        StackName: str,
        NextToken: str | None = None,
    ) -> dict[str, Any]:
        resources = self._find(StackName).resources
        return self._paged(resources, "StackResourceSummaries", NextToken)

    # Change sets.

    def CreateChangeSet(self, **request: Any) -> dict[str, Any]:
        name, set_name = request["StackName"], request["ChangeSetName"]
        stack = self._stack_for(request)
        if request.get("UsePreviousTemplate"):
            request["TemplateBody"] = stack.template
            for one in request.get("Parameters") or ():
                one["ParameterValue"] = stack.parameters[one["ParameterKey"]]
        for one in self.change_sets.values():
            if one.stack is stack and one.name == set_name:
                raise ApiError("AlreadyExistsException", f"{set_name} already exists")
        mine = [one for one in self.change_sets.values() if one.stack is stack]
        if len(mine) >= self.limit:
            raise ApiError("LimitExceededException", "ChangeSet limit exceeded")
        arn = (
            f"arn:aws:cloudformation:{self.caller.region}:{self._account()}:"
            f"changeSet/{set_name}/{self._id()}"
        )
        made = ChangeSet(set_name, arn, stack, request, datetime.now(UTC))
        made.reads = self.change_set_reads
        made.changes = self.scripted.get(name) or self._differences(stack, request)
        made.events = self.validation.get(name, [])
        made.reason = self.refusals.get(name, "")
        self.change_sets[arn] = made
        return {"Id": arn, "StackId": stack.id}

    def _stack_for(self, request: dict[str, Any]) -> Stack:
        name = request["StackName"]
        try:
            stack = self._find(name)
        except ApiError:
            if request["ChangeSetType"] != "CREATE":
                raise
            stack = self.add(
                name,
                "REVIEW_IN_PROGRESS",
                region=self.caller.region,
                account=self._account(),
            )
            stack.created = datetime.now(UTC)
            self.event(stack, "REVIEW_IN_PROGRESS")
        expected = stack.status == "REVIEW_IN_PROGRESS"
        if (request["ChangeSetType"] == "CREATE") != expected:
            raise ApiError(
                "ValidationError", f"Stack {name} already exists and cannot be created"
            )
        if stack.status.endswith("_IN_PROGRESS") and not expected:
            raise ApiError(
                "ValidationError", f"Stack:{stack.id} is in {stack.status} state"
            )
        return stack

    def _differences(
        self, stack: Stack, request: dict[str, Any]
    ) -> list[dict[str, Any]]:
        old = parse(stack.template).resources if stack.template else {}
        new = parse(request["TemplateBody"]).resources
        changes = [
            _change("Add", name, new[name]) for name in new if name not in old
        ] + [_change("Remove", name, old[name]) for name in old if name not in new]
        for name in old.keys() & new.keys():
            if old[name] != new[name]:
                changes.append(_change("Modify", name, new[name]))
        if not changes and stack.template:
            parameters = _pairs(request, "Parameters", "ParameterKey", "ParameterValue")
            if parameters != stack.parameters:
                changes.append(_change("Modify", next(iter(new)), new[next(iter(new))]))
        return changes

    def DescribeChangeSet(
        self,
        ChangeSetName: str,
        StackName: str = "",
        IncludePropertyValues: str = "",
        NextToken: str | None = None,
    ) -> dict[str, Any]:
        one = self._set(ChangeSetName, StackName)
        if one.status == "CREATE_PENDING":
            if one.reads > 0:
                one.reads -= 1
            else:
                self._make(one)
        page = self._paged(
            [{"Type": "Resource", "ResourceChange": change} for change in one.changes],
            "Changes",
            NextToken,
        )
        return {
            "ChangeSetName": one.name,
            "ChangeSetId": one.id,
            "StackId": one.stack.id,
            "StackName": one.stack.name,
            "Description": one.request.get("Description"),
            "Parameters": one.request.get("Parameters") or [],
            "Tags": one.request.get("Tags") or [],
            "CreationTime": one.created,
            "ExecutionStatus": one.execution,
            "Status": one.status,
            "StatusReason": one.reason or None,
            **page,
        }

    def _make(self, one: ChangeSet) -> None:
        tags = _pairs(one.request, "Tags", "Key", "Value")
        if one.reason:
            one.status = "FAILED"
        elif not one.changes and tags == one.stack.tags:
            one.status, one.reason = "FAILED", NOTHING
        else:
            one.status, one.execution = "CREATE_COMPLETE", "AVAILABLE"

    def DescribeEvents(
        self,
        ChangeSetName: str,
        Filters: dict[str, Any] | None = None,
        NextToken: str | None = None,
    ) -> dict[str, Any]:
        events = self._set(ChangeSetName).events
        return self._paged(events, "OperationEvents", NextToken)

    def ListHookResults(self, **_: Any) -> dict[str, Any]:
        return {"HookResults": self.hooks}

    def ListChangeSets(
        self,
        StackName: str,
        NextToken: str | None = None,
    ) -> dict[str, Any]:
        stack = self._find(StackName)
        found = [
            {
                "ChangeSetId": one.id,
                "ChangeSetName": one.name,
                "Description": one.request.get("Description"),
                "Status": one.status,
                "StatusReason": one.reason or None,
                "ExecutionStatus": one.execution,
                "CreationTime": one.created,
            }
            for one in self.change_sets.values()
            if one.stack is stack
        ]
        return self._paged(found, "Summaries", NextToken)

    def DeleteChangeSet(self, ChangeSetName: str) -> dict[str, Any]:
        del self.change_sets[self._set(ChangeSetName).id]
        return {}

    def ExecuteChangeSet(
        self,
        ChangeSetName: str,
        ClientRequestToken: str = "",
        **_: Any,
    ) -> dict[str, Any]:
        one = self._set(ChangeSetName)
        if one.execution != "AVAILABLE":
            if one.token == ClientRequestToken:
                return {}
            raise ApiError(
                "InvalidChangeSetStatus",
                f"ChangeSet [{one.id}] cannot be executed in its current status",
            )
        one.execution, one.token = "EXECUTE_IN_PROGRESS", ClientRequestToken
        for other in list(self.change_sets.values()):
            if other.stack is one.stack and other is not one:
                del self.change_sets[other.id]
        kind = one.request["ChangeSetType"]
        self._begin(one.stack, kind, ClientRequestToken, lambda: self._apply(one))
        return {}

    def _apply(self, one: ChangeSet) -> None:
        one.execution = "EXECUTE_COMPLETE"
        one.stack.template = one.request.get("TemplateBody", "")
        one.stack.parameters = _pairs(
            one.request, "Parameters", "ParameterKey", "ParameterValue"
        )
        one.stack.tags = _pairs(one.request, "Tags", "Key", "Value")

    # Operations on stacks.

    def _begin(
        self,
        stack: Stack,
        kind: str,
        token: str,
        done: Callable[[], None],
        final: str = "",
    ) -> None:
        began = {"CREATE": "CREATE", "UPDATE": "UPDATE"}.get(kind, kind)
        stack.status = f"{began}_IN_PROGRESS"
        if kind == "UPDATE":
            stack.updated = datetime.now(UTC)
        extra = {"ClientRequestToken": token} if token else {}
        self.event(stack, stack.status, ResourceStatusReason="User Initiated", **extra)
        stack.ticks = self.ticks

        def then() -> None:
            status = self.ending.pop(stack.name, final or f"{kind}_COMPLETE")
            for failure in self.failures.pop(stack.name, []):
                self.event(stack, **{"status": "CREATE_FAILED", **failure, **extra})
            if status in {f"{kind}_COMPLETE", final}:
                done()
            stack.status = status
            self.event(stack, status, **extra)

        stack.then = then

    def _tick(self, stack: Stack) -> None:
        if stack.then is None:
            return
        stack.ticks -= 1
        if stack.ticks < 0:
            then, stack.then = stack.then, None
            then()

    def DeleteStack(
        self,
        StackName: str,
        ClientRequestToken: str = "",
        **_: Any,
    ) -> dict[str, Any]:
        stack = self._find(StackName)
        if stack.status == "DELETE_COMPLETE":
            return {}
        if stack.status == "REVIEW_IN_PROGRESS":
            for one in list(self.change_sets.values()):
                if one.stack is stack:
                    del self.change_sets[one.id]
            self.event(stack, "DELETE_IN_PROGRESS")
            stack.status = "DELETE_COMPLETE"
            self.event(stack, "DELETE_COMPLETE", ClientRequestToken=ClientRequestToken)
            stack.events[1]["ClientRequestToken"] = ClientRequestToken
            return {}
        self._begin(stack, "DELETE", ClientRequestToken, lambda: None)
        return {}

    def RollbackStack(
        self,
        StackName: str,
        ClientRequestToken: str = "",
        **_: Any,
    ) -> dict[str, Any]:
        stack = self._find(StackName)
        kind = "ROLLBACK" if stack.status == "CREATE_FAILED" else "UPDATE_ROLLBACK"
        self._begin(stack, kind, ClientRequestToken, lambda: None)
        return {"StackId": stack.id}

    def ContinueUpdateRollback(
        self,
        StackName: str,
        ClientRequestToken: str = "",
        **_: Any,
    ) -> dict[str, Any]:
        stack = self._find(StackName)
        self._begin(stack, "UPDATE_ROLLBACK", ClientRequestToken, lambda: None)
        return {}

    def CancelUpdateStack(
        self,
        StackName: str,
        ClientRequestToken: str = "",
    ) -> dict[str, Any]:
        stack = self._find(StackName)
        self._begin(stack, "UPDATE_ROLLBACK", "", lambda: None)
        return {}

    def GetStackPolicy(self, StackName: str) -> dict[str, Any]:
        return {"StackPolicyBody": self._find(StackName).policy or None}

    def SetStackPolicy(
        self,
        StackName: str,
        StackPolicyBody: str,
    ) -> dict[str, Any]:
        self._find(StackName).policy = StackPolicyBody
        return {}

    def UpdateTerminationProtection(
        self,
        StackName: str,
        EnableTerminationProtection: str,
    ) -> dict[str, Any]:
        stack = self._find(StackName)
        stack.protected = EnableTerminationProtection == "true"
        return {"StackId": stack.id}

    # Drift.

    def DetectStackDrift(self, StackName: str) -> dict[str, Any]:
        self._find(StackName)
        self._detections = 1
        return {"StackDriftDetectionId": "d-1"}

    def DescribeStackDriftDetectionStatus(self, **_: Any) -> dict[str, Any]:
        self._detections -= 1
        running = self._detections >= 0
        return {
            "StackId": "s",
            "StackDriftDetectionId": "d-1",
            "Timestamp": datetime.now(UTC),
            "DetectionStatus": "DETECTION_IN_PROGRESS"
            if running
            else "DETECTION_COMPLETE",
        }

    def DescribeStackResourceDrifts(
        self,
        NextToken: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        return self._paged(self.drifts, "StackResourceDrifts", NextToken)


def _change(action: str, name: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    change: dict[str, Any] = {
        "Action": action,
        "LogicalResourceId": name,
        "ResourceType": resource["Type"],
        "Scope": ["Properties"] if action == "Modify" else [],
        "Details": [],
    }
    if action == "Modify":
        change["Replacement"] = "False"
    if action == "Remove":
        change["PolicyAction"] = "Delete"
    return change


def _pairs(request: dict[str, Any], name: str, key: str, value: str) -> dict[str, str]:
    return {one[key]: one.get(value, "") for one in request.get(name) or ()}
