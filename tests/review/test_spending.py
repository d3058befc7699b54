"""The cost section of the review page."""

import re
from decimal import Decimal

from generator.cloudformation.document import Template, from_body, read
from generator.cloudformation.scope import Scope, parameter_values
from generator.cloudformation.values import names_given
from generator.review.cost import Workload, bill, free_tier, total
from generator.review.footprint import footprint
from generator.review.prices import prices
from generator.review.spending import assumptions
from generator.review.spending import spending as of_scope
from tests.checkout import ROOT

PIPELINE = read(ROOT / "templates_out" / "pipeline.yaml")
KEY = from_body({"Resources": {"Key": {"Type": "AWS::KMS::Key"}}})


def spending(template: Template) -> str:
    """The section for the template's defaults."""
    return of_scope(defaults(template), "us-east-2", "the default parameters")


def defaults(template: Template) -> Scope:
    return names_given(template, parameter_values(template, {}))


def cells(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def test_the_page_names_region_date_and_every_assumption() -> None:
    text = spending(PIPELINE)
    assert "us-east-2" in text
    assert prices("us-east-2").date in text
    assert assumptions(Workload()) in text
    assert "python -m generator cost --help" in text


def test_every_number_of_the_workload_is_stated() -> None:
    month = Workload(11, 12, 13, Decimal("14.5"), Decimal("15.5"), 16)
    numbers = ["11", "12", "13", "14.5", "15.5", "16"]
    assert re.findall(r"\d+(?:\.\d+)?", assumptions(month)) == numbers


def test_the_rows_are_the_bill_and_end_in_its_total_and_the_free_tier() -> None:
    price = prices("us-east-2")
    lines = bill(
        footprint(defaults(PIPELINE)),
        Workload(),
        price,
    )
    _, _, *rows, listed, free = cells(spending(PIPELINE))
    assert [row[0] for row in rows] == [line.text for line in lines]
    assert listed[-1] == f"**{total(lines)}**"
    assert free[-1] == f"-{free_tier([(lines, price)])}"


def test_a_row_reads_quantity_price_amount() -> None:
    assert ["KMS customer managed keys", "1", "1", "1.00"] in cells(spending(KEY))
    minutes = cells(spending(PIPELINE))[2]
    assert minutes == ["CodePipeline V2, action minutes", "2,600", "0.002", "5.20"]


def test_a_template_of_nothing_with_a_price_says_so() -> None:
    text = spending(from_body({"Resources": {"Role": {"Type": "AWS::IAM::Role"}}}))
    assert text == "Nothing in this template has a price of its own."


def test_prices_that_nobody_saw_for_the_region_are_named() -> None:
    (line,) = (one for one in spending(PIPELINE).splitlines() if "not confirmed" in one)
    named = re.findall(r"`(\w+)`", line)
    assert named == list(prices("us-east-2").unconfirmed) != []
