"""A stack as it is: its status for people, its outputs for scripts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.deploy.across import result
from generator.deploy.calls import Api
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.state.deployed import mask_beside
from generator.deploy.state.stack import find
from generator.deploy.target import MASK, Target


def described(target: Target, stack: Mapping[str, Any]) -> Result:
    """Status, age, drift and protection of a stack as DescribeStacks answers it."""
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


def outputs(target: Target, api: Api) -> Result:
    """The stack's outputs; those that a secret parameter feeds are masked.

    Raises:
        Stopped: there is no stack.
    """
    stack = find(api, target.stack_name)
    if stack is None:
        raise Stopped(
            Outcome.MISUSED,
            "the stack is not deployed.",
            f"Run `python -m generator deploy {target.file.path}`.",
        )
    mask = mask_beside(target, stack, api)
    values = {
        output["OutputKey"]: MASK
        if output["OutputKey"] in mask.outputs
        else mask.text(output["OutputValue"])
        for output in stack.get("Outputs") or ()
    }
    return replace(
        result(target.file, Outcome.DONE),
        stack_id=stack["StackId"],
        data={"outputs": values},
    )
