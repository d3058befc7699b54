"""How long policies get, against the limits of IAM."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.references import variables
from generator.rules._expressions import literal, named_resource
from generator.rules._nodes import Node, Resource, resources
from generator.rules._policies import trust_policies

# IAM user guide, "IAM and AWS STS quotas": characters, white space not counted.
MANAGED_LIMIT = 6_144
TRUST_LIMIT = 2_048
TRUST_LIMIT_ON_REQUEST = 4_096
INLINE_LIMITS = {
    "AWS::IAM::Role": 10_240,
    "AWS::IAM::Group": 5_120,
    "AWS::IAM::User": 2_048,
}

# The shortest and a usual length of what a placeholder becomes. Account ids have
# twelve digits; the shortest partition is `aws`, the shortest region `us-east-1`.
# The usual lengths of names and ARNs are estimates.
_LENGTHS = {
    "AWS::AccountId": (12, 12),
    "AWS::Partition": (3, 3),
    "AWS::Region": (9, 14),
    "AWS::URLSuffix": (13, 13),
    "AWS::NoValue": (0, 0),
}
_NAME_LENGTH = (0, 24)
_ARN_LENGTH = (0, 70)
_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Size:
    """Characters: at least `certain`, in practice about `likely`."""

    certain: int
    likely: int

    def __add__(self, other: Size) -> Size:
        return Size(self.certain + other.certain, self.likely + other.likely)


@dataclass(frozen=True)
class Measured:
    """What has a limit: the value, its name in words, and how long it is."""

    node: Node
    what: str
    size: Size
    limit: int
    hard_limit: int


def measured(template: Any) -> Iterator[Measured]:
    """Every managed policy, trust policy and sum of inline policies."""
    for resource in resources(template, "AWS::IAM::ManagedPolicy"):
        for document in resource.get("PolicyDocument"):
            size = _size(document)
            yield Measured(
                document, "The managed policy", size, MANAGED_LIMIT, MANAGED_LIMIT
            )
    for document in trust_policies(template):
        yield Measured(
            document,
            "The trust policy",
            _size(document),
            TRUST_LIMIT,
            TRUST_LIMIT_ON_REQUEST,
        )
    attached = _attached_inline_policies(template)
    for principal in resources(template, *INLINE_LIMITS):
        limit = INLINE_LIMITS[principal.type]
        size = sum(attached[principal.name], _own_inline_policies(principal))
        yield Measured(
            principal.properties,
            f"The sum of inline policies of {principal.name}",
            size,
            limit,
            limit,
        )


def _own_inline_policies(principal: Resource) -> Size:
    """The documents of its `Policies`, without their names."""
    return _either(
        sum(
            (
                _either(_size(node) for node in policy.get("PolicyDocument"))
                for policy in _elements(policies)
            ),
            Size(0, 0),
        )
        for policies in principal.get("Policies")
    )


def _elements(node: Node) -> Iterator[Node]:
    """The elements of a list with their branches unopened."""
    values = node.value if isinstance(node.value, list) else []
    for index, value in enumerate(values):
        yield Node(value, (*node.path, index), node.when, node.template)


def _either(sizes: Iterable[Size]) -> Size:
    """One of these: certainly the shortest, likely the longest."""
    found = list(sizes) or [Size(0, 0)]
    return Size(min(s.certain for s in found), max(s.likely for s in found))


def _attached_inline_policies(template: Any) -> defaultdict[str, list[Size]]:
    """By logical ID of the principal, policies that stand as own resources."""
    sizes: defaultdict[str, list[Size]] = defaultdict(list)
    for policy in resources(
        template,
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::GroupPolicy",
        "AWS::IAM::UserPolicy",
    ):
        document = policy.properties.value.get("PolicyDocument")
        size = _size(Node(document, policy.properties.path, {}, template))
        if policy.properties.when:
            size = Size(0, size.likely)
        principals = {
            named_resource(node.text)
            for key in ("Roles", "Groups", "Users", "RoleName", "GroupName", "UserName")
            for names in policy.get(key)
            for node in names.items()
        }
        for name in principals:
            sizes[name].append(size)
    return sizes


def _size(node: Node) -> Size:
    """The length of a value as JSON without white space."""
    values = list(node.branches())
    if len(values) != 1 or values[0].path != node.path:
        return _either(_size(value) for value in values)
    value = values[0]
    if value.is_absent:
        return Size(0, 0)
    if isinstance(value.value, dict) and value.is_known:
        return _enclosed(
            _named(key, _size(Node(child, (*value.path, key), {}, value.template)))
            for key, child in value.value.items()
        )
    if isinstance(value.value, list):
        return _enclosed(_size(child) for child in _elements(value))
    return _text_size(f'"{value.text}"')


def _named(key: str, value: Size) -> Size:
    """The value with its key, where it is there at all."""
    name = len(json.dumps(str(key))) + 1
    return Size(
        value.certain and value.certain + name, value.likely and value.likely + name
    )


def _enclosed(parts: Iterable[Size]) -> Size:
    """The parts that are there, with commas between and brackets around."""
    sizes = list(parts)
    certain = [size.certain + 1 for size in sizes if size.certain]
    likely = [size.likely + 1 for size in sizes if size.likely]
    return Size(sum(certain) - bool(certain) + 2, sum(likely) - bool(likely) + 2)


def _text_size(text: str) -> Size:
    characters = len(_SPACE.sub("", literal(text)))
    lengths = [
        _LENGTHS.get(name) or (_ARN_LENGTH if "Arn" in name else _NAME_LENGTH)
        for name in variables(text)
    ]
    return Size(
        characters + sum(certain for certain, _ in lengths),
        characters + sum(likely for _, likely in lengths),
    )
