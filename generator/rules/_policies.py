"""Where policies stand in a template, and what their statements say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from generator.rules._nodes import Node, resources

IDENTITY_POLICIES = (
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
)
PRINCIPALS_WITH_POLICIES = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
IAM_TYPES = (*IDENTITY_POLICIES, *PRINCIPALS_WITH_POLICIES)
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class Statement:
    """One statement of a policy, in one branch of the template's conditions."""

    node: Node

    @property
    def allows(self) -> bool:
        """It certainly allows something (`Deny` and unknown effects do not)."""
        return any(effect.value == "Allow" for effect in self.node.get("Effect"))

    @property
    def denies(self) -> bool:
        """It certainly denies something."""
        return any(effect.value == "Deny" for effect in self.node.get("Effect"))

    def values(self, *keys: str) -> Iterator[Node]:
        """The elements of `Action`, `Resource` and their like, in each branch."""
        for node in self.node.get(*keys):
            yield from node.items()

    def covers(self, action: str) -> bool:
        """An element of `Action` matches this action, wildcards included."""
        return any(
            fnmatchcase(action.lower(), node.value.lower())
            for node in self.values("Action")
            if isinstance(node.value, str)
        )

    def services(self) -> set[str]:
        """Service principals that stand in the statement."""
        return {
            node.value
            for node in self.values("Principal", "Service")
            if isinstance(node.value, str)
        }

    @property
    def is_for_everyone(self) -> bool:
        """Its principal is `*`, written either way."""
        return any(
            node.value == "*"
            or node.value == {"AWS": "*"}
            or node.value == {"AWS": ["*"]}
            for node in self.node.get("Principal")
        )

    def condition_keys(self) -> Iterator[tuple[set[str], bool]]:
        """The condition keys in lower case for each branch.

        The second value is false where a part is a function, so that more keys
        may be there than the template shows.
        """
        for condition in self.node.get("Condition"):
            keys: set[str] = set()
            is_whole = condition.is_absent or condition.is_known
            for _, operator in condition.fields():
                is_whole = is_whole and (operator.is_known or operator.is_absent)
                keys |= {key.lower() for key, _ in operator.fields()}
            yield keys, is_whole

    def tests(self, key: str) -> Iterator[tuple[str, Node]]:
        """The operator and each value that a condition compares `key` with."""
        for condition in self.node.get("Condition"):
            for operator, keys in condition.fields():
                for name, node in keys.fields():
                    if name.lower() == key.lower():
                        for value in node.items():
                            yield operator, value


def statements(document: Node) -> Iterator[Statement]:
    """The statements of a policy document, one for each branch."""
    for statement in document.get("Statement"):
        for node in statement.items():
            if isinstance(node.value, dict) and node.is_known:
                yield Statement(node)


def granting_statements(template: Any) -> Iterator[Statement]:
    """What principals of this template are allowed, by any of their policies.

    Policies that only limit (permissions boundaries) allow nothing.
    """
    boundaries = {
        boundary.text
        for resource in resources(template, "AWS::IAM::Role", "AWS::IAM::User")
        for boundary in resource.get("PermissionsBoundary")
    }
    documents = [
        document
        for resource in resources(template, *IDENTITY_POLICIES)
        if f"${{{resource.name}}}" not in boundaries
        for document in resource.get("PolicyDocument")
    ]
    for resource in resources(template, *PRINCIPALS_WITH_POLICIES):
        documents += resource.properties.leaves("Policies.PolicyDocument")
    return _allowing(documents)


def trust_policies(template: Any) -> Iterator[Node]:
    """Policies that say who may assume a role."""
    for resource in resources(template, "AWS::IAM::Role"):
        yield from resource.get("AssumeRolePolicyDocument")


def trusting_statements(template: Any) -> Iterator[Statement]:
    """The statements that let somebody assume a role of the template."""
    return _allowing(trust_policies(template))


def _allowing(documents: Iterable[Node]) -> Iterator[Statement]:
    for document in documents:
        for statement in statements(document):
            if statement.allows:
                yield statement


def is_every_resource(text: str) -> bool:
    """The written resource is `*`, or an ARN whose last part is `*` alone."""
    plain = _PLACEHOLDER.sub("$", text)
    return plain == "*" or (
        plain.startswith("arn:") and plain.split(":", 5)[5:] == ["*"]
    )
