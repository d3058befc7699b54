"""What an update of a stack set does to the resources of each account's stack.

StackSets have no change sets. What CloudFormation would list in one is compared here:
the template and values that stand, and those of the files, in one region. What only an
account knows has the name that the template gives it, `${AWS::AccountId}`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.cloudformation.conditions import exists
from generator.cloudformation.document import Template, parse
from generator.cloudformation.partitions import pseudo_parameters
from generator.cloudformation.schemas import needs_replacement
from generator.cloudformation.scope import Scope, parameter_values
from generator.cloudformation.values import evaluate
from generator.deploy.plan.changes import Change
from generator.deploy.plan.difference import differences
from generator.deploy.plan.grants import widened
from generator.deploy.plan.highlights import in_short
from generator.deploy.plan.properties import PropertyChange
from generator.deploy.plan.review import Line, change_lines, risk_line
from generator.deploy.plan.risk import risks
from generator.deploy.plan.statements import statement_differences
from generator.review.markdown import listed

_ACCOUNT = "${AWS::AccountId}"
_KEPT = ("Retain", "RetainExceptOnCreate")
_PROPERTIES = "/Properties"
Resources = Mapping[str, Mapping[str, Any]]


def changes(
    before: tuple[str, Mapping[str, str]],
    after: tuple[Template, Mapping[str, str]],
    region: str,
) -> tuple[Change, ...]:
    """The resources that change, as a change set would list them.

    Each side is a template and its parameters, secret ones masked.

    Raises:
        TemplateError: the template that stands cannot be read.
    """
    text, values = before
    old, new = _resources(parse(text), values, region), _resources(*after, region)
    return tuple(
        _change(name, old.get(name, {}), new.get(name, {}), region)
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    )


@dataclass(frozen=True)
class Effects:
    """The resources that change alike in these regions, as they are in the first."""

    regions: tuple[str, ...]
    changes: tuple[Change, ...]


def effects(
    before: tuple[str, Mapping[str, str]],
    after: tuple[Template, Mapping[str, str]],
    regions: Iterable[str],
) -> tuple[Effects, ...]:
    """`changes` of all regions, told once where they differ in names alone."""
    found: dict[Any, Effects] = {}
    for region in regions:
        here = changes(before, after, region)
        key = tuple((one.logical_id, one.action, one.replacement) for one in here)
        known = found.get(key, Effects((), here))
        found[key] = replace(known, regions=(*known.regions, region))
    return tuple(one for one in found.values() if one.changes)


def told(effect: Effects, template: Template) -> Iterator[Line]:
    """For a reviewer: what can go wrong in each account, then every resource.

    `template` is the one of the files.
    """
    yield Line(f"  in each account, {listed(effect.regions)}:", "title")
    found = risks(effect.changes, template=template)
    yield from map(risk_line, in_short(found, _ACCOUNT))
    for change in effect.changes:
        new = change.action == "Add"
        yield from change_lines(change, () if new else change.properties)


def _resources(
    template: Template, given: Mapping[str, str], region: str
) -> dict[str, dict[str, Any]]:
    """What a stack has, its properties as far as they are the same everywhere."""
    values = {
        **parameter_values(template, given),
        **pseudo_parameters(_ACCOUNT, region),
    }
    scope = Scope(template, values, _reference)
    return {
        name: {
            **{key: body[key] for key in body if key.endswith("Policy")},
            "Type": body["Type"],
            "Properties": evaluate(body.get("Properties") or {}, scope),
        }
        for name, body in template.resources.items()
        if exists(body, scope)
    }


def _reference(logical_id: str, attribute: str | None) -> str:
    return f"${{{logical_id}.{attribute}}}" if attribute else f"${{{logical_id}}}"


def _change(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], region: str
) -> Change:
    kind = str((new or old)["Type"])
    before, after = (side.get("Properties") or {} for side in (old, new))
    properties = tuple(_properties(kind, before, after, region)) if old and new else ()
    needs = {one.recreation for one in properties}
    replaced = "Always" in needs or (new and old and old["Type"] != new["Type"])
    return Change(
        logical_id=name,
        type=kind,
        action="Modify" if old and new else "Add" if new else "Remove",
        physical_id="",
        replacement="True"
        if replaced
        else "Conditional"
        if "Conditionally" in needs
        else "",
        policy_action=_policy(old, new, is_replaced=bool(replaced)),
        drift="",
        scope=(_PROPERTIES.strip("/"),) if properties else (),
        properties=properties,
        grants=tuple(widened(kind, before, after)),
    )


def _policy(
    old: Mapping[str, Any], new: Mapping[str, Any], *, is_replaced: bool
) -> str:
    """What becomes of the old resource, in a change set's words."""
    if old and not new:
        return "Retain" if old.get("DeletionPolicy") in _KEPT else "Delete"
    if not is_replaced:
        return ""
    # AWS does not say whose of the two counts: kept for certain is what both keep.
    kept = all(one.get("UpdateReplacePolicy") in _KEPT for one in (old, new))
    return "ReplaceAndRetain" if kept else "ReplaceAndDelete"


def _properties(
    kind: str, before: Any, after: Any, region: str
) -> Iterator[PropertyChange]:
    for one in differences(before, after, _PROPERTIES, statement_differences):
        path = one.path.removeprefix(f"{_PROPERTIES}/").split("/")
        recreation = needs_replacement(region, kind, path)
        yield PropertyChange(one.path, one.before, one.after, recreation, True, False)
