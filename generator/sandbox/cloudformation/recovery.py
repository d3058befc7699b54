"""The ways out of a failed operation."""

from generator.sandbox.cloudformation import provisioning
from generator.sandbox.cloudformation.operation import Operation
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.model import RefusedError, Stack


def rollback(region: Region, stack: Stack, token: str, deletes_new: bool) -> Operation:
    """RollbackStack, for a stack that failed with its rollback disabled."""
    if stack.status not in ("CREATE_FAILED", "UPDATE_FAILED"):
        raise RefusedError(
            f"Stack {stack.name} is in {stack.status} state and can not be rolled back."
        )
    operation = region.begin(stack, "ROLLBACK", token, deletes_new)
    if stack.status == "CREATE_FAILED":
        provisioning.roll_back_creation(operation, "User Initiated")
    else:
        provisioning.roll_back(operation, "User Initiated")
    return operation


def continue_rollback(
    region: Region, stack: Stack, token: str, skip: frozenset[str]
) -> Operation:
    """ContinueUpdateRollback, for a stack whose rollback failed."""
    if stack.status != "UPDATE_ROLLBACK_FAILED":
        raise RefusedError(
            f"Stack {stack.id} is in {stack.status} state and can not continue "
            "rolling back an update."
        )
    operation = region.begin(stack, "CONTINUE_ROLLBACK", token)
    provisioning.roll_back(operation, "User Initiated", skip)
    return operation
