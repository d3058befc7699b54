"""Everything about one pipeline that fits a screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from generator.operations.history import Execution, Run, digests, executions, runs
from generator.operations.pipeline import Pipeline
from generator.operations.service import Service, services_or_why
from generator.operations.stages import Stage, Waiting, stages, waiting

# So many runs are some thirty executions of five actions.
RECENT = 200


@dataclass(frozen=True)
class Origin:
    """Where a digest comes from: the execution that built it, and who let it out."""

    execution: str
    commit: str
    message: str
    approved_by: str
    deployed: datetime | None


@dataclass(frozen=True)
class Overview:
    """A pipeline now: `origins` are by digest, `built` by execution."""

    name: str
    stages: tuple[Stage, ...]
    waiting: Waiting | None
    services: tuple[Service, ...]
    executions: tuple[Execution, ...]
    origins: Mapping[str, Origin]
    built: Mapping[str, str]
    unread: str = ""


def overview(pipeline: Pipeline, shown: int = 5) -> Overview:
    """Look at a pipeline, its last `shown` executions and the services behind it.

    A service that cannot be read does not hide the pipeline: `unread` says why.
    """
    now = stages(pipeline)
    past = executions(pipeline, max(shown, 100))
    recent = list(islice(runs(pipeline), RECENT))
    found, unread = services_or_why(pipeline)
    return Overview(
        pipeline.name,
        now,
        waiting(pipeline, now),
        found,
        tuple(past[:shown]),
        origins(past, recent),
        digests(recent),
        unread,
    )


def origins(past: Sequence[Execution], recent: Sequence[Run]) -> dict[str, Origin]:
    """Digest -> where it comes from, as far back as `past` and `recent` go."""
    by_id = {execution.id: execution for execution in past}
    found: dict[str, Origin] = {}
    for execution, digest in digests(recent).items():
        # Built again without a change, it is the same image: the newest one that
        # was deployed tells of it.
        if digest in found and found[digest].deployed:
            continue
        own = [run for run in recent if run.execution == execution]
        one = by_id.get(execution)
        found[digest] = Origin(
            execution,
            one.commit if one else "",
            one.message if one else "",
            next((run.by for run in own if _is_good(run, "Approval")), ""),
            next((run.updated for run in own if _is_good(run, "Deploy")), None),
        )
    return found


def _is_good(run: Run, category: str) -> bool:
    return run.category == category and run.status == "Succeeded"
