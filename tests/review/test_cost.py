"""The model: each input changes the rows it should and no others."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from generator.review.cost import (
    SMALL,
    Footprint,
    Line,
    Workload,
    bill,
    free_tier,
    total,
)
from generator.review.prices import prices

OHIO = prices("us-east-2")
MEDIUM = "BUILD_GENERAL1_MEDIUM"
MONTH = Workload()
PIPELINE = Footprint(
    compute_types=(SMALL, MEDIUM),
    deployments=1,
    other_actions=1,
    v2_pipelines=1,
    buckets=2,
    log_groups=3,
    log_days=30,
    mail_subscriptions=1,
    keys=1,
    secrets=1,
)


def rows(
    has: Footprint = PIPELINE, month: Workload = MONTH, region: str = "us-east-2"
) -> dict[str, Line]:
    return {line.unit: line for line in bill(has, month, prices(region))}


def changed(before: dict[str, Line], after: dict[str, Line]) -> set[str]:
    return {
        unit for unit in before.keys() | after if before.get(unit) != after.get(unit)
    }


INPUTS: list[tuple[str, Any, set[str]]] = [
    ("builds", 200, {"action_minute", "build_minute", MEDIUM}),
    ("minutes", 6, {"action_minute", "build_minute", MEDIUM}),
    ("deploy_minutes", 16, {"action_minute"}),
    ("artifact_gb", Decimal(11), {"artifact_gb"}),
    ("log_gb", Decimal(2), {"log_gb", "log_gb_kept"}),
    ("mails", 1001, {"mail"}),
]


@pytest.mark.parametrize(("name", "value", "units"), INPUTS)
def test_an_input_changes_its_rows_and_no_others(
    name: str, value: Any, units: set[str]
) -> None:
    after = rows(month=replace(MONTH, **{name: value}))
    assert changed(rows(), after) == units
    assert all(after[unit].amount > rows()[unit].amount for unit in units)


PARTS: list[tuple[str, Any, set[str]]] = [
    ("compute_types", (SMALL, SMALL), {"build_minute", MEDIUM}),
    ("deployments", 2, {"action_minute"}),
    ("other_actions", 2, {"action_minute"}),
    ("v1_pipelines", 1, {"v1_pipeline"}),
    ("buckets", 0, {"artifact_gb"}),
    ("log_groups", 0, {"log_gb", "log_gb_kept"}),
    ("log_days", 60, {"log_gb_kept"}),
    ("mail_subscriptions", 2, {"mail"}),
    ("keys", 0, {"key"}),
    ("secrets", 2, {"secret"}),
]


@pytest.mark.parametrize(("name", "value", "units"), PARTS)
def test_a_part_of_the_stack_changes_its_rows_and_no_others(
    name: str, value: Any, units: set[str]
) -> None:
    after = rows(replace(PIPELINE, **{name: value}))
    assert changed(rows(), after) == units


def test_action_minutes_are_builds_deployments_and_a_minute_for_the_rest() -> None:
    # 100 executions of two builds, one deployment and the source action.
    assert rows()["action_minute"].quantity == 100 * (2 * 5 + 15 + 1)


def test_a_v1_pipeline_is_paid_a_month_and_not_a_minute() -> None:
    lines = rows(Footprint(compute_types=(SMALL,), v1_pipelines=1, other_actions=3))
    assert set(lines) == {"v1_pipeline", "build_minute"}
    assert lines["v1_pipeline"].amount == 1


def test_projects_of_one_compute_type_share_a_row() -> None:
    lines = rows(Footprint(compute_types=(MEDIUM, SMALL, MEDIUM)))
    assert lines[MEDIUM].quantity == 2 * 100 * 5
    assert lines["build_minute"].quantity == 100 * 5


def test_buckets_share_the_artifacts_of_the_month() -> None:
    one = rows(replace(PIPELINE, buckets=1))
    assert one["artifact_gb"].quantity == rows()["artifact_gb"].quantity == 10


def test_logs_that_are_kept_longer_cost_longer() -> None:
    year = rows(replace(PIPELINE, log_days=365))["log_gb_kept"]
    assert year.quantity == Decimal("12.167")
    assert rows()["log_gb_kept"].quantity == 1


def test_a_row_multiplies_to_its_amount_as_it_is_shown() -> None:
    line = rows(replace(PIPELINE, log_days=365))["log_gb_kept"]
    assert Decimal(f"{line.quantity:f}") * Decimal(f"{line.price:f}") == line.amount
    assert len(f"{line.amount:f}") < 12


def test_nothing_costs_nothing() -> None:
    assert rows(Footprint()) == {}
    idle = Workload(0, 0, 0, Decimal(0), Decimal(0), 0)
    assert set(rows(month=idle)) == {"key", "secret"}
    assert total([]) == 0


def test_the_region_decides_the_prices() -> None:
    assert changed(rows(), rows(region="eu-central-1")) == {
        *("artifact_gb", "log_gb", "log_gb_kept")
    }


def test_the_total_is_the_sum_and_is_rounded_once() -> None:
    third = Line("x", "x", Decimal(1), Decimal("0.004"))
    assert total([third] * 3) == Decimal("0.01")
    listed = bill(PIPELINE, MONTH, OHIO)
    assert total(listed) == sum(line.amount for line in listed).quantize(
        Decimal("0.01")
    )


def test_the_free_tier_never_takes_more_than_was_used() -> None:
    few = bill(PIPELINE, replace(MONTH, builds=1, mails=0), OHIO)
    used = {line.unit: line for line in few}
    assert used["action_minute"].quantity < OHIO.free["action_minute"]
    free = [used[unit] for unit in ("action_minute", "build_minute", "log_gb")]
    assert free_tier([(few, OHIO)]) == total(free)


def test_the_free_tier_is_an_accounts_and_used_up_once() -> None:
    lines = bill(PIPELINE, MONTH, OHIO)
    one = free_tier([(lines, OHIO)])
    assert free_tier([(lines, OHIO)] * 2) == one + rows()["log_gb"].price
    # 5 GB of logs are free: the sixth stack has used them up.
    assert free_tier([(lines, OHIO)] * 5) == free_tier([(lines, OHIO)] * 6)


def test_only_small_machines_have_free_minutes() -> None:
    medium = bill(Footprint(compute_types=(MEDIUM,)), MONTH, OHIO)
    small = bill(Footprint(compute_types=(SMALL,)), MONTH, OHIO)
    assert free_tier([(medium, OHIO)]) == 0
    assert free_tier([(small, OHIO)]) == 100 * OHIO.of_build_minute(SMALL)
