"""What the services of a pipeline refuse, in words and with the next step."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from generator.deploy.calls import code
from generator.deploy.outcome import Outcome, Stopped

# Error codes of the API references of CodePipeline, CodeDeploy, CodeBuild, ECS and
# CloudWatch Logs; what is not here is told as AWS says it.
_SAID = {
    "PipelineNotFoundException": (
        Outcome.MISUSED,
        "it does not exist (any more).",
        "Look with `python -m generator status`.",
    ),
    "PipelineExecutionNotFoundException": (
        Outcome.MISUSED,
        "there is no such execution.",
        "`pipeline status` lists the last ones.",
    ),
    "InvalidApprovalTokenException": (
        Outcome.STALE,
        "the approval is not the one that waits now.",
        "Look again with `pipeline status`.",
    ),
    "ApprovalAlreadyCompletedException": (
        Outcome.STALE,
        "the approval is over: somebody has answered it already.",
        "`pipeline status` says who.",
    ),
    "StageNotRetryableException": (
        Outcome.BLOCKED,
        "it cannot be retried: the stage or the pipeline has changed since, or "
        "nothing in it has failed.",
        "Start a new execution with `pipeline start`.",
    ),
    "NotLatestPipelineExecutionException": (
        Outcome.STALE,
        "a later execution has reached the stage.",
        "Look again with `pipeline status`.",
    ),
    "ConcurrentPipelineExecutionsLimitExceededException": (
        Outcome.BUSY,
        "as many executions as AWS allows are waiting.",
        "Wait, or stop some in the console.",
    ),
    "ConflictException": (
        Outcome.BUSY,
        "it is busy with something else.",
        "Look with `pipeline status` and run this again.",
    ),
    "PipelineExecutionOutdatedException": (
        Outcome.BLOCKED,
        "the pipeline has changed since that execution, so CodePipeline cannot go "
        "back to it.",
        "Revert the commit and let the pipeline deploy it.",
    ),
    "UnableToRollbackStageException": (
        Outcome.BLOCKED,
        "CodePipeline cannot roll the stage back.",
        "Revert the commit and let the pipeline deploy it.",
    ),
    "DeploymentAlreadyCompletedException": (
        Outcome.STALE,
        "the deployment is over.",
        "Look again with `pipeline status`.",
    ),
    "DeploymentGroupDoesNotExistException": (
        Outcome.MISUSED,
        "the deployment group does not exist.",
        "Deploy the pipeline's stack.",
    ),
    "ClusterNotFoundException": (
        Outcome.MISUSED,
        "the ECS cluster does not exist.",
        "Correct the cluster's name in the parameter file.",
    ),
    "ServiceNotFoundException": (
        Outcome.MISUSED,
        "the ECS service does not exist.",
        "Correct the service's name in the parameter file.",
    ),
}


@contextmanager
def in_words(what: str) -> Iterator[None]:
    """Say what was asked of AWS when it refuses it.

    Raises:
        Stopped: AWS refused for a reason that we know.
    """
    try:
        yield
    except ClientError as error:
        if code(error) not in _SAID:
            raise
        outcome, why, hint = _SAID[code(error)]
        said = error.response.get("Error", {}).get("Message", "")
        raise Stopped(outcome, f"{what}: {why}", hint, [said] if said else []) from None
