"""From committed files to plans: a change set for each stack, and its review."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.across import across, environments
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.mask import mask_for
from generator.deploy.origin import Origin
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.plan import changeset, cleanup, retained, upload
from generator.deploy.plan.changes import changes_sha256
from generator.deploy.plan.changeset import ChangeSet
from generator.deploy.plan.effects import effects
from generator.deploy.plan.findings import failure, findings
from generator.deploy.plan.inputs import InputChange, input_changes
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.request import (
    Author,
    Options,
    import_request,
    request,
    require_known,
)
from generator.deploy.plan.risk import inputs_at_risk, replaces, risks
from generator.deploy.plan.rotation import rotation_advice
from generator.deploy.plan.settings import sets_anything, settings
from generator.deploy.state.deployed import mask_beside
from generator.deploy.state.stack import find_idle
from generator.deploy.state.statuses import PAUSED, change_set_type
from generator.deploy.target import Target


def plan_all(
    targets: Sequence[Target],
    clients: Clients,
    author: Author,
    options: Options,
    report: Callable[[Target], None],
) -> list[StackPlan | Result]:
    """Plan every stack, all environments at once; results in the targets' order.

    Raises:
        UsageError: the credentials are of another account, or the installed
            botocore does not know an option.
    """
    for environment in environments(targets):
        require_known(clients.cloudformation(environment), options)

    def plan(target: Target, api: Api) -> StackPlan:
        return plan_stack(target, api, clients, author, options)

    made: dict[int, StackPlan | Result] = {}
    for target, planned in across(targets, clients, plan):
        made[id(target)] = planned
        report(target)
    return [made[id(target)] for target in targets]


def plan_stack(
    target: Target,
    api: Api,
    clients: Clients,
    author: Author,
    options: Options,
) -> StackPlan:
    """Create the stack's change set and read what it would do.

    For a new stack whose names an earlier one retained it is one that adopts
    these resources and does nothing else; the rest is the next plan's.
    What fails is cleaned up again: the change set, and the empty stack if
    there was none before.

    Raises:
        Stopped: there is no plan for this stack; the reason says what to do.
        ClientError, BotoCoreError: AWS cannot be used.
    """
    stack = find_idle(api, target.stack_name, patience=options.wait_busy) or {}
    # Refuses what cannot be changed now.
    kind = change_set_type(
        stack.get("StackStatus"),
        push_forward=options.push_forward,
        path=str(target.file.path),
    )
    if stack and options.sweep is not None:
        cleanup.sweep(api, stack["StackId"], older_than=options.sweep)
    adopted = retained.to_adopt(target, clients) if kind == "CREATE" else []
    origin = Origin(
        target.fingerprint,
        author.principal,
        author.commit,
        options.push_forward,
        options.on_create_failure,
        str(stack.get("StackStatus", "")),
        bool(stack.get("EnableTerminationProtection")),
        bool(adopted),
    )
    if adopted:
        template = {"TemplateBody": retained.import_template(adopted)}
        members = import_request(target, origin, author.run, adopted)
    else:
        template = upload.template(
            target, lambda: clients.s3(target.environment), options.template_bucket
        )
        members = request(target, origin, options, author.run)
    members = {**members, **template}
    made = changeset.make(api, members, lambda: mask_beside(target, stack, api))
    if made.has_failed:
        return _unchanged(target, origin, made, stack, api)
    _require_possible(target, origin, made, api, uploaded="TemplateURL" in template)
    warnings = warnings_of(target, origin, made, stack, api)
    return plan_of(target, origin, made, warnings, inputs_of(target, origin, stack))


def _unchanged(
    target: Target,
    origin: Origin,
    made: ChangeSet,
    stack: Mapping[str, Any],
    api: Api,
) -> StackPlan:
    """The plan of a change set that failed for want of changes.

    It is deleted, unless it is to hold what will be set around it: its description
    says who planned that, when and from what, and nobody can edit it.

    Raises:
        Stopped: it failed for another reason.
    """
    # The reason is lost with the change set: first read, then delete.
    problem = None if made.is_empty else failure(api, made.description)
    held = made.is_empty and bool(stack) and sets_anything(target, stack, api)
    left = () if held else _discard(made, origin, api)
    if problem:
        problem.details += left
        raise problem
    notes = [*unchanged_notes(target, origin, made, stack, api), *left]
    return plan_of(target, origin, made, notes, held=held)


def unchanged_notes(
    target: Target,
    origin: Origin,
    made: ChangeSet,
    stack: Mapping[str, Any],
    api: Api,
) -> list[str]:
    """Why nothing changes, and what is set nevertheless; `stack` as it is now."""
    why = _why_unchanged(target, origin, made, api)
    advice = rotation_advice(target)
    set_around = settings(target, origin, made, stack, api)
    return [why, *([advice] if advice else []), *set_around]


def _discard(made: ChangeSet, origin: Origin, api: Api) -> tuple[str, ...]:
    """Delete a change set, and say what stays where that is not allowed.

    Who may plan and not delete must still hear why there is no plan.
    """
    try:
        cleanup.discard(api, made.arn, made.stack_id, origin.stack_status)
    except ClientError as error:
        return (f"left behind, for it could not be deleted: {error}",)
    return ()


def _require_possible(
    target: Target, origin: Origin, made: ChangeSet, api: Api, *, uploaded: bool
) -> None:
    """Refuse a change set that must not or cannot be executed, and delete it.

    Raises:
        Stopped: somebody else wrote another template into the bucket, or
            something would be replaced where nothing can be.
    """
    stop = None
    if uploaded and not changeset.holds_template(api, made.arn, target):
        stop = Stopped(
            Outcome.INVALID,
            "the bucket holds another template under the name of the committed one.",
            f"Delete templates/{target.template.sha256}.yaml from it, and find out "
            "who wrote it.",
        )
    if origin.stack_status in PAUSED:
        replaced = [o.logical_id for o in made.changes if replaces(o) == "certainly"]
        if replaced:
            # CloudFormation replaces nothing while it cannot roll back.
            stop = Stopped(
                Outcome.BLOCKED,
                f"--no-rollback cannot replace {', '.join(replaced)}.",
                "Run `rollback` first, then plan without --no-rollback.",
            )
    if stop:
        stop.details += _discard(made, origin, api)
        raise stop


def plan_of(
    target: Target,
    origin: Origin,
    made: ChangeSet,
    warnings: Sequence[str],
    inputs: tuple[InputChange, ...] = (),
    *,
    held: bool = False,
) -> StackPlan:
    """The plan that a change set is, from the files, its origin and AWS's answers.

    Deploying makes it again and compares: nothing in a plan file is believed.
    """
    environment, changes = target.environment, made.changes
    return StackPlan(
        stack=target.stack_name,
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        parameter_file="/".join(target.file.path.parts[-3:]),
        template=f"{target.file.template}.yaml",
        stack_id=made.stack_id,
        change_set_id="" if made.has_failed else made.arn,
        type=origin.kind,
        stack_status=origin.stack_status,
        stack_protected=origin.stack_protected,
        # CloudFormation's clock: events are compared with it.
        created=made.created.isoformat(),
        principal=origin.principal,
        commit=origin.commit,
        template_sha256=target.template.sha256,
        parameters_sha256=target.parameters_sha256,
        fingerprint=origin.fingerprint,
        changes_sha256=changes_sha256(changes),
        parameters=target.shown_parameters,
        tags=dict(target.file.tags),
        capabilities=tuple(target.template.capabilities),
        role_arn=environment.role_arn,
        push_forward=origin.push_forward,
        on_create_failure=origin.on_create_failure,
        changes=changes,
        risks=risks(
            changes, inputs_at_risk(inputs, origin.stack_status), target.template
        ),
        warnings=tuple(mask_for(target).text(warning) for warning in warnings),
        inputs=inputs,
        held_by=made.arn if held else "",
    )


def inputs_of(
    target: Target, origin: Origin, stack: Mapping[str, Any]
) -> tuple[InputChange, ...]:
    """What changes in parameters and tags; `stack` as it is now."""
    return input_changes(target, stack) if origin.kind == "UPDATE" else ()


def warnings_of(
    target: Target,
    origin: Origin,
    made: ChangeSet,
    stack: Mapping[str, Any],
    api: Api,
) -> list[str]:
    """What a reviewer should know besides the changes; `stack` as it is now."""
    found = findings(api, made.arn, failed=False)
    if not made.changes:
        found.append("no resource changes: only tags, outputs or stack settings do")
    known = (stack.get("DriftInformation") or {}).get("StackDriftStatus")
    if "DRIFTED" in (made.description.get("StackDriftStatus"), known):
        found.append("the stack has drifted from its template: see `drift`")
    if origin.kind == "UPDATE" and made.changes:
        was = api.call(
            "get_template", StackName=made.stack_id, TemplateStage="Original"
        )
        found += effects(target, stack, was.get("TemplateBody"))
    return [*found, *settings(target, origin, made, stack, api)]


def _why_unchanged(target: Target, origin: Origin, made: ChangeSet, api: Api) -> str:
    """Identical, or different only where CloudFormation sees no change."""
    if not origin.stack_status:
        return "nothing to change"
    answer = api.call("get_template", StackName=made.stack_id, TemplateStage="Original")
    if changeset.is_same_template(answer.get("TemplateBody"), target):
        return "nothing to change"
    return (
        "the template's text differs from the deployed one, but only where "
        "CloudFormation sees no change (comments, Metadata, DeletionPolicy, ...)"
    )
