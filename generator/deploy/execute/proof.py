"""The proof before an execution: nothing has moved since the review."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.calls import Api, code, is_missing
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan import changeset
from generator.deploy.plan.changes import changes_sha256
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import risks
from generator.deploy.target import Target


def require_unmoved(plan: StackPlan, target: Target, api: Api) -> StackPlan:
    """Prove that the change set, the stack and the files are the reviewed ones.

    Returns the plan with the changes and the principal as CloudFormation has
    them, not as the file says. A change set that is executed already passes:
    executing it again finds that out.

    Raises:
        Stopped: something moved since the review.
    """
    if plan.fingerprint != target.fingerprint:
        raise stale(f"{target.file.path} or its template has changed since the plan.")
    if not plan.has_changes:
        return plan
    try:
        found = changeset.read(api, plan.change_set_id, mask_for(target))
        if found.was_executed:
            return plan
        found.require_available()
        same_template = changeset.holds_template(api, plan.change_set_id, target)
    except ClientError as error:
        if is_missing(error) or code(error) == "ValidationError":
            raise stale("the change set does not exist any more.") from None
        raise
    if found.stack_id != plan.stack_id:
        raise stale("the change set is of another stack.")
    if not same_template:
        raise stale("the change set holds another template than the committed one.")
    if found.made_from.get("fingerprint") != plan.fingerprint or not _same_values(
        found.description, target
    ):
        raise stale("the change set was made from other parameters or tags.")
    if changes_sha256(found.changes) != plan.changes_sha256:
        raise stale("the change set would do something else than was reviewed.")
    return replace(
        plan,
        changes=found.changes,
        risks=risks(found.changes),
        principal=found.made_from.get("principal", plan.principal),
    )


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


def stale(why: str) -> Stopped:
    """Something has moved since the review."""
    return Stopped(
        Outcome.STALE, why, "Run `plan` again and have the new plan reviewed."
    )
