"""`cost`: what stacks cost a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from generator.cli.formats import format_option
from generator.cli.options import environments_option, service_option
from generator.cli.printing import print_json, say_wrapped
from generator.cloudformation.document import Template, TemplateError
from generator.errors import GeneratorError
from generator.parameters.expressions import stack_scope
from generator.parameters.model import ParameterFile
from generator.project import Project
from generator.review.cost import Line, Workload, bill, free_tier, total
from generator.review.footprint import footprint
from generator.review.markdown import log_line
from generator.review.prices import Prices, prices

_DEFAULT = Workload()
# More than any account has: what is larger is a slip, and no amount of money.
_LARGEST = 1_000_000
_COUNT = click.IntRange(0, _LARGEST)


class _Gigabytes(click.ParamType[Decimal]):
    """An exact number, because a price is multiplied with it."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            number = Decimal(value)
        except ArithmeticError:
            self.fail(f"{value!r} is not a number.", param, ctx)
        if not (number.is_finite() and 0 <= number <= _LARGEST):
            self.fail(f"{value} is not in the range 0<=x<={_LARGEST}.", param, ctx)
        return number


_GIGABYTES = _Gigabytes()


@dataclass(frozen=True)
class Estimate:
    """One stack's bill at list price."""

    stack: ParameterFile
    lines: Sequence[Line]
    price: Prices
    assumed: Sequence[str] = ()

    @property
    def total(self) -> Decimal:
        """US dollars a month."""
        return total(self.lines)


@click.command(
    epilog="""\b
Examples:
  python -m generator cost
  python -m generator cost params/dev/payment-service.pipeline.json
  python -m generator cost --env prod --builds 400 --minutes 8
  python -m generator cost --format json

\b
Exit codes: 0 estimated, 1 a file cannot be used, 2 wrong usage,
or a region or a compute type without a price."""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@environments_option
@service_option
@click.option(
    "--builds",
    default=_DEFAULT.builds,
    type=_COUNT,
    help="Pipeline executions a month.",
)
@click.option(
    "--minutes", default=_DEFAULT.minutes, type=_COUNT, help="Minutes of each build."
)
@click.option(
    "--deploy-minutes",
    default=_DEFAULT.deploy_minutes,
    type=_COUNT,
    help="Minutes of a deployment, with the waits.",
)
@click.option(
    "--artifact-gb", default=_DEFAULT.artifact_gb, type=_GIGABYTES, help="GB kept."
)
@click.option(
    "--log-gb",
    default=_DEFAULT.log_gb,
    type=_GIGABYTES,
    help="GB of new logs a month.",
)
@click.option("--mails", default=_DEFAULT.mails, type=_COUNT, help="E-mails a month.")
@format_option(name="output", text="json for machines.")
@click.pass_obj
def cost(
    project: Project,
    /,
    paths: tuple[Path, ...],
    environments: tuple[str, ...],
    service: str | None,
    output: str,
    **amounts: Any,
) -> None:
    """Estimate what stacks cost a month, in US dollars before tax.

    Without PATHS: the stacks of all parameter files. The numbers are for each
    stack; all prices and their sources stand in generator/review/prices.toml.
    """
    month = Workload(**amounts)
    # Imported here: reading parameter files brings their schema with it.
    from generator.parameters import select

    chosen = select(project, paths, environments=environments, service=service)
    estimates = [
        # The template has the defaults that the stack would get.
        _estimate(stack, chosen.template(stack), month)
        for stack in chosen.files
    ]
    if output == "json":
        print_json(_document(estimates))
    else:
        _show(estimates, month)


def _estimate(stack: ParameterFile, template: Template, month: Workload) -> Estimate:
    price = prices(stack.environment.region)
    try:
        has = footprint(stack_scope(stack, template))
    except TemplateError as error:
        raise GeneratorError(
            f"{stack.template}.yaml cannot be evaluated for {stack.path}: {error}.",
            "Run `python -m generator validate`.",
        ) from None
    return Estimate(stack, bill(has, month, price), price, has.assumed)


def _saved(estimates: Sequence[Estimate]) -> dict[str, Decimal]:
    """The free tier by account: its stacks share it."""
    accounts = dict.fromkeys(each.stack.environment.account for each in estimates)
    return {
        account: free_tier(
            [
                (each.lines, each.price)
                for each in estimates
                if each.stack.environment.account == account
            ]
        )
        for account in accounts
    }


def _document(estimates: Sequence[Estimate]) -> dict[str, Any]:
    """For `--format json`; amounts are texts, because money is not a float."""
    saved = _saved(estimates)
    listed = sum((each.total for each in estimates), Decimal(0))
    return {
        "currency": "USD",
        "stacks": [
            {
                "stack": each.stack.stack_name,
                "file": str(each.stack.path),
                "account": each.stack.environment.account,
                "region": each.price.region,
                "prices_of": each.price.date,
                "unconfirmed": list(each.price.unconfirmed),
                "assumed": list(each.assumed),
                "lines": [
                    {
                        "what": line.text,
                        "quantity": f"{line.quantity:f}",
                        "price": f"{line.price:f}",
                        "amount": f"{line.amount:f}",
                    }
                    for line in each.lines
                ],
                "total": str(each.total),
            }
            for each in estimates
        ],
        "total": str(listed),
        "free_tier": {account: str(amount) for account, amount in saved.items()},
        "total_after_free_tier": str(listed - sum(saved.values(), Decimal(0))),
    }


def _show(estimates: Sequence[Estimate], month: Workload) -> None:
    from rich.console import Console
    from rich.table import Table

    from generator.review.spending import assumptions

    rows = list(dict.fromkeys(line.text for each in estimates for line in each.lines))
    table = Table("US dollars a month", footer_style="bold", show_footer=True)
    table.columns[0].footer = "List price"
    table.columns[0].overflow = "fold"
    for each in estimates:
        table.add_column(
            f"{log_line(each.stack.stack_name)}\n{each.price.region}",
            justify="right",
            # Cut off, the names of one service's stacks are all the same.
            overflow="fold",
            footer=str(each.total),
        )
    for text in rows:
        cells = [_cell(each, text) for each in estimates]
        table.add_row(log_line(text), *cells)
    # The table has no letter of others that is not harmless already.
    Console(highlight=False, markup=False).print(table)
    saved = _saved(estimates)
    listed = sum((each.total for each in estimates), Decimal(0))
    left = listed - sum(saved.values(), Decimal(0))
    say_wrapped(f"Total {listed}; {left} if nothing else uses the free tier of:")
    for account, amount in saved.items():
        say_wrapped(f"  account {account}: -{amount}")
    say_wrapped(f"For each stack: {assumptions(month)}")
    for each in estimates:
        for assumption in each.assumed:
            say_wrapped(f"Assumed for {each.stack.stack_name}: {assumption}.")
    for region, price in {each.price.region: each.price for each in estimates}.items():
        say_wrapped(f"Prices of {region}: {price.date}{_doubt(price)}")


def _doubt(price: Prices) -> str:
    names = ", ".join(price.unconfirmed)
    return f"; not confirmed for this region: {names}" if names else ""


def _cell(estimate: Estimate, text: str) -> str:
    lines = [line for line in estimate.lines if line.text == text]
    return str(total(lines)) if lines else "-"
