"""What the template makes, takes in and gives out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.document import Template
from generator.review.conditions import there_when
from generator.review.expressions import physical_name, say
from generator.review.markdown import (
    code,
    codes,
    counted,
    folded,
    listed,
    long_code,
    prose,
    table,
)
from generator.review.updates import Reach, gravest, reach, remade

_READ_AT_ONCE = 15
# Of what a change makes anew, so many are named.
_NAMED = 3


def parameters(template: Template, region: str) -> str:
    """Required parameters first, then those with a default, by group.

    `region` is the one whose resource schemas say what a change makes anew.
    """
    reached = reach(template, region)
    meanings = {
        name: "<br>".join(_what(declared, reached[name], _effect(template, name)))
        for name, declared in template.parameters.items()
    }
    given: Mapping[str, Any] = template.parameters
    order = _form_order(template)
    named = sorted(given, key=lambda name: order.get(name, len(order)))
    required = [name for name in named if "Default" not in given[name]]
    optional = [name for name in named if "Default" in given[name]]
    parts = []
    if required:
        header = ("Required", "What it is", "Allowed")
        rows = [
            (code(name), meanings[name], _allowed(given[name])) for name in required
        ]
        parts.append(table(header, rows))
    if optional:
        parts.append(_optional(optional, given, meanings))
    return "\n\n".join(parts) or "None."


def _effect(template: Template, name: str) -> str:
    """What the template's makers say of a change of a parameter."""
    metadata = template.body.get("Metadata") or {}
    for section in ("BreakingChanges", "NotedChanges"):
        found = (metadata.get(section) or {}).get(name)
        if isinstance(found, Mapping):
            return "; ".join(f"to {value}: {text}" for value, text in found.items())
        if found:
            return f"of a change: {found}"
    return ""


def _what(
    declared: Mapping[str, Any], reached: tuple[Reach, ...], effect: str
) -> Iterator[str]:
    """What a parameter is, and what its change does that nobody would expect."""
    if declared.get("Description"):
        yield prose(str(declared["Description"]))
    anew = [code(name) for name in remade(reached)]
    if anew:
        may = "makes" if gravest(reached) == "replaced" else "may make"
        more = [f"{len(anew) - _NAMED} more"] if len(anew) > _NAMED else []
        yield f"**a change {may} {listed([*anew[:_NAMED], *more])} anew**"
    if effect:
        yield prose(effect)


def _optional(
    names: list[str], given: Mapping[str, Any], meanings: Mapping[str, str]
) -> str:
    header = ("Optional", "Default", "What it is", "Allowed")
    rows = [
        (
            code(name),
            long_code(str(given[name]["Default"])) or "empty",
            meanings[name],
            _allowed(given[name]),
        )
        for name in names
    ]
    text = table(header, rows)
    if len(names) <= _READ_AT_ONCE:
        return text
    return folded(f"{counted(len(names), 'parameter')} with a default", text)


def _form_order(template: Template) -> dict[str, int]:
    """The place of each parameter in the console's form."""
    interface = (template.body.get("Metadata") or {}).get(
        "AWS::CloudFormation::Interface"
    ) or {}
    names = [
        name
        for group in interface.get("ParameterGroups", [])
        for name in group["Parameters"]
    ]
    return {name: place for place, name in enumerate(names)}


def _allowed(parameter: Mapping[str, Any]) -> str:
    """What CloudFormation accepts; the type only where it says something."""
    if "AllowedValues" in parameter:
        return ", ".join(code(str(value)) for value in parameter["AllowedValues"])
    parts = []
    kind = str(parameter["Type"])
    if kind not in {"String", "Number"}:
        parts.append(code(kind))
    # The sentence is what a person reads; without one the pattern must do.
    if "ConstraintDescription" in parameter:
        parts.append(prose(str(parameter["ConstraintDescription"])))
    elif "MinValue" in parameter or "MaxValue" in parameter:
        low, high = parameter.get("MinValue", "…"), parameter.get("MaxValue", "…")
        parts.append(f"{low} to {high}")
    elif "AllowedPattern" in parameter:
        parts.append(code(str(parameter["AllowedPattern"])))
    elif kind == "Number":
        parts.append("a number")
    return "; ".join(parts)


def resources(template: Template) -> str:
    """Every resource with its physical name."""
    rows = [
        (
            code(logical_id),
            resource["Type"].removeprefix("AWS::"),
            code(physical_name(logical_id, template)),
            "<br>".join(_notes(logical_id, resource, template)),
        )
        for logical_id, resource in template.resources.items()
    ]
    header = ("Logical ID", "Type", "Physical name", "Made and kept")
    text = table(header, rows)
    if len(rows) <= _READ_AT_ONCE:
        return text
    return folded(counted(len(rows), "resource"), text)


def _notes(
    logical_id: str, resource: Mapping[str, Any], template: Template
) -> Iterator[str]:
    condition, kept = there_when(resource, template), _kept(resource)
    metadata = template.body.get("Metadata") or {}
    undone = (metadata.get("ChangedByDeployments") or {}).get(logical_id)
    if condition:
        yield f"made when {condition}"
    if kept:
        yield f"kept {kept}"
    if undone:
        yield prose(f"of an update: {undone}")


def _kept(resource: Mapping[str, Any]) -> str:
    """Whether data outlives the resource: on deletion, on replacement."""
    kept = [
        word
        for key, word in (
            ("DeletionPolicy", "on deletion"),
            ("UpdateReplacePolicy", "on replacement"),
        )
        if resource.get(key) in {"Retain", "RetainExceptOnCreate", "Snapshot"}
    ]
    return " and ".join(kept)


def outputs(template: Template) -> str:
    """What other stacks and people may read."""
    rows = [
        (
            code(name),
            prose(output.get("Description", "")),
            code(say(output["Value"], template)),
            codes(
                [say(output["Export"]["Name"], template)] if "Export" in output else []
            ),
            there_when(output, template),
        )
        for name, output in template.outputs.items()
    ]
    header = ("Output", "What it is", "Value", "Export", "There when")
    return table(header, rows) if rows else "None."


def description(template: Template) -> str:
    """The template's own first sentence."""
    text = template.body.get("Description", "")
    return text if isinstance(text, str) else json.dumps(text)
