"""What CreateChangeSet is asked for: from the committed files and the options."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from generator.cloudformation.document import digest
from generator.deploy.calls import Api
from generator.deploy.origin import Origin
from generator.deploy.plan.cleanup import PREFIX
from generator.deploy.plan.retained import Retained
from generator.deploy.target import Target
from generator.errors import UsageError


@dataclass(frozen=True)
class Author:
    """Who plans from which commit; `run` is random and tells runs apart."""

    principal: str
    commit: str
    run: str


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


def request(
    target: Target, origin: Origin, options: Options, run: str
) -> dict[str, Any]:
    """CreateChangeSet's members but for the template.

    The name is this run's own, so that no run ever meets another's; the token
    makes a repeated call harmless. What is not set is not sent: an empty list
    or role would change the stack.
    """
    kind = origin.kind
    members: dict[str, Any] = {
        **_identity(target, origin, run),
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in target.file.parameters.items()
        ],
        "Tags": [
            {"Key": key, "Value": value} for key, value in target.file.tags.items()
        ],
    }
    if target.template.capabilities:
        members["Capabilities"] = target.template.capabilities
    if target.environment.role_arn:
        members["RoleARN"] = target.environment.role_arn
    if target.template.nested and not options.revert_drift:
        members["IncludeNestedStacks"] = True
    if options.revert_drift and kind == "UPDATE":
        members["DeploymentMode"] = "REVERT_DRIFT"
    if kind == "CREATE" and options.on_create_failure != "rollback":
        keep = options.on_create_failure == "keep"
        members["OnStackFailure"] = "DO_NOTHING" if keep else "DELETE"
    return members


def import_request(
    target: Target, origin: Origin, run: str, adopted: Iterable[Retained]
) -> dict[str, Any]:
    """CreateChangeSet's members for an import of these resources alone.

    An import takes neither tags nor a service role [CloudFormation user guide,
    "Import AWS resources into a CloudFormation stack manually"]; the update
    that follows brings them.
    """
    return {
        **_identity(target, origin, run),
        "ResourcesToImport": [one.to_import for one in adopted],
    }


def _identity(target: Target, origin: Origin, run: str) -> dict[str, Any]:
    name = f"{PREFIX}{origin.fingerprint[:12]}-{run}"
    return {
        "StackName": target.stack_name,
        "ChangeSetName": name,
        "ChangeSetType": origin.kind,
        "ClientToken": digest(f"{target.stack_name} {name}"),
        "Description": origin.as_description(),
    }
