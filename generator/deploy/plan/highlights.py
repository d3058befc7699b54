"""What a reviewer reads first: what kind of change it is, and what can go wrong."""

from collections.abc import Iterator
from itertools import groupby

from generator.deploy.plan.grants import is_on_everything
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import Risk, replaces


def counts(plan: StackPlan) -> str:
    """`2 to add, 1 to modify`, in CloudFormation's words."""
    actions = [change.action for change in plan.changes]
    parts = [
        f"{actions.count(action)} to {action.lower()}"
        for action in dict.fromkeys(actions)
    ]
    return ", ".join(parts) or "no resource changes"


def headline(plan: StackPlan) -> str:
    """`update: 3 to modify, 1 replaced, data of 1 at risk`."""
    if not plan.has_changes:
        return f"no changes ({plan.stack_status})"
    parts = [f"{plan.type.lower()}: {counts(plan)}"]
    kinds = [replaces(one) for one in plan.changes if one.action != "Add"]
    parts += [
        f"{kinds.count(how)} {word}"
        for how, word in (("certainly", "replaced"), ("possibly", "possibly replaced"))
        if how in kinds
    ]
    lost = sum(risk.kind == "data-loss" for risk in plan.risks)
    return ", ".join([*parts, *([f"data of {lost} at risk"] if lost else [])])


def highlights(plan: StackPlan) -> Iterator[Risk]:
    """The risks; of a new stack the permissions in short, a line each resource.

    All that a new stack may do is new: a wall of it hides what is unusual.
    """
    if plan.type != "CREATE":
        yield from plan.risks
        return
    for (kind, name), group in groupby(plan.risks, lambda r: (r.kind, r.logical_id)):
        if kind == "permissions":
            yield _in_short(name, [risk.text for risk in group])
        else:
            yield from group


def _in_short(name: str, grants: list[str]) -> Risk:
    everywhere = [text for text in grants if is_on_everything(text)]
    number = f"{len(grants)} grant{'s' if len(grants) > 1 else ''}"
    return Risk("permissions", name, "; ".join([number, *everywhere]))


def page_of(plan: StackPlan) -> str:
    """The page with all permissions, if they are told in short; else nothing."""
    short = plan.type == "CREATE" and any(r.kind == "permissions" for r in plan.risks)
    return f"templates_out/{plan.template.removesuffix('.yaml')}.md" if short else ""
