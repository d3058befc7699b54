"""One operation on a stack: its events, and the statuses it passes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from generator.sandbox.model import Event, Resource, Stack, World
from generator.sandbox.resources.services import Services


@dataclass
class Operation:
    """What happens to one stack, and what it may touch.

    `kind` is CREATE_STACK, UPDATE_STACK, DELETE_STACK, ROLLBACK or
    CONTINUE_ROLLBACK, as in DescribeEvents' OperationType; `token` is the
    caller's ClientRequestToken. `deletes_new` is RetainExceptOnCreate: a
    rollback deletes what the operation made, whatever its policy says.
    `imports` are physical IDs of what comes into the stack, by logical ID.
    """

    world: World
    services: Services
    stack: Stack
    kind: str
    token: str = ""
    deletes_new: bool = False
    rolling_back: bool = False
    imports: Mapping[str, str] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        self.stack.operations.append((self.kind, self.id))

    def stack_event(self, status: str, reason: str = "") -> None:
        """The stack passes to a status."""
        stack = self.stack
        stack.status, stack.reason = status, reason
        self._record(stack.name, stack.id, "AWS::CloudFormation::Stack", reason)

    def resource_event(self, resource: Resource, status: str, reason: str = "") -> None:
        """A resource of the stack passes to a status."""
        resource.status, resource.reason = status, reason
        self._record(
            resource.logical_id, resource.physical_id, resource.type, reason, status
        )

    def _record(
        self, logical: str, physical: str, kind: str, reason: str, status: str = ""
    ) -> None:
        self.stack.events.append(
            Event(
                id=str(uuid4()),
                operation_id=self.id,
                operation=self.kind,
                logical_id=logical,
                physical_id=physical,
                type=kind,
                status=status or self.stack.status,
                reason=reason,
                token=self.token,
            )
        )
