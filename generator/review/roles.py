"""Roles and the policies that several of them share: one table each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.cloudformation.conditions import elements
from generator.cloudformation.document import Template
from generator.cloudformation.policies import Statement, documents, statements
from generator.cloudformation.references import among
from generator.review.conditions import there_when, when
from generator.review.expressions import physical_name, say
from generator.review.markdown import code, listed, prose, table
from generator.review.statements import (
    actions,
    named,
    on_everything,
    only_if,
    places,
    provisos,
    who,
)

ROLE = "AWS::IAM::Role"
# Policies that are resources of their own, and the property that names roles;
# a role may also name a managed policy (CloudFormation User Guide, IAM types).
_ROLES_OF = {
    "AWS::IAM::ManagedPolicy": "Roles",
    "AWS::IAM::Policy": "Roles",
    "AWS::IAM::RolePolicy": "RoleName",
}


def roles(template: Template) -> Iterator[str]:
    """A part a role: who may assume it, and what its own policies allow."""
    for logical_id, role in template.resources.items():
        if role["Type"] == ROLE:
            properties = role["Properties"]
            own = [
                statement
                for document in documents(properties.get("Policies", []))
                for statement in statements(document.value, document.way)
            ]
            trust = [
                _trust(statement, template)
                for statement in statements(properties["AssumeRolePolicyDocument"])
            ]
            parts = [
                _title(logical_id, template),
                " ".join([*trust, *_managed(properties, template)]),
                _table(own, role, template),
            ]
            yield "\n\n".join(part for part in parts if part)


def attached_policies(template: Template) -> Iterator[str]:
    """A part a policy of its own: to which roles it is attached, and when."""
    for logical_id, policy in template.resources.items():
        owner = _ROLES_OF.get(policy["Type"])
        if owner:
            document = policy["Properties"]["PolicyDocument"]
            named = among(policy["Properties"].get(owner), template.resources)
            users = [*named, *_users(logical_id, template)]
            there = there_when(policy, template)
            attached = (
                f"Part of {listed(map(code, users))}" if users else "Not attached"
            )
            yield "\n\n".join(
                [
                    _title(logical_id, template),
                    f"{attached}{f', when {there}' if there else ''}.",
                    _table(statements(document), policy, template),
                ]
            )


def _title(logical_id: str, template: Template) -> str:
    name = physical_name(logical_id, template)
    return f"### {prose(logical_id)}{f' ({code(name)})' if name else ''}"


def _trust(statement: Statement, template: Template) -> str:
    effect = "Refused to" if statement.denies else "Assumed by"
    conditions = list(only_if(statement, template))
    only = f", only if {listed(conditions)}" if conditions else ""
    return f"{effect} {listed(who(statement, template), 'or')}{only}."


def _managed(properties: Mapping[str, Any], template: Template) -> Iterator[str]:
    """The managed policies a role names, ours and those of others."""
    texts = []
    for arn in elements(properties.get("ManagedPolicyArns", [])):
        ours = among(arn.value, template.resources)
        name = code(next(iter(ours), "") or say(arn.value, template))
        texts.append(f"{name} when {when(arn.way, template)}" if arn.way else name)
    if texts:
        yield f"It also has {listed(texts)}."
    if "PermissionsBoundary" in properties:
        for arn in elements(properties["PermissionsBoundary"]):
            condition = f" when {when(arn.way, template)}" if arn.way else ""
            yield f"Never more than {code(say(arn.value, template))} allows{condition}."


def _users(logical_id: str, template: Template) -> Iterator[str]:
    for name, role in template.resources.items():
        named = (role.get("Properties") or {}).get("ManagedPolicyArns")
        if role["Type"] == ROLE and among(named, (logical_id,)):
            yield name


def _table(
    found: Iterable[Statement], owner: Mapping[str, Any], template: Template
) -> str:
    reasons = (owner.get("Metadata") or {}).get("Reasons") or {}
    rows = [_row(statement, reasons, template) for statement in found]
    # Few columns: more are wider than GitHub's page.
    header = ("May", "On", "Provided that")
    return table(header, rows) if rows else ""


def _row(
    statement: Statement, reasons: Mapping[str, str], template: Template
) -> tuple[str, ...]:
    effect = "**not** " if statement.denies else ""
    return (
        f"{named(statement)}{effect}{actions(statement, template)}",
        places(statement, template),
        "<br>".join([*provisos(statement, template), *_reason(statement, reasons)]),
    )


def _reason(statement: Statement, reasons: Mapping[str, str]) -> Iterator[str]:
    """Why an allowance is about everything."""
    if on_everything(statement) and not statement.denies:
        reason = prose(reasons.get(statement.sid, "")) or "**no reason given**"
        yield f"`*`: {reason}"
