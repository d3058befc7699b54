"""Look at stacks as they are; nothing is changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from generator.deploy.across import attempt, each, result
from generator.deploy.clients import Clients
from generator.deploy.execute.rollout import environments
from generator.deploy.mask import template_mask
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.state.stack import find
from generator.deploy.target import MASK, Target

Look = Callable[[Target, dict[str, Any] | None], Result]


def inspect(targets: Sequence[Target], clients: Clients, look: Look) -> list[Result]:
    """`look` at every stack (None: there is none), results in the targets' order.

    Raises:
        UsageError: the credentials are of another account.
    """
    for environment in environments(targets):
        clients.require_account(environment)

    def one(target: Target) -> tuple[Target, Result]:
        api = clients.cloudformation(target.environment)
        return target, attempt(
            target, lambda: look(target, find(api, target.stack_name))
        )

    found = {id(target): seen for target, seen in each(clients, targets, one)}
    return [found[id(target)] for target in targets]


def status(target: Target, stack: dict[str, Any] | None) -> Result:
    """Status, age, drift and protection."""
    if stack is None:
        return replace(
            result(target.file, Outcome.DONE, "not deployed"), data={"status": None}
        )
    drift = (stack.get("DriftInformation") or {}).get("StackDriftStatus")
    changed = stack.get("LastUpdatedTime") or stack["CreationTime"]
    protected = bool(stack.get("EnableTerminationProtection"))
    notes = [
        stack["StackStatus"],
        f"changed {changed:%Y-%m-%d %H:%M}",
        f"drift {drift or 'NOT_CHECKED'}",
        *(["protected"] if protected else []),
    ]
    return replace(
        result(target.file, Outcome.DONE, ", ".join(notes)),
        stack_id=stack["StackId"],
        data={
            "status": stack["StackStatus"],
            "changed": changed.isoformat(),
            "drift": drift,
            "termination_protection": protected,
        },
    )


def outputs(target: Target, stack: dict[str, Any] | None) -> Result:
    """The stack's outputs; those that a secret parameter feeds are masked.

    Raises:
        Stopped: there is no stack.
    """
    if stack is None:
        raise Stopped(
            Outcome.MISUSED,
            "the stack is not deployed.",
            f"Run `python -m generator deploy {target.file.path}`.",
        )
    secret = template_mask(target.template).outputs
    values = {
        output["OutputKey"]: MASK
        if output["OutputKey"] in secret
        else output["OutputValue"]
        for output in stack.get("Outputs") or ()
    }
    return replace(
        result(target.file, Outcome.DONE),
        stack_id=stack["StackId"],
        data={"outputs": values},
    )
