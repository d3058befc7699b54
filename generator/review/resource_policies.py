"""Policies of buckets, topics, queues, keys, secrets and repositories."""

from collections.abc import Iterator
from typing import Any

from generator.review.conditions import branches, when
from generator.review.expressions import Template, say
from generator.review.markdown import code, codes, table
from generator.review.statements import PLAIN, Statement, places, statements

# By type: the property that holds the document, and the one that says what it
# is for (CloudFormation's registry schemas).
_POLICIES = {
    "AWS::ECR::Repository": ("RepositoryPolicyText", ""),
    "AWS::KMS::Key": ("KeyPolicy", ""),
    "AWS::S3::BucketPolicy": ("PolicyDocument", "Bucket"),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy", "SecretId"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
}


def resource_policies(template: Template) -> Iterator[str]:
    """A part a policy: whom the resource lets in, and whom it refuses."""
    for logical_id, resource in template["Resources"].items():
        document, owner = _POLICIES.get(resource["Type"], ("", ""))
        properties = resource.get("Properties") or {}
        if document in properties:
            rows = [
                _row(statement, resource["Type"], template)
                for statement in statements(properties[document], template)
            ]
            header = ("Statement", "Who", "What", "On", "Only if", "There when")
            title = f"### {logical_id}{_of(properties.get(owner), template)}"
            yield f"{title}\n\n{table(header, rows)}"


def _of(owner: Any, template: Template) -> str:
    names = [code(say(item, template)) for _, item in branches(owner or [])]
    return f" for {', '.join(names)}" if names else ""


def _row(statement: Statement, kind: str, template: Template) -> tuple[str, ...]:
    return (
        code(statement.sid),
        "<br>".join(n if n in PLAIN else code(n) for n in statement.principals),
        f"{'**may not**' if statement.denies else 'may'}<br>{codes(statement.actions)}",
        _on(kind, statement, template),
        "<br>".join(statement.only_if),
        when(statement.way, template),
    )


def _on(kind: str, statement: Statement, template: Template) -> str:
    # A key policy's `*` is that key (KMS Developer Guide, "Key policies").
    if kind == "AWS::KMS::Key" and statement.on_everything:
        return "this key"
    return places(statement, template)
