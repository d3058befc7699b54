"""Change sets: proposed, executed, found."""

from typing import Any
from uuid import uuid4

from generator.cloudformation.document import Template
from generator.sandbox.cloudformation import changes as difference
from generator.sandbox.cloudformation import importing, provisioning, validation
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.cloudformation.template import parameters, parse
from generator.sandbox.model import (
    ChangeSet,
    Deployed,
    RefusedError,
    Stack,
)

NO_CHANGES = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)

_NOT_SIMULATED = ("DeploymentMode",)
_UPDATABLE = {
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
}


def create(region: Region, request: dict[str, Any]) -> tuple[Stack, ChangeSet]:
    """CreateChangeSet: `request` has the API's own names.

    Raises:
        RefusedError: as AWS refuses: wrong type for the stack's status,
            parameters that do not fit, capabilities that were not given; or
            the sandbox cannot do what is asked.
    """
    for option in _NOT_SIMULATED:
        if request.get(option):
            raise RefusedError(f"The sandbox does not simulate {option}.")
    stack = _stack(region, request)
    for existing in stack.change_sets.values():
        if existing.name == request["ChangeSetName"]:
            if existing.token and existing.token == request.get("ClientToken"):
                return stack, existing
            raise RefusedError(
                f"ChangeSet {existing.name} already exists", "AlreadyExistsException"
            )
    body = request.get("TemplateBody") or stack.deployed.body
    template = parse(body)
    if "Transform" in template.body:
        raise RefusedError("The sandbox does not simulate Transform.")
    _need_capabilities(template, request.get("Capabilities", []))
    change_set = ChangeSet(
        id=region.arn(f"changeSet/{request['ChangeSetName']}/{uuid4()}"),
        name=request["ChangeSetName"],
        type=request.get("ChangeSetType", "UPDATE"),
        body=body,
        parameters=parameters(
            template, request.get("Parameters", []), stack.deployed.parameters
        ),
        tags={tag["Key"]: tag["Value"] for tag in request.get("Tags", [])},
        capabilities=request.get("Capabilities", []),
        token=request.get("ClientToken", ""),
        description=request.get("Description", ""),
        role_arn=request.get("RoleARN", ""),
        notification_arns=request.get("NotificationARNs"),
        on_failure=request.get("OnStackFailure", ""),
        imports_existing=request["ImportExistingResources"],
        imports=importing.requested(region, stack, template, request),
    )
    if change_set.type == "IMPORT":
        importing.refuse_settings(stack, change_set)
    _compare(region, stack, change_set)
    if stack not in region.world.stacks:
        region.world.stacks.append(stack)
        operation = region.begin(stack, "CREATE_CHANGESET", change_set.token)
        operation.stack_event("REVIEW_IN_PROGRESS", "User Initiated")
    stack.change_sets[change_set.id] = change_set
    return stack, change_set


def find(
    region: Region, name_or_id: str, stack_name: str | None
) -> tuple[Stack, ChangeSet]:
    """The change set of that ARN, or of that name on the named stack."""
    for stack in region.stacks():
        if name_or_id in stack.change_sets:
            return stack, stack.change_sets[name_or_id]
    if stack_name and not name_or_id.startswith("arn:"):
        stack = region.find(stack_name)
        for change_set in stack.change_sets.values():
            if change_set.name == name_or_id:
                return stack, change_set
    raise RefusedError(
        f"ChangeSet [{name_or_id}] does not exist", "ChangeSetNotFoundException"
    )


def execute(
    region: Region,
    stack: Stack,
    change_set: ChangeSet,
    token: str,
    *,
    disable_rollback: bool,
    deletes_new: bool,
) -> None:
    """ExecuteChangeSet: done when this returns; the other change sets go.

    `deletes_new` is the API's RetainExceptOnCreate.

    Raises:
        RefusedError: the change set cannot be executed.
    """
    if change_set.execution != "AVAILABLE":
        raise RefusedError(
            f"ChangeSet [{change_set.id}] cannot be executed in its current execution "
            f"status of [{change_set.execution}]",
            "InvalidChangeSetStatusException",
        )
    if disable_rollback and change_set.on_failure:
        raise RefusedError(
            "DisableRollback cannot be given: the change set has OnStackFailure"
        )
    # OperationType has no word for an import (CloudFormation API reference,
    # OperationEvent); what AWS says there is not known.
    creating = stack.status == "REVIEW_IN_PROGRESS"
    kind = "CREATE_STACK" if creating else "UPDATE_STACK"
    operation = region.begin(stack, kind, token, deletes_new)
    operation.imports = change_set.imports
    _adopt(stack, change_set)
    stack.disable_rollback = disable_rollback
    default = "DO_NOTHING" if disable_rollback else "ROLLBACK"
    target = Deployed(change_set.body, change_set.parameters, change_set.tags)
    on_failure = change_set.on_failure or default
    provisioning.apply(operation, target, change_set.type, on_failure)
    if not creating:
        stack.updated = stack.events[-1].when
    done = stack.status == f"{change_set.type}_COMPLETE"
    change_set.execution = "EXECUTE_COMPLETE" if done else "EXECUTE_FAILED"


def _adopt(stack: Stack, change_set: ChangeSet) -> None:
    stack.change_sets = {change_set.id: change_set}
    stack.change_set_id = change_set.id
    stack.capabilities = change_set.capabilities
    stack.role_arn = change_set.role_arn or stack.role_arn
    if change_set.notification_arns is not None:
        stack.notification_arns = change_set.notification_arns


def _stack(region: Region, request: dict[str, Any]) -> Stack:
    name, kind = request["StackName"], request.get("ChangeSetType", "UPDATE")
    try:
        stack = region.find(name)
    except RefusedError:
        if kind == "UPDATE":
            raise
        return region.new_stack(name)
    allowed = _UPDATABLE if kind == "UPDATE" else {"REVIEW_IN_PROGRESS"}
    if kind == "IMPORT":
        allowed |= _UPDATABLE
    if stack.status not in allowed:
        raise RefusedError(
            f"Stack:{stack.id} is in {stack.status} state and can not be updated."
        )
    return stack


def _need_capabilities(template: Template, given: list[str]) -> None:
    roles = [
        body
        for body in template.resources.values()
        if str(body.get("Type")).startswith("AWS::IAM::")
    ]
    named = any(
        key in body.get("Properties", {})
        for body in roles
        for key in ("RoleName", "ManagedPolicyName", "UserName", "GroupName")
    )
    enough = {"CAPABILITY_NAMED_IAM"} | (set() if named else {"CAPABILITY_IAM"})
    if roles and not enough & set(given):
        needed = "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"
        raise RefusedError(
            f"Requires capabilities : [{needed}]", "InsufficientCapabilitiesException"
        )


def _compare(region: Region, stack: Stack, change_set: ChangeSet) -> None:
    change_set.changes, outputs = difference.changes(
        stack,
        region.world,
        region.services,
        Deployed(change_set.body, change_set.parameters),
    )
    importing.find(region, stack, change_set, outputs)
    same = (
        change_set.type == "UPDATE"
        and not change_set.changes
        and outputs == stack.deployed.outputs
        and change_set.tags == stack.deployed.tags
    )
    change_set.events = validation.findings(region, change_set.changes)
    if same:
        _fail(change_set, NO_CHANGES)
    elif change_set.events:
        _fail(change_set, validation.reason(change_set.events))
    elif unprotected := importing.unprotected(region, change_set):
        _fail(change_set, unprotected)


def _fail(change_set: ChangeSet, reason: str) -> None:
    change_set.status, change_set.execution = "FAILED", "UNAVAILABLE"
    change_set.reason = reason
