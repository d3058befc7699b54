"""What a plan does to the stack's cost and to its evidence for PCI DSS."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.cloudformation.document import TemplateError, from_body, parse
from generator.cloudformation.scope import Scope
from generator.cloudformation.settled import settled
from generator.deploy.target import Target
from generator.errors import UsageError
from generator.parameters.expressions import stack_scope
from generator.review.cost import Workload, bill, total
from generator.review.evidence import true_claims
from generator.review.footprint import footprint
from generator.review.prices import prices


def effects(target: Target, stack: Mapping[str, Any], deployed: Any) -> list[str]:
    """A line for the cost if it changes, and one for each claim that does.

    `stack` is as DescribeStacks answers it, `deployed` its template as
    GetTemplate does.
    """
    after = stack_scope(target.file, target.template)
    region = target.environment.region
    try:
        before = _before(target, stack, deployed)
        return [*_cost(before, after, region), *_claims(before, after)]
    except TemplateError as error:
        return [f"what it does to cost and evidence is not known: {error}"]


def _before(target: Target, stack: Mapping[str, Any], deployed: Any) -> Scope:
    template = parse(deployed) if isinstance(deployed, str) else from_body(deployed)
    values = {
        one["ParameterKey"]: one.get("ParameterValue") or ""
        for one in stack.get("Parameters") or ()
    }
    return stack_scope(replace(target.file, parameters=values), template)


def _cost(before: Scope, after: Scope, region: str) -> Iterator[str]:
    try:
        price = prices(region)
    except UsageError:
        # `cost` says which regions have prices.
        return
    old, new = (
        total(bill(footprint(scope), Workload(), price)) for scope in (before, after)
    )
    if new != old:
        yield f"cost: {old} -> {new} US dollars a month at list price"


def _claims(before: Scope, after: Scope) -> Iterator[str]:
    old, new = (
        true_claims(settled(scope, scope.template.no_echo)) for scope in (before, after)
    )
    for claim in dict.fromkeys([*old, *new]):
        if old.get(claim) != new.get(claim):
            texts = " -> ".join(side.get(claim, "nothing") for side in (old, new))
            yield f"evidence for PCI DSS {claim[0]}: {texts}"
