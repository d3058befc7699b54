"""From committed files to plans: a change set for each stack, and its review."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.deploy.across import across, environments
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.plan import changeset, upload
from generator.deploy.plan.changes import changes_sha256
from generator.deploy.plan.changeset import ChangeSet
from generator.deploy.plan.findings import failure, findings
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.request import Author, Options, request, require_known
from generator.deploy.plan.risk import replaces, risks
from generator.deploy.state.stack import find_idle
from generator.deploy.state.statuses import (
    ABSENT,
    PAUSED,
    ChangeSetType,
    change_set_type,
)
from generator.deploy.target import Target
from generator.deploy.undo import cleanup


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
        return plan_stack(
            target, api, lambda: clients.s3(target.environment), author, options
        )

    made: dict[int, StackPlan | Result] = {}
    for target, planned in across(targets, clients, plan):
        made[id(target)] = planned
        report(target)
    return [made[id(target)] for target in targets]


def plan_stack(
    target: Target,
    api: Api,
    s3: Callable[[], Api],
    author: Author,
    options: Options,
) -> StackPlan:
    """Create the stack's change set and read what it would do.

    What fails is cleaned up again: the change set, and the empty stack if
    there was none before.

    Raises:
        Stopped: there is no plan for this stack; the reason says what to do.
        ClientError, BotoCoreError: AWS cannot be used.
    """
    stack = find_idle(api, target.stack_name, patience=options.wait_busy) or {}
    kind = change_set_type(
        stack.get("StackStatus"),
        push_forward=options.push_forward,
        path=str(target.file.path),
    )
    if stack and options.sweep is not None:
        cleanup.sweep(api, stack["StackId"], older_than=options.sweep)
    template = upload.template(target, s3, options.template_bucket)
    members = {**request(target, kind, author, options), **template}
    made = _Made(
        target,
        stack,
        kind,
        author,
        options,
        changeset.make(api, members, mask_for(target)),
    )
    if made.change_set.has_failed:
        return _unchanged(made, api)
    if "TemplateURL" in template:
        _require_uploaded(made, api)
    return _changed(made, api)


@dataclass(frozen=True)
class _Made:
    """A change set that was made for a target.

    `stack` is what stood there before, empty for a new one.
    """

    target: Target
    stack: Mapping[str, Any]
    kind: ChangeSetType
    author: Author
    options: Options
    change_set: ChangeSet

    @property
    def status(self) -> str:
        """The stack's status before, empty for a new one."""
        return str(self.stack.get("StackStatus", ""))

    @property
    def is_protected(self) -> bool:
        """Is the stack under termination protection?"""
        return bool(self.stack.get("EnableTerminationProtection"))

    def discard(self, api: Api) -> None:
        """Take the change set away, and what came into being for it."""
        made = self.change_set
        cleanup.discard(api, made.arn, made.stack_id, self.status)


def _unchanged(made: _Made, api: Api) -> StackPlan:
    """The plan of a change set that failed for want of changes; it is deleted.

    Raises:
        Stopped: it failed for another reason.
    """
    empty = made.change_set.is_empty
    # The reason is lost with the change set: first read, then delete.
    problem = None if empty else failure(api, made.change_set.description)
    made.discard(api)
    if problem:
        raise problem
    return _plan(made, "", [_why_unchanged(api, made), *_protection(made)])


def _changed(made: _Made, api: Api) -> StackPlan:
    """The plan of a change set that can be executed.

    Raises:
        Stopped: it would replace something where nothing can be replaced.
    """
    arn, changes = made.change_set.arn, made.change_set.changes
    if made.options.push_forward and made.status in PAUSED:
        replaced = [one.logical_id for one in changes if replaces(one) == "certainly"]
        if replaced:
            # CloudFormation replaces nothing while it cannot roll back.
            made.discard(api)
            raise Stopped(
                Outcome.BLOCKED,
                f"--no-rollback cannot replace {', '.join(replaced)}.",
                "Run `rollback` first, then plan without --no-rollback.",
            )
    found = findings(api, arn, failed=False)
    if not changes:
        found.append("no resource changes: only tags, outputs or stack settings do")
    known = (made.stack.get("DriftInformation") or {}).get("StackDriftStatus")
    if "DRIFTED" in (made.change_set.description.get("StackDriftStatus"), known):
        found.append("the stack has drifted from its template: see `drift`")
    return _plan(made, arn, [*found, *_protection(made)])


def _require_uploaded(made: _Made, api: Api) -> None:
    """Refuse what somebody else wrote into the bucket under the template's name.

    Raises:
        Stopped: the change set holds another template; it is deleted.
    """
    if not changeset.holds_template(api, made.change_set.arn, made.target):
        made.discard(api)
        raise Stopped(
            Outcome.INVALID,
            "the bucket holds another template under the name of the committed one.",
            f"Delete templates/{made.target.template.sha256}.yaml from it, and find "
            "out who wrote it.",
        )


def _plan(made: _Made, change_set_id: str, warnings: Sequence[str]) -> StackPlan:
    target, options, author = made.target, made.options, made.author
    environment, changes = target.environment, made.change_set.changes
    return StackPlan(
        stack=target.stack_name,
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        parameter_file=target.file.path.as_posix(),
        template=f"{target.file.template}.yaml",
        stack_id=made.change_set.stack_id,
        change_set_id=change_set_id,
        type=made.kind,
        stack_status=made.status,
        stack_protected=made.is_protected,
        # CloudFormation's clock: events are compared with it.
        created=made.change_set.description["CreationTime"].isoformat(),
        principal=author.principal,
        commit=author.commit,
        template_sha256=target.template.sha256,
        parameters_sha256=target.parameters_sha256,
        fingerprint=target.fingerprint,
        changes_sha256=changes_sha256(changes),
        parameters=target.shown_parameters,
        tags=dict(target.file.tags),
        capabilities=tuple(target.template.capabilities),
        role_arn=environment.role_arn,
        push_forward=options.push_forward,
        on_create_failure=options.on_create_failure,
        changes=changes,
        risks=risks(changes),
        warnings=tuple(mask_for(target).text(warning) for warning in warnings),
    )


def _why_unchanged(api: Api, made: _Made) -> str:
    """Identical, or different only where CloudFormation sees no change."""
    if not made.stack:
        return "nothing to change"
    stack = made.change_set.stack_id
    answer = api.call("get_template", StackName=stack, TemplateStage="Original")
    if changeset.is_same_template(answer.get("TemplateBody"), made.target):
        return "nothing to change"
    return (
        "the template's text differs from the deployed one, but only where "
        "CloudFormation sees no change (comments, Metadata, DeletionPolicy, ...)"
    )


def _protection(made: _Made) -> list[str]:
    """What deploy will set around the change set."""
    wanted = made.target.environment.termination_protection
    if made.status in {"", *ABSENT} or made.is_protected == wanted:
        return []
    return [f"termination protection will be turned {'on' if wanted else 'off'}"]
