"""The price file is whole, and says where a price comes from."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from generator.errors import UsageError
from generator.review.prices import PRICES_FILE, prices
from tests.checkout import ROOT

TABLE: dict[str, Any] = tomllib.loads((ROOT / PRICES_FILE).read_text("utf-8"))
REGIONS = list(TABLE["regions"])
COMPUTE_TYPES = {f"BUILD_GENERAL1_{size}" for size in ("SMALL", "MEDIUM", "LARGE")}
UNITS = {
    *("action_minute", "v1_pipeline", "artifact_gb", "log_gb", "log_gb_kept"),
    *("mail", "key", "secret"),
}


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_every_price(region: str) -> None:
    price = prices(region)
    assert price.region == region
    assert set(price.each) == UNITS
    assert set(price.build_minute) == COMPUTE_TYPES
    assert all(
        each > 0 for each in (*price.each.values(), *price.build_minute.values())
    )


@pytest.mark.parametrize("region", REGIONS)
def test_money_is_decimal_and_never_a_float(region: str) -> None:
    price = prices(region)
    numbers = (
        *price.each.values(),
        *price.build_minute.values(),
        *price.free.values(),
    )
    assert {type(number) for number in numbers} == {Decimal}


@pytest.mark.parametrize("region", REGIONS)
def test_larger_machines_cost_more(region: str) -> None:
    of = prices(region).of_build_minute
    small, medium, large = (
        of(f"BUILD_GENERAL1_{size}") for size in ("SMALL", "MEDIUM", "LARGE")
    )
    assert small < medium < large


def test_every_price_names_its_page_and_all_their_date() -> None:
    assert set(TABLE["pages"]) == UNITS | {"build_minute"}
    assert all(
        page.startswith("https://aws.amazon.com/") and page.endswith("/pricing/")
        for page in TABLE["pages"].values()
    )
    assert type(TABLE["date"]) is date
    assert prices(REGIONS[0]).date == TABLE["date"].isoformat()


def test_what_is_not_confirmed_is_a_price_and_is_handed_on() -> None:
    for region in REGIONS:
        doubts = TABLE["regions"][region]["unconfirmed"]
        assert set(doubts) <= UNITS | {"build_minute"}
        assert prices(region).unconfirmed == tuple(doubts)


def test_the_free_tier_is_of_things_that_have_a_price() -> None:
    assert set(prices(REGIONS[0]).free) <= UNITS | {"build_minute"}


def test_regions_have_their_own_prices() -> None:
    """Logs cost more in Frankfurt (CloudWatch pricing page)."""
    ohio, frankfurt = prices("us-east-2"), prices("eu-central-1")
    assert frankfurt.each["log_gb"] > ohio.each["log_gb"]
    assert frankfurt.each["action_minute"] == ohio.each["action_minute"]


def test_an_unknown_region_is_refused_with_the_regions_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        prices("mars-north-1")
    assert "mars-north-1" in caught.value.message
    assert PRICES_FILE in caught.value.message
    assert all(region in caught.value.hint for region in REGIONS)


def test_an_unknown_compute_type_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        prices("us-east-2").of_build_minute("BUILD_LAMBDA_1GB")
    assert "BUILD_LAMBDA_1GB" in caught.value.message
    assert all(each in caught.value.hint for each in COMPUTE_TYPES)
