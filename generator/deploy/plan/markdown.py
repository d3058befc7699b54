"""Plans as Markdown for a pull-request comment: risks first, never too long."""

import html
import re
from collections.abc import Iterable, Sequence

from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.review import counts, property_text, shown
from generator.deploy.plan.risk import KINDS, Risk, replaces

# A bot finds its own comment by this line and updates it.
MARKER = "<!-- payment-pipeline-generator: plan -->"
# GitHub refuses comments above 65,536 characters (its API's own error text).
LIMIT = 60_000
_CUT = "\n\n_The rest does not fit into a comment; it is in the plan file._\n"


def markdown(plans: Sequence[StackPlan], limit: int = LIMIT) -> str:
    """The review of all stacks, at most `limit` characters."""
    blocks = [MARKER, "## Deployment plan\n", _summary(plans)]
    blocks += _risks(plans)
    blocks += [_details(plan) for plan in plans if plan.has_changes]
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


def _summary(plans: Iterable[StackPlan]) -> str:
    rows = [
        "| Stack | Environment | Account, region | What | Risks |",
        "| --- | --- | --- | --- | --- |",
    ]
    for plan in plans:
        what = f"{plan.type.lower()}: {counts(plan)}" if plan.has_changes else "nothing"
        rows.append(
            f"| {_cell(plan.stack)} | {_cell(plan.environment)} "
            f"| {plan.account}, {plan.region} | {what} | {len(plan.risks)} |"
        )
    return "\n".join(rows) + "\n"


def _risks(plans: Sequence[StackPlan]) -> list[str]:
    """One block, the worst kind first, over all stacks."""
    found = [(risk, plan) for plan in plans for risk in plan.risks]
    found.sort(key=lambda pair: KINDS.index(pair[0].kind))
    lines = [
        f"- **{risk.kind}** `{_code(plan.stack)}` / `{_code(risk.logical_id)}`: "
        f"{_cell(shown(risk.text))}{_gate(risk)}"
        for risk, plan in found
    ]
    lines += [
        f"- **note** `{_code(plan.stack)}`: {_cell(warning)}"
        for plan in plans
        for warning in plan.warnings
        if plan.has_changes
    ]
    return ["### Risks\n", *lines, ""] if lines else []


def _gate(risk: Risk) -> str:
    return f" (stopped without `{risk.allow}`)" if risk.allow else ""


def _details(plan: StackPlan) -> str:
    rows = [
        "| Action | Resource | Type | Replacement | Properties |",
        "|---|---|---|---|---|",
    ]
    for change in plan.changes:
        properties = "<br>".join(
            _cell(property_text(changed)) for changed in change.properties
        )
        replaced = "" if change.action == "Add" else replaces(change)
        rows.append(
            f"| {_cell(change.action)} | {_cell(change.logical_id)} "
            f"| {_cell(change.type)} | {replaced} | {properties} |"
        )
    return (
        f"<details><summary>{_cell(plan.stack)}: {counts(plan)}</summary>\n\n"
        + "\n".join(rows)
        + f"\n\n[Change set]({plan.console_url}), template `{plan.template}` "
        f"`{plan.template_sha256[:12]}`, commit `{_code(plan.commit) or 'unknown'}`, "
        f"by `{_code(plan.principal)}`\n</details>\n"
    )


def _cell(text: str) -> str:
    """Text that cannot break a table, close a tag or call a person."""
    text = html.escape(text, quote=False).replace("|", "\\|").replace("\n", " ")
    return re.sub(r"([@`*_\[\]])", r"\\\1", text)


def _code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ").replace("|", "\\|")
