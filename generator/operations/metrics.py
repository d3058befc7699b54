"""How a pipeline does: the four figures of DORA, from its own history.

(dora.dev, "DORA's software delivery metrics".) A deployment is an execution that
came to the pipeline's last stage with a Deploy action. It failed if that stage
failed, or if somebody rolled the stage back to an earlier one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from generator.operations.history import Execution, Run

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Deployments of the seven days from `start` on."""

    start: datetime
    good: int
    failed: int


@dataclass(frozen=True)
class Metrics:
    """Figures between two times; times are medians in seconds, None without any.

    `lead_time` is from the start of the execution, which a push begins, to the end
    of the deployment: the wait for approval is in it, the time before the push is
    not. `restore` is from a failed deployment to the next one that went well: a
    deployer that shifts back by itself was faster than that. `stopped_before` are
    executions that failed before they came to the deployment.
    """

    since: datetime
    until: datetime
    deployments: int
    failed: int
    stopped_before: int
    lead_time: float | None
    restore: float | None
    weeks: tuple[Week, ...]

    @property
    def per_week(self) -> float:
        """Deployments a week, those that failed too."""
        return self.deployments / max((self.until - self.since) / _WEEK, 1 / 7)

    @property
    def failure_rate(self) -> float | None:
        """Part of the deployments that failed, from 0 to 1."""
        return self.failed / self.deployments if self.deployments else None


@dataclass(frozen=True)
class _Deployment:
    begun: datetime
    ended: datetime
    good: bool
    is_rollback: bool
    # When it failed, though a retry may have mended it.
    broke: datetime | None


def metrics(
    past: Sequence[Execution],
    found: Iterable[Run],
    stage: str,
    since: datetime,
    until: datetime,
) -> Metrics:
    """The figures of the executions that began between two times.

    `stage` is the last one with a Deploy action.
    """
    past = [one for one in past if since <= one.started <= until]
    all_runs = list(found)
    deployments = _deployments(past, all_runs, stage)
    broken = _broken(deployments)
    forward = [one for one in deployments if not one.is_rollback]
    reached = {run.execution for run in all_runs if run.stage == stage}
    return Metrics(
        since,
        until,
        len(forward),
        sum(one in broken for one in forward),
        sum(one.status == "Failed" and one.id not in reached for one in past),
        _median(one.ended - one.begun for one in forward if one.good),
        _median(_restores(deployments, broken)),
        tuple(_weeks(forward, broken, since, until)),
    )


def _deployments(
    past: Sequence[Execution], found: Sequence[Run], stage: str
) -> list[_Deployment]:
    """What came to the stage and ended there, the earliest end first."""
    deploys = [run for run in found if (run.category, run.stage) == ("Deploy", stage)]
    made = []
    for execution in past:
        own = sorted(
            (run for run in deploys if run.execution == execution.id),
            key=lambda run: run.started,
        )
        ended = [run for run in own if run.status in ("Succeeded", "Failed")]
        if not ended or ended != own:
            continue
        failures = [run.updated for run in ended if run.status == "Failed"]
        made.append(
            _Deployment(
                execution.started,
                ended[-1].updated,
                ended[-1].status == "Succeeded",
                execution.kind == "ROLLBACK",
                min(failures, default=None),
            )
        )
    return sorted(made, key=lambda one: one.ended)


def _broken(deployments: Sequence[_Deployment]) -> list[_Deployment]:
    """Those that failed, and those that a rollback took back."""
    broken = [one for one in deployments if one.broke]
    for at, one in enumerate(deployments):
        before = [d for d in deployments[:at] if not d.is_rollback]
        if one.is_rollback and before and before[-1] not in broken:
            broken.append(before[-1])
    return broken


def _restores(
    deployments: Sequence[_Deployment], broken: Sequence[_Deployment]
) -> list[timedelta]:
    """From the first of several failures to the next good end."""
    times = []
    since: datetime | None = None
    for one in deployments:
        if one in broken and since is None:
            since = one.broke or one.ended
        if since and one.good and (one not in broken or one.broke):
            times.append(one.ended - since)
            since = None
    return times


def _weeks(
    deployments: Sequence[_Deployment],
    broken: Sequence[_Deployment],
    since: datetime,
    until: datetime,
) -> Iterable[Week]:
    start = since
    while start < until:
        own = [one for one in deployments if start <= one.begun < start + _WEEK]
        failed = sum(one in broken for one in own)
        yield Week(start, len(own) - failed, failed)
        start += _WEEK


def _median(times: Iterable[timedelta]) -> float | None:
    seconds = [time.total_seconds() for time in times]
    return median(seconds) if seconds else None
