"""Who made a change set and from what, and whether two principals are one person."""

import json
import re
from dataclasses import asdict, dataclass

from generator.deploy.state.statuses import ABSENT, ChangeSetType

# Session names that tools make up: they tell sessions apart, not people.
_MADE_UP = re.compile(r"(botocore-session|aws-sdk-\w+|aws-go-sdk|session)-?\d+$")


@dataclass(frozen=True)
class Origin:
    """What a plan was made from besides what CloudFormation tells of its change set.

    It travels in the change set's description, which CloudFormation never
    changes: so a plan file edited by hand cannot change any of it.
    `stack_status` and `stack_protected` are those before the change set, empty
    and false for a new stack.
    """

    fingerprint: str
    principal: str
    commit: str
    push_forward: bool
    on_create_failure: str
    stack_status: str
    stack_protected: bool
    # Does it only bring in what an earlier stack retained?
    adopts: bool = False

    @property
    def kind(self) -> ChangeSetType:
        """CREATE or UPDATE, or IMPORT before the first update."""
        if self.stack_status not in {"", *ABSENT}:
            return "UPDATE"
        return "IMPORT" if self.adopts else "CREATE"

    def as_description(self) -> str:
        """For CreateChangeSet, which takes 1,024 characters."""
        return json.dumps(asdict(self))


def origin_in(description: str | None) -> Origin | None:
    """What `as_description` wrote; None for another program's change set."""
    try:
        return Origin(**json.loads(description or ""))
    except (ValueError, TypeError):
        return None


def is_same_person(one: str, other: str) -> bool:
    """Could both principals (ARNs) be the same person or job?

    A session name that a tool made up says nothing: then the role decides.
    """

    def person(arn: str) -> str:
        role, _, session = arn.rpartition("/")
        return role if _MADE_UP.match(session) else arn

    a, b = person(one), person(other)
    return a == b or one.startswith(f"{b}/") or other.startswith(f"{a}/")
