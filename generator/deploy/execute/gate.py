"""The gate before an execution: data at risk, and who may execute."""

from collections.abc import Collection
from dataclasses import dataclass

from generator.deploy.origin import is_same_person
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import Risk, inputs_at_risk, risks, unallowed
from generator.deploy.target import Target


@dataclass(frozen=True)
class Gate:
    """What the user allows beyond an ordinary change, and who executes.

    `executor` is a principal, empty where there is only one person (the
    sandbox). `two_people` asks for another one than the planner's everywhere,
    not only in environments that require a review.
    """

    allow_replace: Collection[str] = ()
    allow_delete: Collection[str] = ()
    allow_change: Collection[str] = ()
    executor: str = ""
    two_people: bool = False


def pass_gate(plan: StackPlan, target: Target, gate: Gate) -> None:
    """Stop what loses data, breaks a stack that runs, or is its own planner's.

    Raises:
        Stopped: with the options that would allow it.
    """
    two_people = gate.two_people or target.environment.require_review
    if two_people and gate.executor and is_same_person(gate.executor, plan.principal):
        raise Stopped(
            Outcome.BLOCKED,
            f"{plan.principal} made this plan and may not execute it too.",
            "Ask a second person to run this command.",
        )
    stopped = unallowed(
        risks(
            plan.changes,
            inputs_at_risk(plan.inputs, plan.stack_status),
            target.template,
        ),
        gate.allow_replace,
        gate.allow_delete,
        gate.allow_change,
    )
    if stopped:
        raise Stopped(
            Outcome.BLOCKED,
            _what(stopped),
            "If that is what you want, add "
            + " ".join(f"{risk.allow} {risk.logical_id}" for risk in stopped)
            + " (--yes does not do it).",
            [f"{risk.logical_id}: {risk.text}" for risk in stopped],
        )


def _what(stopped: list[Risk]) -> str:
    if any(risk.kind == "data-loss" for risk in stopped):
        return "resources that hold data would be lost."
    names = ", ".join(risk.logical_id for risk in stopped)
    return f"the change of {names} breaks what is running."
