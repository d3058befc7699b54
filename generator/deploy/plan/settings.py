"""What deploying sets around a change set: termination protection and stack policy."""

from collections.abc import Mapping
from typing import Any

from generator.deploy.calls import Api
from generator.deploy.origin import Origin
from generator.deploy.plan import retained
from generator.deploy.plan.changeset import ChangeSet
from generator.deploy.plan.policy import new_policy_notes, policy_notes, sets_policy
from generator.deploy.target import Target


def settings(
    target: Target,
    origin: Origin,
    made: ChangeSet,
    stack: Mapping[str, Any],
    api: Api,
) -> list[str]:
    """What deploy will set around the change set, and what that denies it.

    `stack` is as it is now.
    """
    if origin.kind == "IMPORT":
        return [f"adopted only: {retained.NEXT_STEP}"]
    if origin.kind == "CREATE":
        return new_policy_notes(target)
    return [
        *_protection(target, origin.stack_protected),
        *_role(target, stack),
        *policy_notes(target, made.stack_id, made.changes, api),
    ]


def sets_anything(target: Target, stack: Mapping[str, Any], api: Api) -> bool:
    """Would deploying change the protection or the policy of a stack that stands?"""
    protected = bool(stack.get("EnableTerminationProtection"))
    return bool(_protection(target, protected)) or sets_policy(
        target, str(stack["StackId"]), api
    )


def _protection(target: Target, protected: bool) -> list[str]:
    wanted = target.environment.termination_protection
    if protected == wanted:
        return []
    return [f"termination protection will be turned {'on' if wanted else 'off'}"]


def _role(target: Target, stack: Mapping[str, Any]) -> list[str]:
    before, after = stack.get("RoleARN"), target.environment.role_arn
    if not after or after == before:
        return []
    return [f"CloudFormation's service role changes: {before or '(none)'} -> {after}"]
