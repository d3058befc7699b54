"""Execute a change set: prove that nothing moved, pass the risk gate, go."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.cloudformation.document import digest
from generator.deploy.calls import Api, code, is_missing, is_transient
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan import changeset
from generator.deploy.plan.changes import Change, changes_sha256
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import risks, unallowed
from generator.deploy.state.events import Operation
from generator.deploy.state.stack import set_policy, set_protection
from generator.deploy.target import Target

# Session names that tools make up: they tell sessions apart, not people.
_MADE_UP = re.compile(r"(botocore-session|aws-sdk-\w+|aws-go-sdk|session)-?\d+$")
_AGAIN = "Run `plan` again and have the new plan reviewed."


@dataclass(frozen=True)
class Gate:
    """What the user allows beyond an ordinary change.

    `different_from` is the executor's principal where the planner may not be
    the executor, else empty.
    """

    allow_replace: Collection[str] = ()
    allow_delete: Collection[str] = ()
    different_from: str = ""


def require_unmoved(plan: StackPlan, target: Target, api: Api) -> StackPlan:
    """Prove that the change set, the stack and the files are the reviewed ones.

    Returns the plan with the changes and the principal as CloudFormation has
    them, not as the file says. A change set that is executed already passes:
    executing it again finds that out.

    Raises:
        Stopped: something moved since the review.
    """
    if plan.fingerprint != target.fingerprint:
        raise _stale(f"{target.file.path} or its template has changed since the plan.")
    if not plan.has_changes:
        return plan
    try:
        description, changes = changeset.read(api, plan.change_set_id, mask_for(target))
        if was_executed(description):
            return plan
        changeset.require_available(description)
        body = api.call(
            "get_template",
            ChangeSetName=plan.change_set_id,
            TemplateStage="Original",
        )
    except ClientError as error:
        if is_missing(error) or code(error) == "ValidationError":
            raise _stale("the change set does not exist any more.") from None
        raise
    said = changeset.described(description)
    if description["StackId"] != plan.stack_id:
        raise _stale("the change set is of another stack.")
    if not changeset.is_same_template(body.get("TemplateBody"), target):
        raise _stale("the change set holds another template than the committed one.")
    if said.get("fingerprint") != plan.fingerprint or not _same_values(
        description, target
    ):
        raise _stale("the change set was made from other parameters or tags.")
    if changes_sha256(changes) != plan.changes_sha256:
        raise _stale("the change set would do something else than was reviewed.")
    return _as_found(plan, changes, said)


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


def start(plan: StackPlan, target: Target, api: Api) -> Operation:
    """Execute the change set; a second call finds the first one's operation.

    The token follows from the change set's ARN, so that a job that was killed
    and runs again starts nothing twice.

    Raises:
        Stopped: the stack is busy, the change set is stale, or it cannot be
            known whether the call took effect.
    """
    arn = plan.change_set_id
    token = digest(arn)
    since = datetime.fromisoformat(plan.created)
    if plan.type == "UPDATE":
        set_policy(api, target.file, plan.stack_id)
        _reconcile_protection(plan, target, api)
    try:
        api.call(
            "execute_change_set",
            ChangeSetName=arn,
            ClientRequestToken=token,
            **_rollback(plan, api),
        )
    except (ClientError, BotoCoreError) as error:
        if is_transient(error):
            raise Stopped(
                Outcome.UNKNOWN,
                f"no answer, the change set may be running: {error}",
                f"Look with `python -m generator watch {plan.parameter_file}`.",
            ) from error
        if code(error) not in {"TokenAlreadyExistsException", "TokenAlreadyExists"}:
            token = _token_of_running(error, api, arn)
    return Operation(
        target.file, plan.stack_id, token, since, "deploy", mask_for(target)
    )


def finish(plan: StackPlan, target: Target, api: Api) -> None:
    """What could not be set before the stack was there: policy and protection."""
    if plan.type == "CREATE":
        set_policy(api, target.file, plan.stack_id)
        _reconcile_protection(plan, target, api)


def keep_in_step(plan: StackPlan, target: Target, api: Api) -> None:
    """Policy and protection of a stack that has nothing else to change."""
    set_policy(api, target.file, plan.stack_id)
    _reconcile_protection(plan, target, api)


def is_same_person(one: str, other: str) -> bool:
    """Could both principals (ARNs) be the same person or job?

    A session name that a tool made up says nothing: then the role decides.
    """

    def person(arn: str) -> str:
        role, _, session = arn.rpartition("/")
        return role if _MADE_UP.match(session) else arn

    a, b = person(one), person(other)
    return a == b or one.startswith(f"{b}/") or other.startswith(f"{a}/")


def was_executed(description: Mapping[str, Any]) -> bool:
    """Did somebody, or an earlier run of ours, execute it already?"""
    return str(description.get("ExecutionStatus")).startswith("EXECUTE_")


def _token_of_running(error: Exception, api: Api, arn: str) -> str:
    """How to recognise the operation if the change set is executed already."""
    if code(error) not in {
        "InvalidChangeSetStatus",
        "InvalidChangeSetStatusException",
        "ValidationError",
        "ChangeSetNotFound",
        "ChangeSetNotFoundException",
    }:
        raise error
    try:
        description = api.call("describe_change_set", ChangeSetName=arn)
    except ClientError as missing:
        if is_missing(missing):
            raise _stale("the change set does not exist any more.") from None
        raise
    if was_executed(description):
        # Ours has our token, somebody else's has another one: take either.
        return ""
    if "_IN_PROGRESS" in str(error):
        raise Stopped(
            Outcome.BUSY, str(error), "Follow it with `watch`, then run this again."
        )
    changeset.require_available(description)
    raise error


def _rollback(plan: StackPlan, api: Api) -> dict[str, bool]:
    """CloudFormation's default for DisableRollback is documented both ways: say it."""
    if plan.type == "CREATE" and plan.on_create_failure != "rollback":
        return {}
    options = {"DisableRollback": plan.push_forward}
    if plan.type == "CREATE" and api.supports(
        "ExecuteChangeSet", "RetainExceptOnCreate"
    ):
        # A failed creation takes its retained buckets with it; their names
        # would be in the way of the next one.
        options["RetainExceptOnCreate"] = True
    return options


def _reconcile_protection(plan: StackPlan, target: Target, api: Api) -> None:
    wanted = target.environment.termination_protection
    if plan.stack_protected != wanted:
        set_protection(api, plan.stack_id, enabled=wanted)


def _same_values(description: Mapping[str, Any], target: Target) -> bool:
    parameters = {
        one["ParameterKey"]: one.get("ParameterValue")
        for one in description.get("Parameters") or ()
    }
    tags = {tag["Key"]: tag["Value"] for tag in description.get("Tags") or ()}
    return tags == dict(target.file.tags) and all(
        parameters.get(name) == value
        for name, value in target.file.parameters.items()
        if name not in target.template.no_echo
    )


def _as_found(
    plan: StackPlan, changes: tuple[Change, ...], said: Mapping[str, str]
) -> StackPlan:
    return replace(
        plan,
        changes=changes,
        risks=risks(changes),
        principal=said.get("principal", plan.principal),
    )


def _stale(why: str) -> Stopped:
    return Stopped(Outcome.STALE, why, _AGAIN)
