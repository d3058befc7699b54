"""Where policies stand in a template, and what rules ask of their statements."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.cloudformation import policies
from generator.cloudformation.conditions import NO_VALUE, Branch, branches, elements
from generator.cloudformation.policies import Statement
from generator.cloudformation.references import function, substitute
from generator.rules._expressions import written
from generator.rules._nodes import Node, resources

IDENTITY_POLICIES = (
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
)
PRINCIPALS_WITH_POLICIES = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
# SAM makes the role of each; documents stand among names and policy templates.
SAM_TYPES = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
IAM_TYPES = (*IDENTITY_POLICIES, *PRINCIPALS_WITH_POLICIES, *SAM_TYPES)


def statements(document: Node) -> Iterator[Statement]:
    """The statements of a policy document, one for each branch."""
    way = tuple(document.when.items())
    return policies.statements(document.value, way, document.path, document.possible)


def named_actions(statement: Statement) -> tuple[Branch, ...]:
    """The elements of `Action`, if the statement has it and not its opposite."""
    return () if "Action" in statement.all_but else statement.actions


def named_resources(statement: Statement) -> tuple[Branch, ...]:
    """The elements of `Resource`, if the statement has it and not its opposite."""
    return () if "Resource" in statement.all_but else statement.resources


def covers(statement: Statement, action: str) -> bool:
    """An element of `Action` matches this action, wildcards included."""
    return any(
        fnmatchcase(action.lower(), branch.value.lower())
        for branch in named_actions(statement)
        if isinstance(branch.value, str)
    )


def principals(statement: Statement, kind: str) -> set[str]:
    """Principals of a kind (`Service`, `AWS`; nothing for `*`) that are named."""
    return {
        principal.who.value
        for principal in statement.principals
        if principal.kind == kind and isinstance(principal.who.value, str)
        if "Principal" not in statement.all_but
    }


def services(statement: Statement) -> set[str]:
    """Service principals that stand in the statement."""
    return principals(statement, "Service")


def is_for_everyone(statement: Statement) -> bool:
    """Its principal is `*`, written either way."""
    return "*" in principals(statement, "") | principals(statement, "AWS")


def compared(statement: Statement, key: str) -> Iterator[tuple[str, str]]:
    """The operator and each value that a condition compares `key` with, as text."""
    for comparison in statement.comparisons:
        if comparison.key.lower() == key.lower():
            yield comparison.operator, written(comparison.value.value)


def condition_keys(statement: Statement) -> Iterator[tuple[set[str], bool]]:
    """The condition keys in lower case for each branch.

    The second value is false where a part is a function, so that more keys may be
    there than the template shows.
    """
    condition = statement.raw.get("Condition", NO_VALUE)
    for branch in branches(condition, statement.way, possible=statement.possible):
        if branch.is_absent:
            yield set(), True
        elif not isinstance(branch.value, Mapping) or function(branch.value):
            yield set(), False
        else:
            operators = [
                operator.value
                for value in branch.value.values()
                for operator in elements(value, branch.way, (), statement.possible)
            ]
            known = [o for o in operators if isinstance(o, Mapping) and not function(o)]
            keys = {str(key).lower() for operator in known for key in operator}
            yield keys, len(known) == len(operators)


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
    for resource in resources(template, *SAM_TYPES):
        documents += [
            policy
            for policy in resource.properties.leaves("Policies")
            if isinstance(policy.value, dict) and "Statement" in policy.value
        ]
    return _allowing(documents)


def trust_policies(template: Any) -> Iterator[Node]:
    """Policies that say who may assume a role."""
    for resource in resources(template, "AWS::IAM::Role", *SAM_TYPES):
        for document in resource.get("AssumeRolePolicyDocument"):
            if not document.is_absent:
                yield document


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
    plain = substitute(text, lambda _: "$")
    return plain == "*" or (
        plain.startswith("arn:") and plain.split(":", 5)[5:] == ["*"]
    )
