"""What AWS asks for, by region, as `prices.toml` has it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from generator.errors import UsageError

PRICES_FILE = "generator/review/prices.toml"


@dataclass(frozen=True)
class Prices:
    """Prices of one region in US dollars, as of `date`.

    `each` is by unit: action_minute, artifact_gb (a month), log_gb (received),
    log_gb_kept (a month), mail, key and secret (a month), v1_pipeline (a month);
    `build_minute` by compute type. `free` is by unit, a month and an account.
    """

    region: str
    date: str
    each: Mapping[str, Decimal]
    build_minute: Mapping[str, Decimal]
    free: Mapping[str, Decimal]
    unconfirmed: tuple[str, ...]

    def of_build_minute(self, compute_type: str) -> Decimal:
        """Raises UsageError for a compute type without a price."""
        if compute_type not in self.build_minute:
            raise UsageError(
                f"There is no price for the compute type {compute_type}"
                f" in {PRICES_FILE}.",
                f"It has {', '.join(self.build_minute)}; add the price and its source.",
            )
        return self.build_minute[compute_type]


def prices(region: str) -> Prices:
    """The prices of a region.

    Raises UsageError for a region without prices and names those that have.
    """
    table = _table()
    regions = table["regions"]
    if region not in regions:
        raise UsageError(
            f"There are no prices for the region {region} in {PRICES_FILE}.",
            f"It has {', '.join(regions)}; add the region with its source.",
        )
    own = regions[region]
    each = dict(table["everywhere"])
    for unit in ("artifact_gb", "log_gb", "log_gb_kept"):
        each[unit] = own[unit]
    return Prices(
        region=region,
        date=table["date"].isoformat(),
        each={unit: Decimal(price) for unit, price in each.items()},
        build_minute=own["build_minute"],
        free={unit: Decimal(number) for unit, number in table["free"].items()},
        unconfirmed=tuple(own["unconfirmed"]),
    )


@cache
def _table() -> dict[str, Any]:
    text = files("generator.review").joinpath("prices.toml").read_text("utf-8")
    # Money is decimal: 0.1 + 0.2 must be 0.3.
    return tomllib.loads(text, parse_float=Decimal)
