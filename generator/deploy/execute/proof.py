"""The proof before an execution: nothing has moved since the review.

A plan file is evidence of what was reviewed, and nothing in it is believed: the
plan is made again from the committed files and from what CloudFormation says
of the change set, and must come out the same.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from generator.cloudformation.document import digest
from generator.deploy.calls import Api, code, is_missing
from generator.deploy.mask import mask_for
from generator.deploy.origin import Origin
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan import changeset
from generator.deploy.plan.changeset import ChangeSet
from generator.deploy.plan.make import (
    inputs_of,
    plan_of,
    unchanged_notes,
    warnings_of,
)
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.retained import candidates, import_template
from generator.deploy.plan.settings import sets_anything
from generator.deploy.state.deployed import mask_beside
from generator.deploy.state.events import begun_since
from generator.deploy.state.stack import find
from generator.deploy.target import Target


def require_unmoved(plan: StackPlan, target: Target, api: Api) -> StackPlan:
    """Prove that the change set, the stack and the files are the reviewed ones.

    Returns the plan as it was made again. One whose change set is executed
    already passes while nothing else has happened to the stack: executing it
    again finds that out.

    Raises:
        Stopped: something moved since the review, or the plan file does not
            say what was reviewed.
    """
    if plan.fingerprint != target.fingerprint:
        raise stale(f"{target.file.path} or its template has changed since the plan.")
    if not plan.has_changes:
        return _without_changes(plan, target, api)
    try:
        stack = find(api, plan.stack_id) or {}
        mask = mask_beside(target, stack, api)
        found = changeset.read(api, plan.change_set_id, mask)
        origin = _require_ours(plan, target, found)
        if found.was_executed:
            return _executed(plan, target, found, origin, api)
        found.require_available()
        if not _holds_template(plan, target, origin, found, api):
            raise stale("the change set holds another template than the committed one.")
    except ClientError as error:
        if is_missing(error) or code(error) == "ValidationError":
            _require_not_executed(plan, api)
            _require_same_stack(plan, target, api)
            raise stale("the change set does not exist any more.") from None
        raise
    warnings = warnings_of(target, origin, found, stack, api)
    inputs = inputs_of(target, origin, stack)
    proven = plan_of(target, origin, found, warnings, inputs)
    _require_same(plan, proven)
    _require_fresh(proven, target)
    return replace(
        proven, stack_protected=bool(stack.get("EnableTerminationProtection"))
    )


def _require_ours(plan: StackPlan, target: Target, found: ChangeSet) -> Origin:
    """The origin of a change set that was made from the committed files."""
    if found.stack_id != plan.stack_id:
        raise stale("the change set is of another stack.")
    if found.description["StackName"] != target.stack_name:
        raise stale(f"the change set is not of {target.stack_name}.")
    origin = found.origin
    if origin is None or origin.fingerprint != target.fingerprint:
        raise stale("the change set was not made from the committed files.")
    if not _same_values(found, target, origin):
        raise stale("the change set was made from other parameters or tags.")
    return origin


def _executed(
    plan: StackPlan, target: Target, found: ChangeSet, origin: Origin, api: Api
) -> StackPlan:
    """The plan of an execution that is to be followed, or has ended already.

    Raises:
        Stopped: others came after it.
    """
    begun = begun_since(api, found.stack_id, found.created)
    if len(begun) > 1:
        raise _executed_before(begun[-1])
    stack = find(api, found.stack_id) or {}
    protected = bool(stack.get("EnableTerminationProtection"))
    # What was warned of was about the stack as it was; nor does anybody know any
    # more which values were secret before.
    changes = tuple(replace(one, properties=(), grants=()) for one in found.changes)
    return replace(
        plan_of(target, origin, replace(found, changes=changes), ()),
        stack_protected=protected,
    )


def _without_changes(plan: StackPlan, target: Target, api: Api) -> StackPlan:
    """The proof for a stack that only gets its policy and protection set.

    Raises:
        Stopped: it is to get any, and no change set holds that it was reviewed.
    """
    stack = find(api, target.stack_name)
    if stack is None or stack["StackId"] != plan.stack_id:
        raise stale(f"{target.stack_name} is not the stack that was planned for.")
    protected = bool(stack.get("EnableTerminationProtection"))
    if not sets_anything(target, stack, api):
        return replace(
            plan,
            stack_protected=protected,
            changes=(),
            risks=(),
            warnings=("nothing to change",),
            inputs=(),
            held_by="",
        )
    if not plan.held_by:
        raise stale("the plan holds no settings, and the stack would get some.")
    try:
        found = changeset.read(api, plan.held_by, mask_for(target))
    except ClientError as error:
        if is_missing(error) or code(error) == "ValidationError":
            raise stale("the change set that held the plan is gone.") from None
        raise
    origin = _require_ours(plan, target, found)
    if not found.is_empty:
        raise stale("the change set that holds the plan is not without changes.")
    notes = unchanged_notes(target, origin, found, stack, api)
    proven = plan_of(target, origin, found, notes, held=True)
    _require_same(plan, proven)
    _require_fresh(proven, target)
    return replace(proven, stack_protected=protected)


def _require_same(plan: StackPlan, proven: StackPlan) -> None:
    """Refuse a file that says anything else than the plan made again."""
    if plan.changes_sha256 != proven.changes_sha256:
        raise stale("the change set would do something else than was reviewed.")
    differ = [
        field.name
        for field in fields(StackPlan)
        if getattr(plan, field.name) != getattr(proven, field.name)
    ]
    if differ:
        raise stale(
            "the plan file says something else than CloudFormation and the committed "
            f"files: {', '.join(differ)}."
        )


def _require_fresh(proven: StackPlan, target: Target) -> None:
    days = target.environment.plan_expiry
    age = datetime.now(UTC) - datetime.fromisoformat(proven.created)
    if age > timedelta(days=days):
        raise stale(
            f"the plan is {age.days} days old; environment "
            f"{target.environment.name} takes plans of at most {days} days."
        )


def _require_not_executed(plan: StackPlan, api: Api) -> None:
    """Tell a change set that was executed and went with a later one from a lost one."""
    try:
        begun = begun_since(api, plan.stack_id, datetime.fromisoformat(plan.created))
    except (ClientError, ValueError, TypeError):
        # What the file says of time or stack leads nowhere: the change set is gone.
        return
    for event in begun:
        if event.get("ClientRequestToken") == digest(plan.change_set_id):
            raise _executed_before(event)


def _require_same_stack(plan: StackPlan, target: Target, api: Api) -> None:
    """Tell a stack that was destroyed since the plan from a change set that went."""
    stack = find(api, target.stack_name)
    if stack is None:
        raise stale("the stack that it was planned for is not there any more.")
    if stack["StackId"] != plan.stack_id:
        raise stale(
            "the stack that it was planned for was destroyed, and another one has "
            "been made since."
        )


def _executed_before(event: Mapping[str, Any]) -> Stopped:
    return Stopped(
        Outcome.SUPERSEDED,
        f"this plan was already executed at {event['Timestamp']:%Y-%m-%d %H:%M} UTC, "
        "and the stack has changed since.",
        "Look with `status`; run `plan` for what is to be done now.",
    )


def _holds_template(
    plan: StackPlan, target: Target, origin: Origin, found: ChangeSet, api: Api
) -> bool:
    """Is it the committed template, or what the files give what is adopted?"""
    if origin.kind != "IMPORT":
        return changeset.holds_template(api, plan.change_set_id, target)
    imported = {change.logical_id: change.physical_id for change in found.changes}
    adopted = [one for one in candidates(target) if one.logical_id in imported]
    mask = mask_for(target)
    if imported != {one.logical_id: mask.text(one.name) for one in adopted}:
        return False
    answer = api.call(
        "get_template", ChangeSetName=plan.change_set_id, TemplateStage="Original"
    )
    # A body in JSON comes as a dict.
    body = answer.get("TemplateBody")
    return bool(body == json.loads(import_template(adopted)))


def _same_values(found: ChangeSet, target: Target, origin: Origin) -> bool:
    parameters = {
        one["ParameterKey"]: one.get("ParameterValue")
        for one in found.description.get("Parameters") or ()
    }
    if origin.kind == "IMPORT":
        return not parameters
    tags = {tag["Key"]: tag["Value"] for tag in found.description.get("Tags") or ()}
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
