"""Plans as Markdown for a pull-request comment: never too long, values in sight.

Values stand in lists: a table as wide as its longest ARN pushes them out of view.
"""

from collections.abc import Iterable, Iterator, Sequence

from generator.deploy.plan.changes import Change
from generator.deploy.plan.highlights import (
    counts,
    headline,
    highlights,
    page_of,
    total,
)
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.properties import PropertyChange
from generator.deploy.plan.review import doubt_text, place_text, shown, told, value_text
from generator.deploy.plan.risk import KINDS, Risk, replaces
from generator.deploy.plan.sequence import Step, in_words
from generator.review.markdown import code, folded, listed, prose, table, tag_text

# A bot finds its own comment by this line and updates it.
MARKER = "<!-- payment-pipeline-generator: plan -->"
# GitHub refuses comments above 65,536 characters (its API's own error text).
LIMIT = 60_000
_CUT = "\n\n_The rest does not fit into a comment; it is in the plan file._\n"
# So much is shown of what a reviewer reads first.
_TOLD, _NAMED = 20, 3


def is_review(text: str) -> bool:
    """Was it written by `markdown`?"""
    return text.startswith(MARKER)


def markdown(
    plans: Sequence[StackPlan], limit: int = LIMIT, order: Sequence[Step] = ()
) -> str:
    """The review of all stacks, at most `limit` characters."""
    blocks = [
        MARKER,
        f"## Deployment plan\n\n{prose(total(plans))}.\n",
        *_data_loss(plans),
        *_inputs(plans),
        *_risks(plans),
        _stacks(plans),
        *_order(order),
        *(_details(plan) for plan in plans if plan.has_changes),
    ]
    text = blocks[0]
    for block in blocks[1:]:
        if len(text) + len(block) + len(_CUT) + 1 > limit:
            # Whole lines only, and no table or details left open.
            room = limit - len(text) - len(_CUT) - 1
            if not block.startswith("<details>"):
                text += "\n" + block[: max(room, 0)].rpartition("\n")[0]
            return text + _CUT
        text += "\n" + block
    return text + "\n"


def _data_loss(plans: Iterable[StackPlan]) -> list[str]:
    """What a reviewer must see before anything else, however long the rest is."""
    found = [
        f"{code(risk.logical_id)} of {code(plan.stack)}"
        for plan in plans
        for risk in plan.risks
        if risk.kind == "data-loss"
    ]
    return [f"**Data at risk:** {_some(found)}.\n"] if found else []


def _order(order: Sequence[Step]) -> list[str]:
    """What waits for what, where that is not plain from the environments."""
    lines = [f"- {prose(text)}" for text in in_words(order)]
    return ["\n".join(["### Order\n", *lines, ""])] if lines else []


def _inputs(plans: Iterable[StackPlan]) -> list[str]:
    """What changed in parameters and tags; stacks with the same changes together."""
    alike: dict[tuple[InputChange, ...], list[str]] = {}
    for plan in plans:
        if plan.inputs:
            alike.setdefault(plan.inputs, []).append(plan.stack)
    lines = []
    for inputs, stacks in list(alike.items())[:_TOLD]:
        lines.append(f"{_some([code(stack) for stack in stacks])}:\n")
        lines += [f"- {_value(code(c.name), c.before, c.after)}" for c in inputs]
        lines.append("")
    if len(alike) > _TOLD:
        lines.append(f"And other changes of {len(alike) - _TOLD} more.\n")
    return ["### Parameters and tags\n", *lines] if lines else []


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - _NAMED
    return listed([*names[:_NAMED], *([f"{more} more"] if more > 0 else [])])


def _value(name: str, before: str | None, after: str | None) -> str:
    """`LogRetentionDays`: `30` → `90`."""
    return f"{name}: {code(value_text(before))} → {code(value_text(after))}"


def _risks(plans: Sequence[StackPlan]) -> list[str]:
    """One block, the worst kind first, over all stacks."""
    found = [(risk, plan) for plan in plans for risk in highlights(plan)]
    found.sort(key=lambda pair: KINDS.index(pair[0].kind))
    lines = [
        f"- **{risk.kind}** {code(plan.stack)} / {code(risk.logical_id)}: "
        f"{prose(shown(risk.text))}{_gate(risk)}"
        for risk, plan in found
    ]
    pages = dict.fromkeys(_page(plan) for plan in plans if page_of(plan))
    lines += [f"- **note** who may do what: {page}" for page in pages]
    lines += [
        f"- **note** {code(plan.stack)}: {prose(warning)}"
        for plan in plans
        for warning in plan.warnings
        if plan.has_changes or plan.only_sets
    ]
    title = "Risks" if found else "Notes"
    return [f"### {title}\n", *lines, ""] if lines else []


def _gate(risk: Risk) -> str:
    return f" (stopped without `{risk.allow}`)" if risk.allow else ""


def _stacks(plans: Iterable[StackPlan]) -> str:
    rows = [
        (
            prose(plan.stack),
            prose(plan.environment),
            f"{plan.account}, {plan.region}",
            prose(headline(plan)) if plan.has_changes or plan.only_sets else "nothing",
            str(len(plan.risks)),
        )
        for plan in plans
    ]
    header = ("Stack", "Environment", "Account, region", "What", "Risks")
    return f"### Stacks\n\n{table(header, rows)}\n"


def _details(plan: StackPlan) -> str:
    lines = [
        line for change in plan.changes for line in _change(change, told(change, plan))
    ]
    commit = plan.commit or "unknown"
    lines.append(
        f"\n[Change set]({plan.console_url}), template {code(plan.template)} "
        f"`{plan.template_sha256[:12]}`, commit {code(commit)}, "
        f"by {code(plan.principal)}"
    )
    return folded(tag_text(f"{plan.stack}: {counts(plan)}"), "\n".join(lines)) + "\n"


def _page(plan: StackPlan) -> str:
    """The page of the template at the plan's commit, as a comment can link to it."""
    page = page_of(plan)
    if not plan.commit.isalnum():
        return code(page)
    return f"[{prose(page)}](../blob/{plan.commit}/{page}#who-may-do-what)"


def _change(change: Change, properties: Iterable[PropertyChange]) -> Iterator[str]:
    replaced = replaces(change)
    spared = change.action == "Add" or replaced == "no"
    note = "" if spared else f", {replaced} replaced"
    kind = f"{prose(change.type)}{note}"
    yield f"- **{prose(change.action)}** {code(change.logical_id)} {kind}"
    new = change.action == "Add"
    yield from (f"  - {_property(changed, new=new)}" for changed in properties)


def _property(changed: PropertyChange, *, new: bool) -> str:
    place = code(place_text(changed))
    if new:
        return f"{place}: {code(value_text(changed.after))}{doubt_text(changed)}"
    if changed.before is None and changed.after is None:
        return f"{place}{doubt_text(changed)}"
    return f"{_value(place, changed.before, changed.after)}{doubt_text(changed)}"
