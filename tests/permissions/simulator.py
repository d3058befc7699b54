"""What IAM decides, by a maintained simulator with AWS's authorization data."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tests.node_package import NodePackage

# Policy, and in it the statement's Sid or its place.
Statements = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """One request: who, what, on which resource, under which policies.

    Policies are named; the resource's own policy is the one `on` it. `context`
    are pairs of a key and its value, or its values.
    """

    principal: str
    action: str
    resource: str
    account: str
    context: tuple[tuple[str, str | tuple[str, ...]], ...]
    identity: tuple[str, ...] = ()
    boundary: str | None = None
    on: str | None = None

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of all of them."""
        return (*self.identity, *(each for each in (self.boundary, self.on) if each))


@dataclass(frozen=True)
class Decision:
    """Allowed or not, and the statements that say so."""

    allowed: bool
    allowed_by: Statements
    denied_by: Statements


def decide(
    simulator: NodePackage,
    policies: Mapping[str, Any],
    requests: Collection[Request],
) -> list[Decision]:
    """All requests in one process.

    Raises:
        ValueError: a request that AWS could not get: an unknown action, a
            resource of another type, a context key that the resource does not
            carry; or a policy that IAM would refuse.
    """
    numbers = {name: str(number) for number, name in enumerate(policies)}
    text = json.dumps(
        {
            "policies": {numbers[name]: each for name, each in policies.items()},
            "requests": [_as_json(each, numbers) for each in requests],
        }
    )
    names = list(policies)
    answers = json.loads(simulator.run("simulate.js", text))
    return [
        Decision(
            answer["allowed"],
            *(
                frozenset(
                    (names[int(policy)], place) for policy, place in answer[which]
                )
                for which in ("allowed_by", "denied_by")
            ),
        )
        for answer in answers
    ]


def _as_json(request: Request, numbers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "account": request.account,
        "context": dict(request.context),
        "identity": [numbers[name] for name in request.identity],
        "boundary": request.boundary and numbers[request.boundary],
        "on": request.on and numbers[request.on],
    }
