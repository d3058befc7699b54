"""What a plan does to the stack's cost and to its evidence for PCI DSS."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.cloudformation.document import Template, TemplateError
from generator.cloudformation.scope import Scope
from generator.cloudformation.settled import settled
from generator.deploy.target import Target
from generator.errors import UsageError
from generator.parameters.expressions import stack_scope
from generator.review.cost import Workload, bill, total
from generator.review.evidence import true_claims
from generator.review.footprint import footprint
from generator.review.prices import prices


def effects(
    target: Target, stack: Mapping[str, Any], deployed: Template | None
) -> list[str]:
    """A line for the cost if it changes, and one for each claim that does.

    `stack` is as DescribeStacks answers it, `deployed` its template; None for a
    stack that is new.
    """
    after = stack_scope(target.file, target.template)
    before = None
    if deployed:
        values = {
            one["ParameterKey"]: one.get("ParameterValue") or ""
            for one in stack.get("Parameters") or ()
        }
        before = stack_scope(replace(target.file, parameters=values), deployed)
    try:
        return [
            *_cost(before, after, target.environment.region),
            *_claims(before, after),
        ]
    except TemplateError as error:
        return [f"what it does to cost and evidence is not known: {error}"]


def _cost(before: Scope | None, after: Scope, region: str) -> Iterator[str]:
    try:
        price = prices(region)
    except UsageError:
        # `cost` says which regions have prices.
        return
    new = total(bill(footprint(after), Workload(), price))
    old = total(bill(footprint(before), Workload(), price)) if before else None
    if new != old:
        was = "" if old is None else f"{old} -> "
        yield f"cost: {was}{new} US dollars a month at list price (see `cost`)"


def _claims(before: Scope | None, after: Scope) -> Iterator[str]:
    if before is None:
        return
    old, new = (
        true_claims(settled(scope, scope.template.no_echo)) for scope in (before, after)
    )
    for claim in dict.fromkeys([*old, *new]):
        if old.get(claim) != new.get(claim):
            texts = " -> ".join(side.get(claim, "nothing") for side in (old, new))
            yield f"evidence for PCI DSS {claim[0]}: {texts}"
