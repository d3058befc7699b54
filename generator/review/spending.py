"""The page's estimate: a month with stated numbers."""

from collections.abc import Sequence
from decimal import Decimal

from generator.cloudformation.scope import Scope
from generator.errors import UsageError
from generator.review.cost import Line, Workload, bill, free_tier, total
from generator.review.footprint import footprint
from generator.review.markdown import table
from generator.review.prices import prices


def spending(scope: Scope, region: str, whose: str) -> str:
    """The section: assumptions, rows, total, free tier.

    `whose` parameters the scope has, in words.
    """
    try:
        month, price = Workload(), prices(region)
    except UsageError as error:
        return f"{error.message} {error.hint}"
    has = footprint(scope)
    lines = bill(has, month, price)
    if not lines:
        return "Nothing in this template has a price of its own."
    rows = [_row(line) for line in lines]
    listed = total(lines)
    saved = free_tier([(lines, price)])
    rows.append(("**List price**", "", "", f"**{listed}**"))
    rows.append(
        ("Free tier, if nothing else in the account uses it", "", "", f"-{saved}")
    )
    return "\n\n".join(
        [
            f"A month in {region} with {whose}, in US dollars before tax,"
            f" prices of {price.date}: {assumptions(month)}",
            table(("What", "Quantity", "Price", "US dollars"), rows),
            *(f"Assumed: {assumption}." for assumption in has.assumed),
            *_doubt(price.unconfirmed),
            "Other parameters and other numbers: `python -m generator cost --help`.",
        ]
    )


def _doubt(unconfirmed: Sequence[str]) -> list[str]:
    """What the data file says was not seen in a price list of the region."""
    names = ", ".join(f"`{name}`" for name in unconfirmed)
    common = "common to AWS's regions and not confirmed for this one"
    return [f"Prices that are {common}: {names}."] if names else []


def assumptions(month: Workload) -> str:
    """The workload as a sentence."""
    return (
        f"{month.builds} executions of the pipeline, {month.minutes} minutes a build,"
        f" {month.deploy_minutes} minutes a deployment, {month.artifact_gb} GB of"
        f" artifacts, {month.log_gb} GB of new logs, {month.mails} e-mails."
    )


def _row(line: Line) -> tuple[str, str, str, str]:
    amount = line.amount.quantize(Decimal("0.01"))
    return line.text, f"{line.quantity:,f}", f"{line.price:f}", f"{amount}"
