"""Takes a stack to a template, and back when that fails."""

from collections.abc import Mapping
from copy import deepcopy

from generator.cloudformation import schemas
from generator.sandbox.cloudformation import importing
from generator.sandbox.cloudformation.changes import differences, is_replacement
from generator.sandbox.cloudformation.desired import Desired, desired
from generator.sandbox.cloudformation.operation import Operation
from generator.sandbox.model import (
    Deployed,
    Json,
    RefusedError,
    Resource,
    Stack,
    left_behind,
)
from generator.sandbox.resources import KINDS


def apply(operation: Operation, target: Deployed, verb: str, on_failure: str) -> None:
    """Take the operation's stack to a template.

    `target` has the body, parameters and tags; `verb` is CREATE, UPDATE or
    IMPORT, `on_failure` ROLLBACK, DO_NOTHING or DELETE, as in CreateChangeSet.
    """
    stack = operation.stack
    if verb == "CREATE":
        stack.deployed = Deployed(target.body, target.parameters, target.tags)
    elif stack.status != "UPDATE_FAILED":
        stack.before = deepcopy(stack.deployed)
    operation.stack_event(f"{verb}_IN_PROGRESS", "User Initiated")
    try:
        leftovers = _converge(operation, target)
    except RefusedError as failure:
        _failed(operation, verb, str(failure), on_failure)
        return
    if leftovers:
        operation.stack_event("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        for resource in reversed(leftovers):
            _delete(operation, resource)
    stack.before = None
    operation.stack_event(f"{verb}_COMPLETE")


def _failed(operation: Operation, verb: str, reason: str, on_failure: str) -> None:
    if verb == "IMPORT":
        importing.roll_back(operation, reason)
    elif on_failure == "DO_NOTHING":
        operation.stack_event(f"{verb}_FAILED", reason)
    elif verb == "UPDATE":
        roll_back(operation, reason)
    elif on_failure == "DELETE":
        delete(operation)
    else:
        roll_back_creation(operation, reason)


def roll_back_creation(operation: Operation, reason: str) -> None:
    """Delete what a failed creation made; the stack itself stays."""
    operation.rolling_back = True
    operation.stack_event("ROLLBACK_IN_PROGRESS", reason)
    empty = _delete_all(operation, frozenset())
    operation.stack_event("ROLLBACK_COMPLETE" if empty else "ROLLBACK_FAILED")


def roll_back(
    operation: Operation, reason: str, skip: frozenset[str] = frozenset()
) -> None:
    """Return the stack to what it was before its last update.

    `skip` names resources that stay as they are (ResourcesToSkip).
    """
    stack, before = operation.stack, operation.stack.before or Deployed()
    operation.rolling_back = True
    operation.stack_event("UPDATE_ROLLBACK_IN_PROGRESS", reason)
    failed = False
    for name, resource in reversed(stack.deployed.resources.items()):
        old = before.resources.get(name)
        if name in skip or (old and old.physical_id == resource.physical_id):
            continue
        if resource.physical_id:
            failed |= not _delete(operation, resource)
    for name, old in before.resources.items():
        current = stack.deployed.resources.get(name)
        if name in skip or not current or current.physical_id != old.physical_id:
            continue
        if current.properties != old.properties:
            failed |= not _update(operation, current, old)
    if failed:
        operation.stack_event("UPDATE_ROLLBACK_FAILED")
        return
    stack.deployed, stack.before = before, None
    operation.stack_event("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    operation.stack_event("UPDATE_ROLLBACK_COMPLETE")


def delete(operation: Operation, retain: frozenset[str] = frozenset()) -> None:
    """Delete the stack and what it made, the retained resources excepted."""
    operation.stack_event("DELETE_IN_PROGRESS", "User Initiated")
    if _delete_all(operation, retain):
        operation.stack_event("DELETE_COMPLETE")
        operation.stack.deleted = operation.stack.events[-1].when
        operation.stack.change_sets.clear()
    else:
        operation.stack_event(
            "DELETE_FAILED",
            "The following resource(s) failed to delete: "
            f"[{', '.join(operation.stack.deployed.resources)}]. ",
        )


def _converge(operation: Operation, target: Deployed) -> list[Resource]:
    """Make and change resources; what is no longer wanted is returned."""
    stack = operation.stack
    there = stack.deployed.resources

    def lookup(name: str, attribute: str | None) -> Json:
        resource = there[name]
        if attribute is None:
            return resource.physical_id
        if attribute not in resource.attributes:
            raise RefusedError(f"Attribute {attribute} not found in {name}")
        return resource.attributes[attribute]

    new = desired(stack, operation.world, operation.services, target, lookup)
    wanted = new.wanted()
    leftovers = [r for name, r in there.items() if name not in wanted]
    for name in wanted:
        resource = _resource(new, name, stack)
        old = there.get(name)
        if old is None or not old.physical_id:
            there[name] = resource
            if name in operation.imports:
                importing.take(operation, resource)
            else:
                _create(operation, resource)
        elif is_replacement(stack.region, old, resource.type, resource.properties):
            _refuse_same_name(old, resource)
            resource.identity += "+"
            old.deletion_policy = new.template.resources[name].get(
                "UpdateReplacePolicy", "Delete"
            )
            there[name] = resource
            _create(operation, resource)
            leftovers.append(old)
        elif any(differences(old.properties, resource.properties)):
            if not _update(operation, old, resource):
                raise RefusedError(
                    f"The following resource(s) failed to update: [{name}]. "
                )
            there[name] = resource
        else:
            old.metadata, old.deletion_policy = (
                resource.metadata,
                resource.deletion_policy,
            )
    target.outputs = new.outputs()
    target.resources = {name: there[name] for name in wanted}
    stack.deployed = target
    return leftovers


def _resource(new: Desired, name: str, stack: Stack) -> Resource:
    body: Mapping[str, Json] = new.template.resources[name]
    old = stack.deployed.resources.get(name)
    return Resource(
        logical_id=name,
        type=body["Type"],
        identity=old.identity if old else f"{stack.id}/{name}",
        physical_id=old.physical_id if old else "",
        properties=new.properties(name),
        metadata=body.get("Metadata"),
        deletion_policy=body.get("DeletionPolicy", "Delete"),
    )


def _refuse_same_name(old: Resource, new: Resource) -> None:
    """A replacement exists beside the old resource, so it needs a new name."""
    names = {v for k, v in new.properties.items() if k.endswith("Name")}
    if old.physical_id in names:
        raise RefusedError(
            "CloudFormation cannot update a stack when a custom-named resource "
            f"requires replacing. Rename {old.physical_id} and update the stack again."
        )


def _create(operation: Operation, resource: Resource) -> None:
    resource.physical_id = ""
    operation.resource_event(resource, "CREATE_IN_PROGRESS")
    try:
        if not schemas.exists(operation.stack.region, resource.type):
            raise RefusedError(f"Unrecognized resource types: [{resource.type}]")
        operation.services.create(operation.stack, resource)
    except RefusedError as refused:
        operation.resource_event(resource, "CREATE_FAILED", str(refused))
        raise RefusedError(
            f"The following resource(s) failed to create: [{resource.logical_id}]. "
        ) from refused
    operation.resource_event(
        resource,
        "CREATE_COMPLETE",
        "" if resource.type in KINDS else "Recorded only: not simulated in the sandbox",
    )


def _update(operation: Operation, old: Resource, new: Resource) -> bool:
    operation.resource_event(new, "UPDATE_IN_PROGRESS")
    try:
        operation.services.update(operation.stack, old, new)
    except RefusedError as refused:
        operation.resource_event(new, "UPDATE_FAILED", str(refused))
        return False
    operation.resource_event(new, "UPDATE_COMPLETE")
    return True


def _delete(operation: Operation, resource: Resource) -> bool:
    if _is_retained(operation, resource):
        operation.resource_event(resource, "DELETE_SKIPPED")
        # The newest goes first here, and is made last when the world is loaded.
        operation.world.retained.insert(0, left_behind(operation.stack, resource))
        return True
    operation.resource_event(resource, "DELETE_IN_PROGRESS")
    try:
        operation.services.delete(operation.stack, resource)
    except RefusedError as refused:
        operation.resource_event(resource, "DELETE_FAILED", str(refused))
        return False
    operation.resource_event(resource, "DELETE_COMPLETE")
    return True


def _delete_all(operation: Operation, retain: frozenset[str]) -> bool:
    """Delete the stack's resources, newest first; whether none is left."""
    there = operation.stack.deployed.resources
    for name, resource in list(reversed(there.items())):
        made = bool(resource.physical_id)
        if name in retain:
            resource.deletion_policy = "Retain"
        if not made or _delete(operation, resource):
            del there[name]
    return not there


def _is_retained(operation: Operation, resource: Resource) -> bool:
    if operation.rolling_back and resource.logical_id in operation.imports:
        return True
    # What a rollback deletes is what the operation has just made.
    if resource.deletion_policy == "RetainExceptOnCreate":
        return not operation.rolling_back
    new = operation.rolling_back and operation.deletes_new
    return resource.deletion_policy == "Retain" and not new
