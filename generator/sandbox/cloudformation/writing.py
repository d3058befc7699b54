"""The CloudFormation operations that change something."""

from generator.sandbox.cloudformation import (
    change_sets,
    drift,
    provisioning,
    recovery,
)
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.cloudformation.request import (
    Answer,
    Request,
    body,
    change_set,
    is_true,
    token,
)
from generator.sandbox.model import RefusedError


def create_change_set(region: Region, request: Request) -> Answer:
    """CreateChangeSet."""
    wanted = {
        **request,
        "TemplateBody": body(region, request),
        "ImportExistingResources": is_true(request, "ImportExistingResources"),
    }
    stack, made = change_sets.create(region, wanted)
    return {"Id": made.id, "StackId": stack.id}


def delete_change_set(region: Region, request: Request) -> Answer:
    """DeleteChangeSet."""
    stack, found = change_set(region, request)
    del stack.change_sets[found.id]
    return {}


def execute_change_set(region: Region, request: Request) -> Answer:
    """ExecuteChangeSet."""
    stack, found = change_set(region, request)
    change_sets.execute(
        region,
        stack,
        found,
        token(request),
        disable_rollback=is_true(request, "DisableRollback"),
        deletes_new=is_true(request, "RetainExceptOnCreate"),
    )
    return {}


def set_stack_policy(region: Region, request: Request) -> Answer:
    """SetStackPolicy."""
    region.find(request["StackName"]).policy = request["StackPolicyBody"]
    return {}


def update_termination_protection(region: Region, request: Request) -> Answer:
    """UpdateTerminationProtection."""
    stack = region.find(request["StackName"])
    stack.protected = is_true(request, "EnableTerminationProtection")
    return {"StackId": stack.id}


def delete_stack(region: Region, request: Request) -> Answer:
    """DeleteStack."""
    try:
        stack = region.find(request["StackName"])
    except RefusedError:
        return {}
    if stack.status == "DELETE_COMPLETE":
        return {}
    if stack.protected:
        raise RefusedError(
            f"Stack [{stack.id}] cannot be deleted while TerminationProtection is "
            "enabled"
        )
    retain = frozenset(request.get("RetainResources") or [])
    if retain and stack.status != "DELETE_FAILED":
        raise RefusedError(
            "Invalid operation on stack. RetainResources is for stacks in DELETE_FAILED"
        )
    if request.get("DeletionMode") == "FORCE_DELETE_STACK":
        retain = frozenset(stack.deployed.resources)
    operation = region.begin(stack, "DELETE_STACK", token(request))
    provisioning.delete(operation, retain)
    return {}


def detect_stack_drift(region: Region, request: Request) -> Answer:
    """DetectStackDrift."""
    stack = region.find(request["StackName"])
    # The detection's ID names the stack: there is nothing else to remember.
    drift.detect(region, stack)
    return {"StackDriftDetectionId": stack.id.rsplit("/", 1)[-1]}


def rollback_stack(region: Region, request: Request) -> Answer:
    """RollbackStack."""
    stack = region.find(request["StackName"])
    deletes_new = is_true(request, "RetainExceptOnCreate")
    operation = recovery.rollback(region, stack, token(request), deletes_new)
    return {"StackId": stack.id, "OperationId": operation.id}


def continue_update_rollback(region: Region, request: Request) -> Answer:
    """ContinueUpdateRollback."""
    recovery.continue_rollback(
        region,
        region.find(request["StackName"]),
        token(request),
        frozenset(request.get("ResourcesToSkip") or []),
    )
    return {}
