"""Policies of buckets, topics and queues, which stand as resources of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.policies import Statement
from generator.rules._expressions import named_resource
from generator.rules._nodes import Resource, resources, together, uncovered
from generator.rules._policies import (
    compared,
    condition_keys,
    covers,
    is_for_everyone,
    services,
    statements,
)
from generator.rules._publishers import Publisher

# The policy types of a resource type and the property that names the resource.
_POLICIES = {
    "AWS::S3::Bucket": (("AWS::S3::BucketPolicy", "Bucket"),),
    "AWS::SNS::Topic": (
        ("AWS::SNS::TopicPolicy", "Topics"),
        ("AWS::SNS::TopicInlinePolicy", "TopicArn"),
    ),
    "AWS::SQS::Queue": (
        ("AWS::SQS::QueuePolicy", "Queues"),
        ("AWS::SQS::QueueInlinePolicy", "Queue"),
    ),
}
_NAMES = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
}


@dataclass(frozen=True)
class ResourcePolicies:
    """The statements that a template attaches to a resource, and when.

    `is_readable` is false if a policy is a function, so that it may say anything.
    """

    template: Any
    statements: tuple[tuple[Statement, Mapping[str, bool]], ...]
    is_readable: bool

    def case_without(
        self, when: Mapping[str, bool], test: Callable[[Statement], bool]
    ) -> Mapping[str, bool] | None:
        """A case within `when` without a statement that passes, or None."""
        if not self.is_readable:
            return None
        covers = [case for statement, case in self.statements if test(statement)]
        return uncovered(self.template, when, covers)


def resource_policies(template: Any, resource: Resource) -> ResourcePolicies:
    """What the template's policies say about this bucket, topic or queue."""
    names = {f"${{{resource.name}}}"}
    names |= {node.text for node in resource.get(_NAMES[resource.type])} - {""}
    found: list[tuple[Statement, Mapping[str, bool]]] = []
    is_readable = True
    for kind, key in _POLICIES[resource.type]:
        for policy in resources(template, kind):
            for targets in policy.get(key):
                for target in targets.items():
                    if target.text not in names and not target.text.startswith(
                        f"${{{resource.name}."
                    ):
                        continue
                    for document in policy.get("PolicyDocument"):
                        is_readable = is_readable and document.is_known
                        for statement in statements(document):
                            when = together(template, target.when, dict(statement.way))
                            if when is not None:
                                found.append((statement, when))
    return ResourcePolicies(template, tuple(found), is_readable)


def refuses_plain_http(statement: Statement, action: str) -> bool:
    """It denies the action to everyone whose request is not encrypted."""
    return (
        statement.denies
        and is_for_everyone(statement)
        and covers(statement, action)
        and any(
            operator in ("Bool", "BoolIfExists") and value.lower() == "false"
            for operator, value in compared(statement, "aws:SecureTransport")
        )
    )


def lets_in(statement: Statement, publisher: Publisher, action: str) -> bool:
    """It allows the service, by name or with everyone, to do the action.

    A statement for everyone that asks for the owner of the source (the default
    policy of topics and queues) does not: services do not send that key. Nor does
    one that lists other resources of the template as the source.
    """
    if not (statement.allows and covers(statement, action)):
        return False
    if _asks_for_others(statement, publisher):
        return False
    if services(statement) & {publisher.service, "*"}:
        return True
    return is_for_everyone(statement) and not any(
        "aws:sourceowner" in keys for keys, _ in condition_keys(statement)
    )


def _asks_for_others(statement: Statement, publisher: Publisher) -> bool:
    sources = [
        named_resource(value)
        for operator, value in compared(statement, "aws:SourceArn")
        if operator in ("ArnEquals", "ArnLike", "StringEquals", "StringLike")
    ]
    template = publisher.node.template
    names = {publisher.source, *sources}
    is_known = all(name in template.get_resources() for name in names)
    return bool(sources) and is_known and publisher.source not in sources
