"""One stack from its committed files to its plan: the change set and its review."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from generator.deploy.calls import Api
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan import changeset, upload
from generator.deploy.plan.changes import Change, changes_sha256
from generator.deploy.plan.changeset import Author
from generator.deploy.plan.findings import failure, findings
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import replaces, risks
from generator.deploy.state.stack import find_idle
from generator.deploy.state.statuses import ABSENT, PAUSED, change_set_type
from generator.deploy.target import Target
from generator.deploy.undo import cleanup
from generator.errors import UsageError


@dataclass(frozen=True)
class Options:
    """How the change sets shall be made.

    `wait_busy` is in seconds, `sweep` the age of pending change sets of ours
    that go too. `push_forward` updates a stack that stopped half-way and keeps
    what succeeds (`--no-rollback`).
    """

    wait_busy: float = 0
    revert_drift: bool = False
    push_forward: bool = False
    on_create_failure: Literal["rollback", "delete", "keep"] = "rollback"
    template_bucket: str = ""
    sweep: timedelta | None = None


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
    stack = find_idle(api, target.stack_name, patience=options.wait_busy)
    status = stack["StackStatus"] if stack else None
    kind = change_set_type(
        status, push_forward=options.push_forward, path=str(target.file.path)
    )
    if stack and options.sweep is not None:
        cleanup.sweep(api, stack["StackId"], older_than=options.sweep)
    request = {
        **changeset.named(target.stack_name, kind, target.fingerprint, author),
        **_settings(target, kind, options),
        **upload.template(target, s3, options.template_bucket),
    }
    arn, stack_id = changeset.create(api, request)
    description = changeset.wait(api, arn)
    made = _Made(target, stack, stack_id, kind, author, options, description)
    if description["Status"] == "FAILED":
        return _without_changes(made, api, arn)
    changeset.require_available(description)
    if "TemplateURL" in request:
        _require_uploaded(made, api, arn)
    return _with_changes(made, api, arn)


@dataclass(frozen=True)
class _Made:
    """A change set that was made for a target; `stack` is None for a new one."""

    target: Target
    stack: Mapping[str, Any] | None
    stack_id: str
    kind: str
    author: Author
    options: Options
    description: Mapping[str, Any]

    @property
    def status(self) -> str:
        """The stack's status before, empty for a new one."""
        return str(self.stack["StackStatus"]) if self.stack else ""

    @property
    def is_protected(self) -> bool:
        """Is the stack under termination protection?"""
        return bool((self.stack or {}).get("EnableTerminationProtection"))


def _without_changes(made: _Made, api: Api, arn: str) -> StackPlan:
    """The plan of a change set that failed for want of changes; it is deleted.

    Raises:
        Stopped: it failed for another reason.
    """
    empty = changeset.is_empty(made.description)
    # The reason is lost with the change set: first read, then delete.
    problem = None if empty else failure(api, made.description)
    _discard(made, api, arn)
    if problem:
        raise problem
    return _plan(made, warnings=[_why_unchanged(api, made), *_around(made)])


def _with_changes(made: _Made, api: Api, arn: str) -> StackPlan:
    """The plan of a change set that can be executed.

    Raises:
        Stopped: it would replace something where nothing can be replaced.
    """
    description, changes = changeset.read(api, arn, mask_for(made.target))
    if made.options.push_forward and made.status in PAUSED:
        replaced = [one.logical_id for one in changes if replaces(one) == "certainly"]
        if replaced:
            # CloudFormation replaces nothing while it cannot roll back.
            cleanup.delete(api, arn)
            raise Stopped(
                Outcome.BLOCKED,
                f"--no-rollback cannot replace {', '.join(replaced)}.",
                "Run `rollback` first, then plan without --no-rollback.",
            )
    found = findings(api, arn, failed=False)
    if not changes:
        found.append("no resource changes: only tags, outputs or stack settings do")
    known = ((made.stack or {}).get("DriftInformation") or {}).get("StackDriftStatus")
    if "DRIFTED" in (description.get("StackDriftStatus"), known):
        found.append("the stack has drifted from its template: see `drift`")
    return _plan(made, arn, changes, [*found, *_around(made)])


def _require_uploaded(made: _Made, api: Api, arn: str) -> None:
    """Refuse what somebody else wrote into the bucket under the template's name.

    Raises:
        Stopped: the change set holds another template; it is deleted.
    """
    body = api.call("get_template", ChangeSetName=arn, TemplateStage="Original")
    if not changeset.is_same_template(body.get("TemplateBody"), made.target):
        _discard(made, api, arn)
        raise Stopped(
            Outcome.INVALID,
            "the bucket holds another template under the name of the committed one.",
            f"Delete templates/{made.target.template.sha256}.yaml from it, and find "
            "out who wrote it.",
        )


def _discard(made: _Made, api: Api, arn: str) -> None:
    """Delete the change set, and the empty stack if there was none before."""
    cleanup.delete(api, arn)
    if made.status in {"", "DELETE_COMPLETE"}:
        cleanup.remove_shell(api, made.stack_id)


def require_known(api: Api, options: Options) -> None:
    """Refuse options that the installed botocore would not send.

    Raises:
        UsageError: with the option and what to install.
    """
    used = {
        "DeploymentMode": options.revert_drift,
        "OnStackFailure": options.on_create_failure != "rollback",
    }
    for option, is_used in used.items():
        if is_used and not api.supports("CreateChangeSet", option):
            raise UsageError(
                f"the installed botocore does not know {option}.",
                "Run `pip install --upgrade boto3`.",
            )


def _settings(target: Target, kind: str, options: Options) -> dict[str, Any]:
    """CreateChangeSet's members that follow from the files and the options.

    What is not set is not sent: an empty list or role would change the stack.
    """
    request: dict[str, Any] = {
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in target.file.parameters.items()
        ],
        "Tags": [
            {"Key": key, "Value": value} for key, value in target.file.tags.items()
        ],
    }
    if target.template.capabilities:
        request["Capabilities"] = target.template.capabilities
    if target.environment.role_arn:
        request["RoleARN"] = target.environment.role_arn
    if target.template.nested and not options.revert_drift:
        request["IncludeNestedStacks"] = True
    if options.revert_drift and kind == "UPDATE":
        request["DeploymentMode"] = "REVERT_DRIFT"
    if kind == "CREATE" and options.on_create_failure != "rollback":
        keep = options.on_create_failure == "keep"
        request["OnStackFailure"] = "DO_NOTHING" if keep else "DELETE"
    return request


def _plan(
    made: _Made,
    change_set_id: str = "",
    changes: tuple[Change, ...] = (),
    warnings: Sequence[str] = (),
) -> StackPlan:
    target, options, author = made.target, made.options, made.author
    environment = target.environment
    return StackPlan(
        stack=target.stack_name,
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        parameter_file=target.file.path.as_posix(),
        template=f"{target.file.template}.yaml",
        stack_id=made.stack_id,
        change_set_id=change_set_id,
        type=made.kind,
        stack_status=made.status,
        stack_protected=made.is_protected,
        # CloudFormation's clock: events are compared with it.
        created=made.description["CreationTime"].isoformat(),
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
    body = api.call("get_template", StackName=made.stack_id, TemplateStage="Original")
    if changeset.is_same_template(body.get("TemplateBody"), made.target):
        return "nothing to change"
    return (
        "the template's text differs from the deployed one, but only where "
        "CloudFormation sees no change (comments, Metadata, DeletionPolicy, ...)"
    )


def _around(made: _Made) -> list[str]:
    """What deploy will set around the change set."""
    wanted = made.target.environment.termination_protection
    if made.status in {"", *ABSENT} or made.is_protected == wanted:
        return []
    return [f"termination protection will be turned {'on' if wanted else 'off'}"]
