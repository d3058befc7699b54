"""Execute a change set, once, and set what belongs around it."""

from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from generator.cloudformation.document import digest
from generator.deploy.calls import Api, code, is_missing, is_transient
from generator.deploy.execute.proof import stale
from generator.deploy.mask import mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.plan.changeset import ChangeSet
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.state.events import Operation
from generator.deploy.state.stack import set_policy, set_protection
from generator.deploy.target import Target

# So often, with so many seconds between, a stack that has just come is looked for.
_LOOKS, _PAUSE = 5, 3.0


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
        reconcile(plan, target, api)
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
                f"Look with `python -m generator watch {target.file.path}`.",
            ) from error
        if code(error) not in {"TokenAlreadyExistsException", "TokenAlreadyExists"}:
            token = _token_of_running(error, api, arn)
    return Operation(
        target.file,
        plan.stack_id,
        token,
        since,
        "deploy",
        mask_for(target),
        len(plan.changes),
    )


def finish(plan: StackPlan, target: Target, api: Api) -> None:
    """What could not be set before the stack was there: policy and protection."""
    if plan.type != "CREATE":
        return
    for left in reversed(range(_LOOKS)):
        try:
            reconcile(plan, target, api)
            break
        except ClientError as error:
            # AWS may not show yet what it has just made.
            if not left or not is_missing(error):
                raise
            api.sleep(_PAUSE)


def reconcile(plan: StackPlan, target: Target, api: Api) -> None:
    """Set the stack's policy and protection as the committed files have them."""
    set_policy(api, target.file, plan.stack_id)
    wanted = target.environment.termination_protection
    if plan.stack_protected != wanted:
        set_protection(api, plan.stack_id, enabled=wanted)


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
        found = ChangeSet(api.call("describe_change_set", ChangeSetName=arn))
    except ClientError as missing:
        if is_missing(missing):
            raise stale("the change set does not exist any more.") from None
        raise
    if found.was_executed:
        # Ours has our token, somebody else's has another one: take either.
        return ""
    if "_IN_PROGRESS" in str(error):
        raise Stopped(
            Outcome.BUSY, str(error), "Follow it with `watch`, then run this again."
        )
    found.require_available()
    raise error


def _rollback(plan: StackPlan, api: Api) -> dict[str, bool]:
    """CloudFormation's default for DisableRollback is documented both ways: say it."""
    if plan.type == "IMPORT":
        # It changes nothing, and what it took it gives back if it fails.
        return {}
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
