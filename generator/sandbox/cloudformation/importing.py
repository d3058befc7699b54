"""Resources that exist already and come into a stack.

Source: CloudFormation user guide, "Import AWS resources into a CloudFormation
stack manually" and "automatically"; the sentences are those that its API was
seen to answer (aws/aws-cdk-cli pull request 1367, aws/aws-cdk-rfcs pull request
392, aws-cloudformation/rain pull request 646, realestate-com-au/stackup issue 96).
What exists is what stacks of the sandbox have retained.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation import schemas
from generator.cloudformation.document import Template
from generator.sandbox.cloudformation.operation import Operation
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.cloudformation.template import parse
from generator.sandbox.model import (
    ChangeSet,
    Deployed,
    RefusedError,
    Resource,
    Retained,
    Stack,
    World,
    left_behind,
)

VERIFY = (
    "Verify that resources and their properties defined in the template match the "
    "intended configuration of the resource import to avoid unexpected changes."
)
_FIXED = "As part of the import operation, you cannot modify or add [{}]"
_UNPROTECTED = (
    "CloudFormation is attempting to import some resources because they already exist "
    "in your account. The resources must have the DeletionPolicy attribute set to "
    "'Retain' or 'RetainExceptOnCreate' in the template for successful import. The "
    "affected resources are {}"
)
_POLICIES = ("Retain", "RetainExceptOnCreate")


def requested(
    region: Region, stack: Stack, template: Template, request: Mapping[str, Any]
) -> dict[str, str]:
    """Physical IDs by logical ID, from ResourcesToImport.

    Raises:
        RefusedError: a resource that cannot be imported under that logical ID.
    """
    wanted = request.get("ResourcesToImport") or []
    if bool(wanted) != (request.get("ChangeSetType") == "IMPORT"):
        raise RefusedError("ResourcesToImport is for change sets of type IMPORT.")
    logical_ids = [each["LogicalResourceId"] for each in wanted]
    _refuse_if(
        [name for name in logical_ids if name not in template.resources],
        "Resources [{}] passed in ResourceToImport are not present in the template.",
    )
    _refuse_if(
        [name for name in logical_ids if name in stack.deployed.resources],
        "Resources [{}] passed in ResourceToImport are already in a stack and cannot "
        "be imported.",
    )
    _refuse_if(
        [n for n in logical_ids if "DeletionPolicy" not in template.resources[n]],
        "The following resources to import [{}] must have DeletionPolicy attribute "
        "specified in the template.",
    )
    return {
        each["LogicalResourceId"]: _identified(region, template, each)
        for each in wanted
    }


def _identified(region: Region, template: Template, wanted: Mapping[str, Any]) -> str:
    kind, name = wanted["ResourceType"], wanted["LogicalResourceId"]
    if template.resources[name].get("Type") != kind:
        raise RefusedError(f"Resource {name} is not of type {kind} in the template.")
    given = wanted["ResourceIdentifier"]
    keys = schemas.identifier(region.name, kind)
    if set(given) != set(keys):
        raise RefusedError(
            f"Resource identifier of {name} must have [{', '.join(keys)}]."
        )
    physical_id = "|".join(given[key] for key in keys)
    for stack in region.stacks():
        for resource in stack.deployed.resources.values():
            if (resource.type, resource.physical_id) == (kind, physical_id):
                raise RefusedError(f"{physical_id} already exists in stack {stack.id}")
    if not _retained(region.world, region.account, region.name, kind, physical_id):
        raise RefusedError(
            f"Resource of type '{kind}' with identifier '{physical_id}' was not found."
        )
    return physical_id


def refuse_settings(stack: Stack, change_set: ChangeSet) -> None:
    """Roles and tags stay as they are; tags that are not given are kept.

    Raises:
        RefusedError: they would change.
    """
    change_set.tags = change_set.tags or stack.deployed.tags
    role = change_set.role_arn or stack.role_arn
    if (role, change_set.tags) != (stack.role_arn, stack.deployed.tags):
        raise RefusedError(_FIXED.format("RoleArn, Tags"))


def find(
    region: Region, stack: Stack, change_set: ChangeSet, outputs: list[Any]
) -> None:
    """Show what the change set would import instead of adding it.

    Raises:
        RefusedError: a change set of type IMPORT would change something besides.
    """
    template = parse(change_set.body)
    if change_set.imports_existing:
        change_set.imports = _under_their_names(region, template, change_set.changes)
    for entry in change_set.changes:
        change = entry["ResourceChange"]
        if change["LogicalResourceId"] in change_set.imports:
            change["Action"] = "Import"
            change["PhysicalResourceId"] = change_set.imports[
                change["LogicalResourceId"]
            ]
    if change_set.type == "IMPORT":
        _refuse_other_changes(change_set.changes)
        if outputs != stack.deployed.outputs:
            raise RefusedError(_FIXED.format("Outputs"))
        change_set.reason = VERIFY


def _refuse_other_changes(changes: list[Any]) -> None:
    _refuse_if(
        list(_with_action(changes, "Add")),
        "Resources [{}] is missing from ResourceToImport list",
    )
    _refuse_if(
        [*_with_action(changes, "Modify"), *_with_action(changes, "Remove")],
        "You have modified resources [{}] in your template that are not being "
        "imported. Update, create or delete operations cannot be executed during "
        "import operations.",
    )


def _under_their_names(
    region: Region, template: Template, changes: list[Any]
) -> dict[str, str]:
    """What ImportExistingResources finds under the name that the template gives.

    Only a name that stands in the template as it is counts; one that is made
    by a function does not.
    """
    found = {}
    for name in _with_action(changes, "Add"):
        body = template.resources[name]
        keys = schemas.identifier(region.name, body["Type"])
        properties = body.get("Properties") or {}
        if keys and all(isinstance(properties.get(key), str) for key in keys):
            physical_id = "|".join(properties[key] for key in keys)
            place = (region.world, region.account, region.name)
            if _retained(*place, body["Type"], physical_id):
                found[name] = physical_id
    return found


def unprotected(region: Region, change_set: ChangeSet) -> str:
    """Why an automatic import fails, or nothing: the policy must retain."""
    if not change_set.imports_existing:
        return ""
    affected = [
        f"{name} ({{{schemas.identifier(region.name, body['Type'])[0]}="
        f"{change_set.imports[name]}}})"
        for name, body in parse(change_set.body).resources.items()
        if name in change_set.imports and body.get("DeletionPolicy") not in _POLICIES
    ]
    return _UNPROTECTED.format(", ".join(affected)) if affected else ""


def take(operation: Operation, resource: Resource) -> None:
    """Bring a resource into the operation's stack, as it is.

    Raises:
        RefusedError: somebody else has taken it since.
    """
    stack, world = operation.stack, operation.world
    resource.physical_id = operation.imports[resource.logical_id]
    operation.resource_event(resource, "IMPORT_IN_PROGRESS", "Resource import started.")
    place = (world, stack.account, stack.region)
    kept = _retained(*place, resource.type, resource.physical_id)
    if kept is None:
        reason = f"{resource.physical_id} does not exist or is in another stack."
        operation.resource_event(resource, "IMPORT_FAILED", reason)
        resource.physical_id = ""
        raise RefusedError(
            f"The following resource(s) failed to import: [{resource.logical_id}]. "
        )
    world.retained.remove(kept)
    resource.identity = kept.resource.identity
    resource.attributes = kept.resource.attributes
    operation.resource_event(resource, "IMPORT_COMPLETE", "Resource import completed.")
    operation.resource_event(
        resource,
        "UPDATE_IN_PROGRESS",
        "Apply stack-level tags to imported resource if applicable.",
    )
    operation.resource_event(resource, "UPDATE_COMPLETE")


def roll_back(operation: Operation, reason: str) -> None:
    """Give back what a failed import has taken, and nothing else."""
    stack = operation.stack
    operation.stack_event("IMPORT_ROLLBACK_IN_PROGRESS", reason)
    for name in operation.imports:
        resource = stack.deployed.resources.get(name)
        if resource and resource.physical_id:
            operation.resource_event(resource, "IMPORT_ROLLBACK_COMPLETE")
            operation.world.retained.append(left_behind(stack, resource))
    stack.deployed, stack.before = stack.before or Deployed(), None
    operation.stack_event("IMPORT_ROLLBACK_COMPLETE")


def _retained(
    world: World, account: str, region: str, kind: str, physical_id: str
) -> Retained | None:
    for kept in world.retained:
        place = (kept.stack.account, kept.stack.region)
        thing = (kept.resource.type, kept.resource.physical_id)
        if (place, thing) == ((account, region), (kind, physical_id)):
            return kept
    return None


def _with_action(changes: list[Any], action: str) -> Iterator[str]:
    for entry in changes:
        if entry["ResourceChange"]["Action"] == action:
            yield entry["ResourceChange"]["LogicalResourceId"]


def _refuse_if(names: list[str], sentence: str) -> None:
    if names:
        raise RefusedError(sentence.format(", ".join(names)))
