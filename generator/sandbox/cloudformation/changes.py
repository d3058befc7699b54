"""The difference between a stack and a template, as a change set shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from generator.cloudformation import schemas
from generator.cloudformation.references import attribute, function, names
from generator.cloudformation.scope import UNKNOWN, is_known
from generator.sandbox.cloudformation.desired import Desired, desired
from generator.sandbox.model import (
    Deployed,
    Json,
    Resource,
    Stack,
    World,
)
from generator.sandbox.resources.services import Services


@dataclass(frozen=True)
class Difference:
    """One value that changes; `path` leads to it below the properties."""

    path: list[str]
    before: Json
    after: Json
    kind: str


def changes(
    stack: Stack, world: World, services: Services, target: Deployed
) -> tuple[list[Json], list[Json]]:
    """What a template would change in a stack, and the outputs it would give.

    `target` has the body and the parameters.

    Each change is an entry of DescribeChangeSet's `Changes`, with values. A
    value that only the deployment will know is `KNOWN_AFTER_APPLY`.
    """
    there = stack.deployed.resources
    replaced: set[str] = set()

    def lookup(name: str, attribute: str | None) -> Json:
        if name not in there or name in replaced:
            return UNKNOWN
        if attribute is None:
            return there[name].physical_id
        return there[name].attributes.get(attribute, UNKNOWN)

    new = desired(stack, world, services, target, lookup)
    new.refuse_broken_rules()
    parameters, before = target.parameters, stack.deployed.parameters
    moved = {
        name
        for name in {*parameters, *before}
        if parameters.get(name) != before.get(name)
    }
    wanted = new.wanted()
    entries = []
    for name in wanted:
        old = there.get(name)
        made = old if old and old.physical_id else None
        change = _modified(new, stack, made, moved) if made else _added(new, name)
        if change.get("Replacement") == "True":
            replaced.add(name)
        if change:
            entries.append(change)
    entries += [_removed(r) for name, r in there.items() if name not in wanted]
    return [{"Type": "Resource", "ResourceChange": e} for e in entries], new.outputs()


def is_replacement(region: str, old: Resource, kind: str, properties: Json) -> bool:
    """Whether going to these properties certainly makes a new resource."""
    return kind != old.type or any(
        schemas.needs_replacement(region, kind, d.path) == "Always"
        for d in differences(old.properties, properties)
    )


def differences(
    before: Json, after: Json, path: tuple[str, ...] = ()
) -> Iterator[Difference]:
    """The values that differ, each at its own path, additions and removals too."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = {k: (before.get(k), after.get(k)) for k in {**before, **after}}
    elif isinstance(before, list) and isinstance(after, list):
        size = max(len(before), len(after))
        padded = [[*side, *[None] * (size - len(side))] for side in (before, after)]
        pairs = {str(i): pair for i, pair in enumerate(zip(*padded, strict=True))}
    else:
        if before != after:
            kind = "Add" if before is None else "Remove" if after is None else "Modify"
            yield Difference(list(path), before, after, kind)
        return
    for key, (old, new) in pairs.items():
        yield from differences(old, new, (*path, key))


def _added(new: Desired, name: str) -> dict[str, Json]:
    body = new.template.resources[name]
    return {
        "Action": "Add",
        "LogicalResourceId": name,
        "ResourceType": body["Type"],
        "Scope": [],
        "Details": [],
        "AfterContext": _context(new.properties(name), body.get("Metadata")),
    }


def _removed(old: Resource) -> dict[str, Json]:
    return {
        "Action": "Remove",
        "PolicyAction": old.deletion_policy.replace("RetainExceptOnCreate", "Retain"),
        "LogicalResourceId": old.logical_id,
        "PhysicalResourceId": old.physical_id,
        "ResourceType": old.type,
        "Scope": [],
        "Details": [],
        "BeforeContext": _context(old.properties, old.metadata),
    }


def _modified(
    new: Desired, stack: Stack, old: Resource, moved: set[str]
) -> dict[str, Json]:
    body = new.template.resources[old.logical_id]
    properties = new.properties(old.logical_id)
    found = list(differences(old.properties, properties))
    details = [_detail(d, body, stack.region, moved) for d in found]
    scope = sorted({d["Target"]["Attribute"] for d in details})
    if body.get("Metadata") != old.metadata:
        scope.append("Metadata")
        details.append(_metadata_detail())
    if not details and body["Type"] == old.type:
        return {}
    replacement = _replacement(details)
    if body["Type"] != old.type:
        replacement = "True"
    change = {
        "Action": "Modify",
        "LogicalResourceId": old.logical_id,
        "PhysicalResourceId": old.physical_id,
        "ResourceType": body["Type"],
        "Replacement": replacement,
        "Scope": scope,
        "Details": details,
        "BeforeContext": _context(old.properties, old.metadata),
        "AfterContext": _context(properties, body.get("Metadata")),
    }
    if replacement != "False":
        policy = body.get("UpdateReplacePolicy", "Delete")
        change["PolicyAction"] = f"ReplaceAnd{policy}"
    return change


def _replacement(details: list[Json]) -> str:
    needs = {
        (d["Target"].get("RequiresRecreation"), d.get("Evaluation")) for d in details
    }
    if ("Always", "Static") in needs:
        return "True"
    return (
        "Conditional"
        if any(r in ("Always", "Conditionally") for r, _ in needs)
        else "False"
    )


def _detail(found: Difference, body: Json, region: str, moved: set[str]) -> Json:
    source, cause = _cause(found, body.get("Properties", {}), moved)
    target = {
        "Attribute": "Tags" if found.path[0] == "Tags" else "Properties",
        "Name": found.path[0],
        "RequiresRecreation": schemas.needs_replacement(
            region, body["Type"], found.path
        ),
        "Path": "/Properties/" + "/".join(found.path),
        "AttributeChangeType": found.kind,
    }
    if found.before is not None:
        target["BeforeValue"] = _shown(found.before)
    if found.after is not None:
        target["AfterValue"] = _shown(found.after)
    detail = {
        "Target": target,
        "Evaluation": "Static" if is_known(found.after) else "Dynamic",
        "ChangeSource": source,
    }
    return detail | ({"CausingEntity": cause} if cause else {})


def _metadata_detail() -> Json:
    return {
        "Target": {"Attribute": "Metadata", "RequiresRecreation": "Never"},
        "Evaluation": "Static",
        "ChangeSource": "DirectModification",
    }


def _cause(found: Difference, raw: Json, moved: set[str]) -> tuple[str, str]:
    """Why a value changes, as far as the template's text tells."""
    for step in found.path:
        if isinstance(raw, dict) and step in raw:
            raw = raw[step]
        elif isinstance(raw, list) and step.isdigit() and int(step) < len(raw):
            raw = raw[int(step)]
        else:
            break
    named = list(names(raw))
    for name in named:
        if name in moved:
            return "ParameterReference", name
    if named and not is_known(found.after):
        match function(raw):
            case "Fn::GetAtt", argument:
                return "ResourceAttribute", ".".join(attribute(argument))
        return "ResourceReference", named[0]
    return "DirectModification", ""


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _context(properties: Json, metadata: Json) -> str:
    context = {"Properties": properties}
    if metadata is not None:
        context["Metadata"] = metadata
    return json.dumps(context, sort_keys=True)
