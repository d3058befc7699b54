"""What a reviewer reads first: what kind of change it is, and what can go wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from generator.deploy.plan.grants import matters
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import Risk, replaces
from generator.review.markdown import counted

# So many grants of one resource are told one by one.
_FEW = 3
# Of a plan that only sets termination protection or the stack policy.
_SETS = "settings alone"


def counts(plan: StackPlan) -> str:
    """`2 to add, 1 to modify`, in CloudFormation's words."""
    actions = [change.action for change in plan.changes]
    parts = [
        f"{actions.count(action)} to {action.lower()}"
        for action in dict.fromkeys(actions)
    ]
    return ", ".join(parts) or (_SETS if plan.only_sets else "no resource changes")


def headline(plan: StackPlan) -> str:
    """`update: 3 to modify, 1 replaced, data of 1 at risk`."""
    if not plan.has_changes:
        what = _SETS if plan.only_sets else "no changes"
        return f"{what} ({plan.stack_status})"
    parts = [f"{plan.type.lower()}: {counts(plan)}"]
    kinds = [replaces(one) for one in plan.changes if one.action != "Add"]
    parts += [
        f"{kinds.count(how)} {word}"
        for how, word in (("certainly", "replaced"), ("possibly", "possibly replaced"))
        if how in kinds
    ]
    lost = sum(risk.kind == "data-loss" for risk in plan.risks)
    return ", ".join([*parts, *([f"data of {lost} at risk"] if lost else [])])


def total(plans: Sequence[StackPlan]) -> str:
    """`30 stacks: 2 to create, 27 to update, 1 unchanged, data of 1 at risk`."""
    kinds = Counter(map(_kind, plans))
    parts = [f"{number} {kind}" for kind, number in kinds.items()]
    risks: Counter[str] = Counter(risk.kind for plan in plans for risk in plan.risks)
    for kind, words in (
        ("data-loss", "data of {} at risk"),
        ("deletion", "{} deleted"),
    ):
        if risks[kind]:
            parts.append(words.format(risks[kind]))
    return f"{counted(len(plans), 'stack')}: {', '.join(parts)}"


def _kind(plan: StackPlan) -> str:
    if plan.has_changes:
        return f"to {plan.type.lower()}"
    return "to set" if plan.only_sets else "unchanged"


def highlights(plan: StackPlan, *, briefly: bool = False) -> Iterator[Risk]:
    """The risks; of a new stack, or `briefly`, the permissions in short.

    All that a new stack may do is new: a wall of it hides what is unusual. In short
    are told a line each resource with grants that matter, and how many others.
    """
    if plan.type != "CREATE" and not briefly:
        yield from plan.risks
        return
    yield from in_short(
        plan.risks, plan.account, few=0 if plan.type == "CREATE" else _FEW
    )


def in_short(found: Iterable[Risk], account: str, few: int = _FEW) -> Iterator[Risk]:
    """The risks in their order, of more than a `few` grants those that matter.

    `account` is the one that the stack is in.
    """
    rest: dict[str, int] = {}
    for (kind, name), group in groupby(found, lambda r: (r.kind, r.logical_id)):
        risks = list(group)
        if kind != "permissions" or len(risks) <= few:
            yield from risks
            continue
        told = [risk.text for risk in risks if matters(risk.text, account)]
        if told:
            yield Risk(kind, name, "; ".join([counted(len(risks), "grant"), *told]))
        else:
            rest[name] = len(risks)
    if rest:
        yield _of_the_rest(rest)


def _of_the_rest(grants: Mapping[str, int]) -> Risk:
    """One line for all resources whose grants stay within what is named here."""
    told = f"{counted(sum(grants.values()), 'grant')}, none on everything or to others"
    names = list(grants)
    name = names[0] if len(names) == 1 else f"{len(names)} more resources"
    return Risk("permissions", name, told)


def page_of(plan: StackPlan) -> str:
    """The page with all permissions, if they are told in short; else nothing."""
    short = plan.type == "CREATE" and any(r.kind == "permissions" for r in plan.risks)
    return f"templates_out/{plan.template.removesuffix('.yaml')}.md" if short else ""
