"""What the sandbox remembers of stacks: plain data, all of it JSON."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = Any


def now() -> str:
    """The time, as the state file and the events carry it (ISO 8601, UTC)."""
    return datetime.now(UTC).isoformat()


class RefusedError(Exception):
    """A call that CloudFormation answers with an error.

    `code` is the name of the error's shape in the CloudFormation API; the
    serializer reads it and the message.
    """

    def __init__(self, message: str, code: str = "ValidationError") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass
class Resource:
    """A resource that a stack made.

    `properties` are evaluated except for dynamic references, which are
    resolved on every use and never kept; `identity` (`<stack ID>/<logical ID>`
    of the first making, a `+` for each replacement) gives generated names and
    seeds IDs, so that making the resource again gives the same.
    """

    logical_id: str
    type: str
    identity: str
    physical_id: str = ""
    properties: dict[str, Json] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    metadata: Json = None
    deletion_policy: str = "Delete"
    status: str = "CREATE_IN_PROGRESS"
    reason: str = ""
    updated: str = field(default_factory=now)
    drift: str = "NOT_CHECKED"


@dataclass
class Event:
    """One line of a stack's history; `kind` as in DescribeEvents' EventType."""

    id: str
    operation_id: str
    operation: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str = ""
    token: str = ""
    kind: str = "STACK_EVENT"
    validation: str = ""
    path: str = ""
    when: str = field(default_factory=now)


@dataclass
class ChangeSet:
    """What a caller proposed, and what it would change.

    `imports` has the physical IDs of resources that come into the stack, by
    their logical IDs.
    """

    id: str
    name: str
    type: str
    body: str
    parameters: dict[str, str]
    tags: dict[str, str]
    capabilities: list[str]
    token: str = ""
    description: str = ""
    role_arn: str = ""
    notification_arns: list[str] | None = None
    on_failure: str = ""
    imports_existing: bool = False
    imports: dict[str, str] = field(default_factory=dict)
    status: str = "CREATE_COMPLETE"
    execution: str = "AVAILABLE"
    reason: str = ""
    changes: list[Json] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    created: str = field(default_factory=now)


@dataclass
class Deployed:
    """What a stack was last made from: enough to return to it."""

    body: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    outputs: list[Json] = field(default_factory=list)
    resources: dict[str, Resource] = field(default_factory=dict)


@dataclass
class Stack:
    """A stack; `deployed` is what is there, `before` what to roll back to.

    `deployed.resources` is in the order of creation.
    """

    id: str
    name: str
    account: str
    region: str
    status: str = "REVIEW_IN_PROGRESS"
    reason: str = ""
    deployed: Deployed = field(default_factory=Deployed)
    before: Deployed | None = None
    capabilities: list[str] = field(default_factory=list)
    role_arn: str = ""
    notification_arns: list[str] = field(default_factory=list)
    protected: bool = False
    policy: str = ""
    disable_rollback: bool = False
    created: str = field(default_factory=now)
    updated: str = ""
    deleted: str = ""
    drift: str = "NOT_CHECKED"
    drift_checked: str = ""
    change_set_id: str = ""
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    operations: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Retained:
    """A resource that outlived its stack."""

    stack: Stack
    resource: Resource


def left_behind(stack: Stack, resource: Resource) -> Retained:
    """A resource that its stack does not have any more."""
    return Retained(Stack(stack.id, stack.name, stack.account, stack.region), resource)


@dataclass
class World:
    """Every stack of every account and region, oldest first, and what is left.

    A stack in `retained` is there for its name, account and region alone.
    """

    stacks: list[Stack] = field(default_factory=list)
    retained: list[Retained] = field(default_factory=list)

    def in_region(self, account: str, region: str) -> list[Stack]:
        """The stacks that one client sees, deleted ones included."""
        return [s for s in self.stacks if (s.account, s.region) == (account, region)]
