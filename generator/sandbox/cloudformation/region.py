"""CloudFormation as the clients of one account and region see it."""

from dataclasses import dataclass
from uuid import uuid4

from generator.cloudformation.partitions import partition_of
from generator.sandbox.cloudformation.operation import Operation
from generator.sandbox.model import RefusedError, Stack, World
from generator.sandbox.resources.services import Services


@dataclass(frozen=True)
class Region:
    """One account and region of the simulated world."""

    world: World
    services: Services
    account: str
    name: str

    def stacks(self) -> list[Stack]:
        """All stacks, deleted ones included, oldest first."""
        return self.world.in_region(self.account, self.name)

    def find(self, name_or_id: str) -> Stack:
        """The stack of that ID (also a deleted one) or of that name.

        Raises:
            RefusedError: there is none, in the words that CloudFormation uses.
        """
        for stack in self.stacks():
            if stack.id == name_or_id:
                return stack
            if stack.name == name_or_id and stack.status != "DELETE_COMPLETE":
                return stack
        raise RefusedError(f"Stack with id {name_or_id} does not exist")

    def arn(self, resource: str) -> str:
        """The ARN of something of CloudFormation's in this account and region."""
        partition = partition_of(self.name).name
        return f"arn:{partition}:cloudformation:{self.name}:{self.account}:{resource}"

    def new_stack(self, name: str) -> Stack:
        """A stack that is not yet part of the world."""
        arn = self.arn(f"stack/{name}/{uuid4()}")
        return Stack(arn, name, self.account, self.name)

    def begin(
        self, stack: Stack, kind: str, token: str = "", deletes_new: bool = False
    ) -> Operation:
        """An operation on a stack; `kind` and the rest as in Operation."""
        return Operation(self.world, self.services, stack, kind, token, deletes_new)
