"""The rows in the stacks, decided."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.node_package import NodePackage
from tests.permissions.rows import EVERYTHING, MAY_DO_EVERYTHING, Row
from tests.permissions.simulator import Decision, Request, Statements, decide
from tests.permissions.stacks import Deployed


@dataclass(frozen=True)
class Case:
    """One request of one row in one stack, and what was decided."""

    stack: Deployed
    row: Row
    request: Request
    decision: Decision

    @property
    def enabled(self) -> bool:
        """Whether the stack has what the row needs."""
        return self.row.needs <= self.stack.features

    def __str__(self) -> str:
        return (
            f"{self.row.who} {self.row.what}: {self.request.action} "
            f"on {self.request.resource} {dict(self.request.context)}"
        )


@dataclass(frozen=True)
class Question:
    """Rows, asked of one stack; `policies` stand in for some of its own."""

    stack: Deployed
    rows: Iterable[Row]
    policies: Mapping[str, Any] = field(default_factory=dict)


def judge(simulator: NodePackage, questions: Iterable[Question]) -> list[list[Case]]:
    """Everything in one process; one list of cases for each question.

    Stacks have most of their policies in common: a policy goes by its content,
    and a request that is the same in every respect is decided once.
    """
    asked = [
        [
            (question, row, request, _by_content(request, policies))
            for row in question.rows
            for request in row.requests(question.stack)
        ]
        for question in questions
        for policies in [_policies(question)]
    ]
    different = {each: None for question in asked for *_, each in question}
    documents = {name: json.loads(name) for each in different for name in each.policies}
    decisions = dict(
        zip(different, decide(simulator, documents, different), strict=True)
    )
    return [
        [
            Case(question.stack, row, request, _by_name(decisions[each], request, each))
            for question, row, request, each in cases
        ]
        for cases in asked
    ]


def _policies(question: Question) -> dict[str, str]:
    """The text of each policy."""
    return {
        name: json.dumps(document)
        for name, document in {
            **question.stack.policies,
            EVERYTHING: MAY_DO_EVERYTHING,
            **question.policies,
        }.items()
    }


def _by_content(request: Request, policies: Mapping[str, str]) -> Request:
    return replace(
        request,
        identity=tuple(policies[name] for name in request.identity),
        boundary=request.boundary and policies[request.boundary],
        on=request.on and policies[request.on],
    )


def _by_name(decision: Decision, request: Request, asked: Request) -> Decision:
    names = dict(zip(asked.policies, request.policies, strict=True))

    def named(found: Statements) -> Statements:
        return frozenset((names[policy], place) for policy, place in found)

    return replace(
        decision,
        allowed_by=named(decision.allowed_by),
        denied_by=named(decision.denied_by),
    )
