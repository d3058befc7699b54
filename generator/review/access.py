"""Who may do what: a table a role, a table a resource policy."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.review.conditions import branches, when
from generator.review.expressions import (
    Template,
    attribute,
    function,
    physical_name,
    say,
)
from generator.review.markdown import code, codes, counted, folded, listed, prose, table
from generator.review.statements import Statement, statements

# Resource policies by type: the property that holds the document and the one
# that says what it is for (CloudFormation's registry schemas).
_RESOURCE_POLICIES = {
    "AWS::ECR::Repository": ("RepositoryPolicyText", ""),
    "AWS::KMS::Key": ("KeyPolicy", ""),
    "AWS::S3::BucketPolicy": ("PolicyDocument", "Bucket"),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy", "SecretId"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
}
_ATTACHED_POLICIES = {
    "AWS::IAM::ManagedPolicy": "Roles",
    "AWS::IAM::Policy": "Roles",
    "AWS::IAM::RolePolicy": "RoleName",
}


def access(template: Template) -> str:
    """The section's text."""
    resources = template["Resources"]
    roles = [
        _role(logical_id, resource, template)
        for logical_id, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Role"
    ]
    policies = [
        _resource_policy(logical_id, resource, template)
        for logical_id, resource in resources.items()
        if resource["Type"] in _RESOURCE_POLICIES
    ]
    parts = [
        "What stands in `<…>` is a parameter's value, or a name that CloudFormation"
        " chooses; `…` in an ARN is this"
        " partition, or this region and account.",
        *roles,
    ]
    kept = [part for part in policies if part]
    if kept:
        title = counted(len(kept), "policy of a resource", "policies of resources")
        parts.append(folded(title, "\n\n".join(kept)))
    return "\n\n".join(parts) if roles or policies else "No role and no policy."


def _role(logical_id: str, role: Mapping[str, Any], template: Template) -> str:
    properties = role["Properties"]
    trusted = [
        _trust(statement)
        for statement in statements(properties["AssumeRolePolicyDocument"], template)
    ]
    name = physical_name(logical_id, template)
    lines = [f"### {logical_id}{f' ({code(name)})' if name else ''}", ""]
    lines += [" ".join(trusted)]
    managed = [
        code(say(arn, template))
        for _, arn in branches(properties.get("ManagedPolicyArns", []))
    ]
    if managed:
        lines += ["", f"It also has the managed policies {listed(managed)}."]
    reasons = _reasons(role)
    rows = []
    for statement, more in _permissions(logical_id, properties, template):
        rows.append(_permission(statement, {**reasons, **more}, template))
    header = ("Statement", "May", "On", "Only if", "There when", "Why `*`")
    return "\n".join([*lines, "", table(header, rows) if rows else "No permissions."])


def _trust(statement: Statement) -> str:
    who = listed([code(name) for name in statement.principals], "or")
    only = f", only if {listed(statement.only_if)}" if statement.only_if else ""
    return f"{'Refused to' if statement.denies else 'Assumed by'} {who}{only}."


def _reasons(resource: Mapping[str, Any]) -> Mapping[str, str]:
    reasons: Mapping[str, str] = (resource.get("Metadata") or {}).get("Reasons") or {}
    return reasons


def _permissions(
    logical_id: str, properties: Mapping[str, Any], template: Template
) -> Iterator[tuple[Statement, Mapping[str, str]]]:
    """Every statement of a role, with the reasons its policy gives."""
    for way, policy in branches(properties.get("Policies", [])):
        for statement in statements(policy["PolicyDocument"], template, way):
            yield statement, {}
    for resource in template["Resources"].values():
        roles = _ATTACHED_POLICIES.get(resource["Type"])
        if roles and logical_id in _named(resource["Properties"].get(roles)):
            document = resource["Properties"]["PolicyDocument"]
            way = ((resource["Condition"], True),) if "Condition" in resource else ()
            for statement in statements(document, template, way):
                yield statement, _reasons(resource)


def _named(value: Any) -> set[str]:
    """The logical IDs that references name."""
    named = set()
    for _, item in branches(value):
        called = function(item)
        if called and called[0] == "Ref":
            named.add(str(called[1]))
        elif called and called[0] == "Fn::GetAtt":
            named.add(attribute(called[1])[0])
    return named


def _permission(
    statement: Statement, reasons: Mapping[str, str], template: Template
) -> tuple[str, ...]:
    silent = statement.denies or not statement.on_everything
    missing = "" if silent else "**no reason given**"
    return (
        code(statement.sid),
        f"{'**not** ' if statement.denies else ''}{codes(statement.actions)}",
        _places(statement, template),
        "<br>".join(statement.only_if),
        when(statement.way, template),
        prose(reasons.get(statement.sid, "")) or missing,
    )


def _resource_policy(
    logical_id: str, resource: Mapping[str, Any], template: Template
) -> str:
    document_name, owner = _RESOURCE_POLICIES[resource["Type"]]
    properties = resource["Properties"]
    if document_name not in properties:
        return ""
    rows = [
        (
            code(statement.sid),
            "<br>".join(map(_who, statement.principals)),
            f"{'**may not**' if statement.denies else 'may'}<br>"
            f"{codes(statement.actions)}",
            _on(resource["Type"], statement, template),
            "<br>".join(statement.only_if),
            when(statement.way, template),
        )
        for statement in statements(properties[document_name], template)
    ]
    header = ("Statement", "Who", "What", "On", "Only if", "There when")
    kept_for = (
        [f" for {code(say(item, template))}" for _, item in branches(properties[owner])]
        if owner
        else []
    )
    title = f"### {logical_id}{''.join(kept_for)}"
    return f"{title}\n\n{table(header, rows)}"


def _who(principal: str) -> str:
    plain = principal in {"anybody", "this account's IAM policies"}
    return principal if plain else code(principal)


def _on(kind: str, statement: Statement, template: Template) -> str:
    # A key policy's `*` is that key (KMS Developer Guide, "Key policies").
    if kind == "AWS::KMS::Key" and statement.on_everything:
        return "this key"
    return _places(statement, template)


def _places(statement: Statement, template: Template) -> str:
    return "<br>".join(
        f"{code(text)}, when {when(way, template)}" if way else code(text)
        for way, text in statement.resources
    )
