"""Delete a stack: show what goes and what stays, refuse what is protected."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.mask import mask_for
from generator.deploy.origin import is_same_person, origin_in
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.risk import stateful_types
from generator.deploy.state.deployed import deployed_template
from generator.deploy.state.events import Operation
from generator.deploy.state.stack import find, last_change, resources
from generator.deploy.state.statuses import STANDING, is_working, unknown
from generator.deploy.target import Target
from generator.deploy.undo.buckets import empty

_DELETABLE = STANDING | {
    "CREATE_FAILED",
    "DELETE_FAILED",
    "IMPORT_ROLLBACK_FAILED",
    "REVIEW_IN_PROGRESS",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_FAILED",
}


@dataclass(frozen=True)
class Fate:
    """What becomes of one resource when its stack is deleted."""

    logical_id: str
    type: str
    physical_id: str
    # CloudFormation's word: Delete, Retain, Snapshot, RetainExceptOnCreate.
    policy: str

    @property
    def is_kept(self) -> bool:
        """Does the resource outlive the stack?"""
        return self.policy in {"Retain", "RetainExceptOnCreate"}

    @property
    def loses_data(self) -> bool:
        """Does something that holds data go?"""
        return self.type in stateful_types() and self.policy == "Delete"


@dataclass(frozen=True)
class Deletion:
    """A stack that may be deleted, and what would become of its resources.

    `since` is a time of CloudFormation's clock before the deletion.
    """

    target: Target
    stack_id: str
    status: str
    since: datetime
    fates: tuple[Fate, ...]


def plan_deletion(
    target: Target,
    api: Api,
    *,
    clients: Clients,
    force: bool = False,
    reviewed: bool = False,
) -> Deletion:
    """What a deletion would do.

    `force` also takes an empty stack with other people's pending change sets;
    `reviewed` is that of a plan, which another person executes.

    Raises:
        Stopped: there is no stack, or it is protected, busy, or under
            somebody's review.
    """
    stack = find(api, target.stack_name)
    if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
        raise Stopped(Outcome.UNCHANGED, "there is no stack")
    _require_deletable(target, stack, reviewed=reviewed)
    stack_id, status = stack["StackId"], stack["StackStatus"]
    if status == "REVIEW_IN_PROGRESS" and not force:
        _require_no_review(api, stack_id, clients.principal(target.environment))
    return Deletion(target, stack_id, status, last_change(stack), _fates(api, stack_id))


@dataclass(frozen=True)
class Orders:
    """What of a stack's deletion the user decides, by logical ID.

    `buckets` are emptied first; `retain` are left behind where a deletion has
    failed; `force` leaves behind whatever cannot be deleted.
    """

    buckets: Sequence[str] = ()
    retain: Sequence[str] = ()
    force: bool = False


def delete(plan: Deletion, api: Api, *, orders: Orders, clients: Clients) -> Operation:
    """Empty the named buckets, start the deletion and return what to follow.

    Raises:
        Stopped: a name in `buckets` is no bucket of this stack, or `retain`
            is given although nothing has failed to be deleted.
    """
    environment = plan.target.environment
    if orders.retain and plan.status != "DELETE_FAILED":
        raise Stopped(
            Outcome.MISUSED,
            f"--retain is for DELETE_FAILED; the stack is {plan.status}.",
            "Set DeletionPolicy: Retain in the template to keep a resource.",
        )
    for bucket in _named_buckets(plan, orders.buckets):
        empty(clients.s3(environment), bucket, environment.account)
    # Made once per call, so that a repeated request is the same one, and not
    # the one of an earlier attempt that failed.
    token = digest(f"{plan.stack_id} {secrets.token_hex(8)}")
    options: dict[str, Any] = {"ClientRequestToken": token}
    if orders.retain:
        options["RetainResources"] = list(orders.retain)
    if orders.force and plan.status == "DELETE_FAILED":
        options["DeletionMode"] = "FORCE_DELETE_STACK"
    if environment.role_arn:
        options["RoleARN"] = environment.role_arn
    api.call("delete_stack", StackName=plan.stack_id, **options)
    return Operation(
        plan.target.file,
        plan.stack_id,
        token,
        plan.since,
        "delete",
        mask_for(plan.target),
    )


def _require_deletable(
    target: Target, stack: dict[str, Any], *, reviewed: bool
) -> None:
    status, path = stack["StackStatus"], str(target.file.path)
    holds_plan = status in STANDING
    needs_review = target.environment.require_review and status != "REVIEW_IN_PROGRESS"
    if needs_review and not (reviewed and holds_plan):
        name = target.environment.name
        lower = (
            f"The stack is {status} and holds no plan. Set require_review = false for "
            f"{name} in params/environments.toml, have that reviewed and merged, then "
            "destroy."
        )
        plan = (
            f"Run `python -m generator destroy --out destroy.json {path}`, have that "
            "reviewed, then let a second person run `destroy --plan destroy.json`."
        )
        raise Stopped(
            Outcome.BLOCKED,
            f"environment {name} takes only what was reviewed.",
            plan if holds_plan else lower,
        )
    if target.environment.termination_protection or stack.get(
        "EnableTerminationProtection"
    ):
        how = (
            f"run `python -m generator plan {path}`, let a second person deploy that"
            if target.environment.require_review
            else f"run `python -m generator deploy {path}`"
        )
        raise Stopped(
            Outcome.BLOCKED,
            "the stack is under termination protection.",
            "Set termination_protection = false for the environment in "
            f"params/environments.toml, {how}, then destroy.",
        )
    if is_working(status):
        raise Stopped(
            Outcome.BUSY,
            f"the stack is {status}.",
            f"Follow it with `python -m generator watch {path}`.",
        )
    if status not in _DELETABLE:
        raise unknown(status)


def _require_no_review(api: Api, stack_id: str, person: str) -> None:
    """Refuse to take somebody else's pending change sets with the stack."""
    pending = []
    for summary in api.pages("list_change_sets", "Summaries", StackName=stack_id):
        origin = origin_in(summary.get("Description"))
        if origin is None or not is_same_person(origin.principal, person):
            pending.append(summary["ChangeSetName"])
    if pending:
        raise Stopped(
            Outcome.BLOCKED,
            f"somebody's change sets wait for review: {', '.join(pending)}.",
            "Add --force to delete them with the stack.",
        )


def _fates(api: Api, stack_id: str) -> tuple[Fate, ...]:
    """Resources of the stack with the deletion policies of its own template."""
    there = deployed_template(api, stack_id)
    deployed: Mapping[str, Mapping[str, Any]] = there.resources if there else {}
    return tuple(
        Fate(
            name := summary["LogicalResourceId"],
            summary["ResourceType"],
            summary.get("PhysicalResourceId") or "",
            str((deployed.get(name) or {}).get("DeletionPolicy", "Delete")),
        )
        for summary in resources(api, stack_id)
    )


def _named_buckets(plan: Deletion, names: Sequence[str]) -> list[str]:
    """Physical names of the buckets that the user named by logical ID."""
    owned = {
        fate.logical_id: fate.physical_id
        for fate in plan.fates
        if fate.type == "AWS::S3::Bucket" and fate.physical_id
    }
    for name in names:
        if name not in owned:
            raise Stopped(
                Outcome.MISUSED,
                f"{name} is no bucket of this stack.",
                f"Its buckets are: {', '.join(sorted(owned)) or 'none'}.",
            )
    return [owned[name] for name in names]
