"""One stack from its committed files to its plan: the change set and its review."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from botocore.exceptions import ClientError

from generator.deploy import changeset, upload
from generator.deploy.calls import Api, is_missing
from generator.deploy.changes import Change, changes_sha256, read_changes
from generator.deploy.changeset import Author
from generator.deploy.mask import Mask, mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.planfile import StackPlan
from generator.deploy.risk import replaces, risks
from generator.deploy.stack import find_idle
from generator.deploy.statuses import ABSENT, PAUSED, change_set_type
from generator.deploy.target import Target, digest, parse
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
        changeset.sweep(api, stack["StackId"], older_than=options.sweep)
    request = {
        **changeset.named(target.stack_name, kind, target.fingerprint, author),
        **_settings(target, kind, options),
        **upload.template(target, s3, options.template_bucket),
    }
    arn, stack_id = changeset.create(api, request)
    description = changeset.wait(api, arn)
    if description["Status"] == "FAILED":
        empty = changeset.is_empty(description)
        failure = None if empty else changeset.failure(api, description)
        changeset.delete(api, arn)
        if status in {None, "DELETE_COMPLETE"}:
            changeset.remove_shell(api, stack_id)
        if failure:
            raise failure
        return _plan(
            target,
            stack_id=stack_id,
            kind=kind,
            stack=stack,
            created=description["CreationTime"],
            author=author,
            options=options,
            warnings=[_why_unchanged(api, target, stack_id), *_around(target, stack)],
        )
    require_available(description)
    description, changes = read(api, arn, mask_for(target))
    if options.push_forward and status in PAUSED:
        _require_no_replacement(changes)
    found = changeset.findings(api, arn, failed=False)
    if not changes:
        found.append("no resource changes: only tags, outputs or stack settings do")
    drift = description.get("StackDriftStatus")
    if drift == "DRIFTED" or _has_drifted(stack):
        found.append("the stack has drifted from its template: see `drift`")
    return _plan(
        target,
        stack_id=stack_id,
        kind=kind,
        stack=stack,
        created=description["CreationTime"],
        author=author,
        options=options,
        change_set_id=arn,
        changes=changes,
        warnings=[*found, *_around(target, stack)],
    )


def read(
    api: Api, arn: str, mask: Mask, prefix: str = ""
) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """A change set's description and its changes, those of nested stacks too."""
    description, raw = changeset.read(api, arn)
    changes = list(read_changes(raw, mask, prefix))
    for one in raw:
        resource = one.get("ResourceChange", {})
        if resource.get("ChangeSetId"):
            inner = f"{prefix}{resource['LogicalResourceId']}/"
            changes += read(api, resource["ChangeSetId"], mask, inner)[1]
    return description, tuple(changes)


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


def require_available(description: Mapping[str, Any]) -> None:
    """Refuse a change set that cannot be executed (any more).

    Raises:
        Stopped: it was overtaken, deleted or executed, or its status is new.
    """
    status = description.get("ExecutionStatus")
    if description.get("Status") != "CREATE_COMPLETE" or status != "AVAILABLE":
        raise Stopped(
            Outcome.STALE,
            f"the change set is {description.get('Status')} / {status}"
            " and cannot be executed.",
            "The stack has moved since; run `plan` again.",
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
    target: Target,
    *,
    stack_id: str,
    kind: str,
    stack: Mapping[str, Any] | None,
    created: datetime,
    author: Author,
    options: Options,
    warnings: list[str],
    change_set_id: str = "",
    changes: tuple[Change, ...] = (),
) -> StackPlan:
    environment = target.environment
    return StackPlan(
        stack=target.stack_name,
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        parameter_file=target.file.path.as_posix(),
        template=target.template.path.name,
        stack_id=stack_id,
        change_set_id=change_set_id,
        type=kind,
        stack_status=stack["StackStatus"] if stack else "",
        stack_protected=_is_protected(stack),
        # CloudFormation's clock: events are compared with it.
        created=created.isoformat(),
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


def _require_no_replacement(changes: tuple[Change, ...]) -> None:
    """CloudFormation replaces nothing while it cannot roll back."""
    replaced = [one.logical_id for one in changes if replaces(one) == "certainly"]
    if replaced:
        raise Stopped(
            Outcome.BLOCKED,
            f"--no-rollback cannot replace {', '.join(replaced)}.",
            "Run `rollback` first, then plan without --no-rollback.",
        )


def _why_unchanged(api: Api, target: Target, stack_id: str) -> str:
    """Identical, or different only where CloudFormation sees no change."""
    try:
        body = api.call("get_template", StackName=stack_id, TemplateStage="Original")
    except ClientError as error:
        if is_missing(error):
            return "nothing to change"
        raise
    if is_same_template(body.get("TemplateBody"), target):
        return "nothing to change"
    return (
        "the template's text differs from the deployed one, but only where "
        "CloudFormation sees no change (comments, Metadata, DeletionPolicy, ...)"
    )


def is_same_template(body: Any, target: Target) -> bool:
    """Is a body from GetTemplate (a JSON one comes as dict) the committed file?"""
    if isinstance(body, str):
        return digest(body) == target.template.sha256
    return bool(body == parse(target.template.body))


def _around(target: Target, stack: Mapping[str, Any] | None) -> list[str]:
    """What deploy will set around the change set."""
    wanted = target.environment.termination_protection
    if not stack or stack["StackStatus"] in ABSENT or _is_protected(stack) == wanted:
        return []
    return [f"termination protection will be turned {'on' if wanted else 'off'}"]


def _is_protected(stack: Mapping[str, Any] | None) -> bool:
    return bool((stack or {}).get("EnableTerminationProtection"))


def _has_drifted(stack: Mapping[str, Any] | None) -> bool:
    drift = (stack or {}).get("DriftInformation") or {}
    return bool(drift.get("StackDriftStatus") == "DRIFTED")
