"""The four figures, from histories written out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from generator.operations.history import Execution, Run
from generator.operations.metrics import Metrics, metrics

START = datetime(2026, 1, 1, tzinfo=UTC)

_PLACE = ("Deploy", "Deploy", "Deploy", "ECS")


def history(*lines: str) -> Metrics:
    """The figures of `DAY KIND STATUS...`: statuses of the runs in Deploy, an hour
    each, the first two hours after the execution began.
    """
    past, found = [], []
    for number, line in enumerate(lines):
        day, kind, *statuses = line.split()
        began = START + timedelta(days=float(day))
        name = str(number)
        status = statuses[-1] if statuses else "Failed"
        past.append(Execution(name, status, began, began, "c", "m", "t", kind))
        for at, status in enumerate(statuses):
            start = began + timedelta(hours=2 + at)
            end = start + timedelta(hours=1)
            told = ("", "", "", "", {})
            found.append(Run(name, *_PLACE, status, start, end, 1, *told))
    until = START + timedelta(days=28)
    return metrics(past[::-1], found[::-1], "Deploy", START, until)


def test_lead_time_and_frequency() -> None:
    found = history("1 STANDARD Succeeded", "2 STANDARD Succeeded")
    assert found.lead_time == timedelta(hours=3).total_seconds()
    assert (found.deployments, found.per_week) == (2, 0.5)
    assert (found.failure_rate, found.restore) == (0, None)
    assert [(week.good, week.failed) for week in found.weeks] == [(2, 0)] + [(0, 0)] * 3


def test_nothing_is_no_division_by_nothing() -> None:
    found = history()
    assert (found.lead_time, found.failure_rate, found.per_week) == (None, None, 0)


def test_what_stops_before_the_deployment_is_no_failed_deployment() -> None:
    found = history("1 STANDARD", "2 STANDARD Succeeded")
    assert (found.deployments, found.failed, found.stopped_before) == (1, 0, 1)


def test_what_is_under_way_does_not_count() -> None:
    assert history("1 STANDARD InProgress").deployments == 0


@pytest.mark.parametrize(
    ("lines", "failed", "hours"),
    [
        # The next deployment mends it: it failed at 3 h, and ends a day later.
        (("1 STANDARD Failed", "2 STANDARD Succeeded"), 1, 24),
        # Several failures are one time without a good deployment.
        (("1 STANDARD Failed", "2 STANDARD Failed", "3 STANDARD Succeeded"), 2, 48),
        # A retry in the same execution.
        (("1 STANDARD Failed Succeeded",), 1, 1),
        # Somebody rolled back what had gone well: it is broken from its end on.
        (("1 STANDARD Succeeded", "2 ROLLBACK Succeeded"), 1, 24),
        # The rollback of a failed stage is no second failure.
        (
            ("1 STANDARD Succeeded", "2 STANDARD Failed", "2.5 ROLLBACK Succeeded"),
            1,
            12,
        ),
    ],
)
def test_failures_and_the_time_to_restore(
    lines: tuple[str, ...], failed: int, hours: float
) -> None:
    found = history(*lines)
    assert found.failed == failed
    assert found.restore == timedelta(hours=hours).total_seconds()
    assert found.deployments == sum("STANDARD" in line for line in lines)
