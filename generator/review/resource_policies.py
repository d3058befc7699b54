"""Policies of buckets, topics, queues, keys, secrets and repositories."""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.conditions import every
from generator.cloudformation.document import Template
from generator.cloudformation.policies import Statement, statements
from generator.review.expressions import say
from generator.review.markdown import code, prose, table
from generator.review.statements import (
    actions,
    named,
    on_everything,
    places,
    provisos,
    who,
)

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
    for logical_id, resource in template.resources.items():
        document, owner = _POLICIES.get(resource["Type"], ("", ""))
        properties = resource.get("Properties") or {}
        if document in properties:
            rows = [
                _row(statement, resource["Type"], template)
                for statement in statements(properties[document])
            ]
            header = ("Who", "What", "On", "Provided that")
            title = f"### {prose(logical_id)}{_of(properties.get(owner), template)}"
            yield f"{title}\n\n{table(header, rows)}"


def _of(owner: Any, template: Template) -> str:
    names = [code(say(item, template)) for item in every(owner or [])]
    return f" for {', '.join(names)}" if names else ""


def _row(statement: Statement, kind: str, template: Template) -> tuple[str, ...]:
    return (
        "<br>".join(who(statement, template)),
        f"{named(statement)}{'**may not**' if statement.denies else 'may'}"
        f"<br>{actions(statement, template)}",
        _on(kind, statement, template),
        "<br>".join(provisos(statement, template)),
    )


def _on(kind: str, statement: Statement, template: Template) -> str:
    # A key policy's `*` is that key (KMS Developer Guide, "Key policies").
    if kind == "AWS::KMS::Key" and on_everything(statement):
        return "this key"
    return places(statement, template)
