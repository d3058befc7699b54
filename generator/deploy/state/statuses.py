"""What may be done to a stack in each status that CloudFormation has.

The statuses are those of StackStatus in botocore 1.44's service model; what
each allows is in the CloudFormation user guide, "Understand CloudFormation
stack creation events" and "Troubleshooting CloudFormation".
"""

from typing import Literal

from generator.deploy.outcome import Outcome, Stopped

ChangeSetType = Literal["CREATE", "IMPORT", "UPDATE"]
Goal = Literal["deploy", "delete", "rollback"]

# The stack stands and can be updated.
STANDING = frozenset(
    {
        "CREATE_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "IMPORT_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
    }
)
# Nothing stands there, or only a name with change sets.
ABSENT = frozenset({None, "DELETE_COMPLETE", "REVIEW_IN_PROGRESS"})
# An operation stopped half-way and waits for a decision.
PAUSED = frozenset({"CREATE_FAILED", "UPDATE_FAILED"})
WORKING = frozenset(
    {
        "CREATE_IN_PROGRESS",
        "DELETE_IN_PROGRESS",
        "IMPORT_IN_PROGRESS",
        "IMPORT_ROLLBACK_IN_PROGRESS",
        "ROLLBACK_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_IN_PROGRESS",
    }
)
_ENDED = {
    "CREATE_COMPLETE": Outcome.DEPLOYED,
    "UPDATE_COMPLETE": Outcome.DEPLOYED,
    "IMPORT_COMPLETE": Outcome.DEPLOYED,
    "UPDATE_ROLLBACK_COMPLETE": Outcome.ROLLED_BACK,
    "ROLLBACK_COMPLETE": Outcome.ROLLED_BACK,
    "IMPORT_ROLLBACK_COMPLETE": Outcome.ROLLED_BACK,
    "DELETE_COMPLETE": Outcome.ROLLED_BACK,
}
_RECOVERY = {
    "ROLLBACK_COMPLETE": "Its creation failed and it cannot be updated: run "
    "`python -m generator deploy --recreate-failed {path}`, or `destroy`.",
    "ROLLBACK_FAILED": "Its creation failed and so did the clean-up; only "
    "`python -m generator destroy {path}` helps.",
    "CREATE_FAILED": "Run `python -m generator rollback {path}`, or correct the "
    "template and push forward with "
    "`python -m generator deploy --no-rollback {path}`.",
    "UPDATE_FAILED": "Run `python -m generator rollback {path}`, or correct the "
    "template and push forward with "
    "`python -m generator deploy --no-rollback {path}`.",
    "UPDATE_ROLLBACK_FAILED": "Remove what the rollback stumbled over and run "
    "`python -m generator rollback {path}` (with `--skip LOGICAL_ID` to leave a "
    "resource as it is).",
    "DELETE_FAILED": "Run `python -m generator destroy {path}` again, with "
    "`--retain LOGICAL_ID` for what cannot be deleted.",
    "IMPORT_ROLLBACK_FAILED": "Run `aws cloudformation continue-update-rollback`; "
    "this status has no command here.",
}


def change_set_type(
    status: str | None, *, push_forward: bool, path: str
) -> ChangeSetType:
    """CREATE or UPDATE, from the stack's status (None: there is no stack).

    `push_forward` allows an update of a stack whose operation stopped
    half-way; `path` is the parameter file, for the next command.

    Raises:
        Stopped: the stack is busy, broken, or in a status nobody knows.
    """
    if status in ABSENT:
        return "CREATE"
    if status in STANDING or (push_forward and status in PAUSED):
        return "UPDATE"
    if is_working(status):
        raise Stopped(
            Outcome.BUSY,
            f"the stack is {status}: somebody is working on it.",
            f"Follow it with `python -m generator watch {path}` and run this "
            "again, or add --wait-busy SECONDS.",
        )
    if status in _RECOVERY:
        raise Stopped(
            Outcome.NEEDS_RECOVERY,
            f"the stack is {status} and takes no changes.",
            recovery(status, path),
        )
    raise unknown(status)


def is_working(status: str | None) -> bool:
    """Is an operation under way, also one of a status newer than this code?"""
    return status is not None and (
        status in WORKING
        or (status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS")
    )


def unknown(status: str | None) -> Stopped:
    """For a status that this version does not know: nothing is tried."""
    return Stopped(
        Outcome.FAILED,
        f"the stack has the status {status}, which this version does not know.",
        "Look at the stack in the console; update this program.",
    )


def outcome(status: str, goal: Goal) -> Outcome:
    """What a final status means for an operation that has just ended in it."""
    if goal == "delete" and status == "DELETE_COMPLETE":
        return Outcome.DESTROYED
    reached = _ENDED.get(status, Outcome.NEEDS_RECOVERY)
    if goal == "rollback" and reached is Outcome.ROLLED_BACK:
        return Outcome.DONE
    return reached


def recovery(status: str | None, path: str) -> str:
    """The next command for a stack that stopped in this status."""
    return _RECOVERY.get(status or "", "").format(path=path)
