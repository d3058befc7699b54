"""Roles and the policies that several of them share: one table each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.review.conditions import Way, branches, when
from generator.review.expressions import Template, physical_name, say
from generator.review.markdown import code, codes, listed, prose, table
from generator.review.references import references
from generator.review.statements import Statement, places, statements

ROLE = "AWS::IAM::Role"
# Policies that are resources of their own, and the property that names roles;
# a role may also name a managed policy (CloudFormation User Guide, IAM types).
_ATTACHED = {
    "AWS::IAM::ManagedPolicy": "Roles",
    "AWS::IAM::Policy": "Roles",
    "AWS::IAM::RolePolicy": "RoleName",
}


def roles(template: Template) -> Iterator[str]:
    """A part a role: who may assume it, and what its own policies allow."""
    for logical_id, role in template["Resources"].items():
        if role["Type"] == ROLE:
            properties = role["Properties"]
            own = [
                statement
                for way, policy in branches(properties.get("Policies", []))
                for statement in statements(policy["PolicyDocument"], template, way)
            ]
            trust = statements(properties["AssumeRolePolicyDocument"], template)
            parts = [
                _title(logical_id, template),
                " ".join([*map(_trust, trust), *_managed(properties, template)]),
                _table(own, role, template),
            ]
            yield "\n\n".join(part for part in parts if part)


def attached_policies(template: Template) -> Iterator[str]:
    """A part a policy of its own: to which roles it is attached, and when."""
    for logical_id, policy in template["Resources"].items():
        owner = _ATTACHED.get(policy["Type"])
        if owner:
            document = policy["Properties"]["PolicyDocument"]
            named = references(policy["Properties"].get(owner), template)
            users = [*named, *_users(logical_id, template)]
            there = when(_way(policy), template)
            attached = (
                f"Part of {listed(map(code, users))}" if users else "Not attached"
            )
            yield "\n\n".join(
                [
                    _title(logical_id, template),
                    f"{attached}{f', when {there}' if there else ''}.",
                    _table(statements(document, template), policy, template),
                ]
            )


def _title(logical_id: str, template: Template) -> str:
    name = physical_name(logical_id, template)
    return f"### {logical_id}{f' ({code(name)})' if name else ''}"


def _trust(statement: Statement) -> str:
    who = listed([code(name) for name in statement.principals], "or")
    only = f", only if {listed(statement.only_if)}" if statement.only_if else ""
    return f"{'Refused to' if statement.denies else 'Assumed by'} {who}{only}."


def _managed(properties: Mapping[str, Any], template: Template) -> Iterator[str]:
    """The managed policies a role names, ours and those of others."""
    texts = []
    for way, arn in branches(properties.get("ManagedPolicyArns", [])):
        ours = references(arn, template)
        name = code(next(iter(ours), "") or say(arn, template))
        texts.append(f"{name} when {when(way, template)}" if way else name)
    if texts:
        yield f"It also has {listed(texts)}."
    if "PermissionsBoundary" in properties:
        for way, arn in branches(properties["PermissionsBoundary"]):
            condition = f" when {when(way, template)}" if way else ""
            yield f"Never more than {code(say(arn, template))} allows{condition}."


def _users(logical_id: str, template: Template) -> Iterator[str]:
    for name, role in template["Resources"].items():
        named = (role.get("Properties") or {}).get("ManagedPolicyArns")
        if role["Type"] == ROLE and logical_id in references(named, template):
            yield name


def _way(resource: Mapping[str, Any]) -> Way:
    return ((resource["Condition"], True),) if "Condition" in resource else ()


def _table(
    found: Iterable[Statement], owner: Mapping[str, Any], template: Template
) -> str:
    reasons = (owner.get("Metadata") or {}).get("Reasons") or {}
    rows = [_row(statement, reasons, template) for statement in found]
    header = ("Statement", "May", "On", "Only if", "There when", "Why `*`")
    return table(header, rows) if rows else ""


def _row(
    statement: Statement, reasons: Mapping[str, str], template: Template
) -> tuple[str, ...]:
    silent = statement.denies or not statement.on_everything
    missing = "" if silent else "**no reason given**"
    return (
        code(statement.sid),
        f"{'**not** ' if statement.denies else ''}{codes(statement.actions)}",
        places(statement, template),
        "<br>".join(statement.only_if),
        when(statement.way, template),
        prose(reasons.get(statement.sid, "")) or missing,
    )
