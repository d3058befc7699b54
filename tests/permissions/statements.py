"""The statements of a stack's policies, and ways to break each of them."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.permissions.stacks import Deployed


@dataclass(frozen=True)
class Place:
    """A statement in a policy, as the simulator names it: by Sid or number."""

    policy: str
    index: int
    statement: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        return self.policy, str(self.statement.get("Sid", self.index + 1))

    @property
    def allows(self) -> bool:
        return bool(self.statement["Effect"] == "Allow")

    @property
    def actions(self) -> list[str]:
        return _listed(self.statement["Action"])

    @property
    def resources(self) -> list[str]:
        """None in a trust policy."""
        return _listed(self.statement.get("Resource", []))

    def is_about(self, action: str) -> bool:
        return any(fnmatchcase(action, pattern) for pattern in self.actions)

    def __str__(self) -> str:
        return f"{self.policy}[{self.key[1]}]"


@dataclass(frozen=True)
class Mutant:
    """A policy in which one statement lets through what it should not."""

    place: Place
    change: str
    document: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.place} {self.change}"


def places(stack: Deployed) -> Iterator[Place]:
    """Every statement of every policy that the template makes."""
    for policy, document in stack.policies.items():
        if policy.split("/")[0] in stack.template.resources:
            for index, statement in enumerate(document["Statement"]):
                yield Place(policy, index, statement)


def mutants(stack: Deployed) -> Iterator[Mutant]:
    """Each statement, one thing broken at a time."""
    for place in places(stack):
        for change, statement in _broken(place):
            document = deepcopy(stack.policies[place.policy])
            document["Statement"][place.index : place.index + 1] = statement
            yield Mutant(place, change, document)


def _broken(place: Place) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    statement = dict(place.statement)
    if not place.allows:
        # A policy needs a statement: this one never matches.
        yield "gone", [{**statement, "Action": ["iam:ListUsers"]}]
        return
    for operator, tests in statement.get("Condition", {}).items():
        for key in tests:
            left = deepcopy(statement)
            del left["Condition"][operator][key]
            left["Condition"] = {k: v for k, v in left["Condition"].items() if v}
            if not left["Condition"]:
                del left["Condition"]
            yield f"without {key}", [left]
    for number, resource in enumerate(place.resources):
        # The policy of a resource is about it alone, whatever it says.
        if resource != "*" and "Principal" not in statement:
            wider = deepcopy(statement)
            wider["Resource"] = [*place.resources]
            wider["Resource"][number] = "*"
            yield f"on * for {resource}", [wider]
    if "Principal" in statement:
        yield "for everybody", [{**statement, "Principal": "*"}]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
