"""The gate before an execution: data at risk, and who may execute."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import risks, unallowed

# Session names that tools make up: they tell sessions apart, not people.
_MADE_UP = re.compile(r"(botocore-session|aws-sdk-\w+|aws-go-sdk|session)-?\d+$")


@dataclass(frozen=True)
class Gate:
    """What the user allows beyond an ordinary change.

    `different_from` is the executor's principal where the planner may not be
    the executor, else empty.
    """

    allow_replace: Collection[str] = ()
    allow_delete: Collection[str] = ()
    different_from: str = ""


def pass_gate(plan: StackPlan, gate: Gate) -> None:
    """Stop what loses data or is executed by its own planner.

    Raises:
        Stopped: with the options that would allow it.
    """
    if gate.different_from and is_same_person(gate.different_from, plan.principal):
        raise Stopped(
            Outcome.BLOCKED,
            f"{plan.principal} made this plan and may not execute it too.",
            "Ask a second person to run this command.",
        )
    stopped = unallowed(risks(plan.changes), gate.allow_replace, gate.allow_delete)
    if stopped:
        raise Stopped(
            Outcome.BLOCKED,
            "resources that hold data would be lost.",
            "If that is what you want, add "
            + " ".join(f"{risk.allow} {risk.logical_id}" for risk in stopped)
            + " (--yes does not do it).",
            [f"{risk.logical_id}: {risk.text}" for risk in stopped],
        )


def is_same_person(one: str, other: str) -> bool:
    """Could both principals (ARNs) be the same person or job?

    A session name that a tool made up says nothing: then the role decides.
    """

    def person(arn: str) -> str:
        role, _, session = arn.rpartition("/")
        return role if _MADE_UP.match(session) else arn

    a, b = person(one), person(other)
    return a == b or one.startswith(f"{b}/") or other.startswith(f"{a}/")
