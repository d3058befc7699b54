"""The action that failed last, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.deploy.outcome import Stopped
from generator.operations.history import Run
from generator.operations.logs import Log, build_log
from generator.operations.pipeline import Pipeline
from generator.operations.refusals import in_words


@dataclass(frozen=True)
class Failure:
    """A run that failed: `cause` in one line, `details` behind it, a build's `log`.

    `is_over` when the action has succeeded since.
    """

    run: Run
    cause: str
    details: tuple[str, ...]
    log: Log | None
    is_over: bool


def last_failure(pipeline: Pipeline, found: Iterable[Run]) -> Failure | None:
    """The newest failed run of `found`, which are the newest first."""
    better: set[tuple[str, str]] = set()
    for run in found:
        place = (run.stage, run.action)
        if run.status == "Failed":
            return _explained(pipeline, run, is_over=place in better)
        if run.status == "Succeeded":
            better.add(place)
    return None


def _explained(pipeline: Pipeline, run: Run, *, is_over: bool) -> Failure:
    cause, log = run.error or run.summary, None
    details: tuple[str, ...] = ()
    if run.provider == "CodeBuild" and run.made:
        try:
            log = build_log(pipeline, run.made)
            cause = log.error or cause
        except Stopped as none:
            details = (none.message, *none.details)
    elif run.provider == "CodeDeployToECS" and run.made:
        if where := _elsewhere(pipeline, run):
            details = (f"deployment {run.made} is in {where}: look there",)
        else:
            cause, details = _of_deployment(pipeline, run.made, cause)
    elif run.category == "Approval":
        # Who did not answer has no name.
        cause = f"rejected by {run.by}: {cause}" if run.by else f"timed out: {cause}"
    return Failure(run, cause or "AWS gives no reason", details, log, is_over)


def _elsewhere(pipeline: Pipeline, run: Run) -> str:
    """Where the deployment is, if by an action of another account or region."""
    by = (run.stage, run.action)
    own = (one for one in pipeline.actions if (one.stage, one.name) == by)
    return next(map(pipeline.elsewhere, own), "")


def _of_deployment(
    pipeline: Pipeline, deployment: str, cause: str
) -> tuple[str, tuple[str, ...]]:
    with in_words(f"deployment {deployment}"):
        info = pipeline.ask("codedeploy").call(
            "get_deployment", deploymentId=deployment
        )["deploymentInfo"]
    error = info.get("errorInformation") or {}
    rolled = (info.get("rollbackInfo") or {}).get("rollbackMessage") or ""
    said = f"{error.get('code') or ''}: {error.get('message') or ''}".strip(": ")
    details = [f"deployment {deployment} {info.get('status', '')}", rolled]
    text = pipeline.mask.text
    return text(said or cause), tuple(text(one) for one in details if one)
