"""Plans as lines for a terminal: what changed, then risks, then every resource."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal, NamedTuple

from generator.deploy.outcome import Outcome, Result
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
from generator.deploy.plan.risk import Risk, replaces
from generator.deploy.unknown import has_unknown, in_words
from generator.review.markdown import counted, escaped

Tone = Literal["plain", "title", "good", "warn", "bad", "dim"]

_SIGNS = {"Add": "+", "Modify": "~", "Remove": "-", "Import": ">", "Dynamic": "?"}
# Of so many stacks with the same changes one is told.
_ALIKE = 3
# So many properties of a resource are told.
_DECISIVE = 8
_TONES: dict[str, Tone] = {"Add": "good", "Modify": "warn", "Remove": "bad"}


class Line(NamedTuple):
    """One line of text and how it should look where colour is possible."""

    text: str
    tone: Tone = "plain"


def review(plans: Sequence[StackPlan]) -> Iterator[Line]:
    """The review of all stacks; whatever is in a value, a line is one line.

    First what kind of change it is altogether; stacks that differ in their names
    only are told once.
    """
    if len(plans) > 1:
        yield Line(total(plans), "title")
    groups: dict[tuple[str, ...], list[StackPlan]] = {}
    for plan in plans:
        groups.setdefault(_apart_from_names(plan), []).append(plan)
    for alike in groups.values():
        told = alike if len(alike) < _ALIKE else alike[:1]
        for plan in told:
            yield from (Line(escaped(text), tone) for text, tone in _stack(plan))
        if len(told) < len(alike):
            names = ", ".join(plan.stack for plan in alike[1:])
            more = counted(len(alike) - 1, "more", "more")
            yield Line(escaped(f"  {more} like this: {names}"), "title")


def _apart_from_names(plan: StackPlan) -> tuple[str, ...]:
    """What is told of a stack, without what names it."""
    service = PurePath(plan.parameter_file).name.partition(".")[0]
    names = (plan.change_set_id, plan.stack, service)
    lines = []
    for text, _ in _stack(plan):
        for name in filter(None, names):
            text = text.replace(name, "")
        lines.append(text)
    return tuple(lines)


def _stack(plan: StackPlan) -> Iterator[Line]:
    where = f"{plan.environment}, {plan.account}, {plan.region}"
    yield Line(f"{plan.stack} ({where}): {headline(plan)}", "title")
    for changed in plan.inputs:
        yield Line(f"  {input_text(changed)}")
    if plan.changes and plan.type == "UPDATE" and not plan.inputs:
        yield Line("  no parameter and no tag changes")
    yield from map(risk_line, highlights(plan, briefly=True))
    if page_of(plan):
        yield Line(f"  i who may do what: {page_of(plan)}", "warn")
    acts = plan.has_changes or plan.only_sets
    for warning in plan.warnings:
        yield Line(f"  i {warning}", "warn" if acts else "dim")
    for change in plan.changes:
        yield from change_lines(change, told(change, plan))
    if plan.has_changes:
        # The whole ARN is in the plan file; the name finds it in the console.
        name = plan.change_set_id.partition("changeSet/")[2].partition("/")[0]
        yield Line(f"  {counts(plan)}; change set {name}", "dim")


def told(change: Change, plan: StackPlan) -> tuple[PropertyChange, ...]:
    """The properties that a review tells.

    Of a new stack none: everything is new, and its page and parameters say it.
    """
    new = plan.type == "CREATE" and change.action == "Add"
    return () if new else change.properties


def risk_line(risk: Risk) -> Line:
    """What can go wrong, where."""
    tone: Tone = "bad" if risk.allow or risk.kind == "replacement" else "warn"
    return Line(f"  ! {risk.kind}: {risk.logical_id}: {shown(risk.text)}", tone)


def change_lines(
    change: Change, properties: Sequence[PropertyChange]
) -> Iterator[Line]:
    """A resource and the properties of it that are told."""
    sign = _SIGNS.get(change.action, "?")
    replaced = replaces(change)
    note = "" if replaced == "no" or change.action == "Add" else f" {replaced} replaced"
    yield Line(
        f"  {sign} {change.logical_id} ({change.type}){note}",
        _TONES.get(change.action, "warn"),
    )
    # First those by which a person decides.
    order = sorted(properties, key=lambda one: one.recreation == "Never")
    for changed in order[:_DECISIVE]:
        text = new_text(changed) if change.action == "Add" else property_text(changed)
        yield Line(f"      {text}", "dim")
    if len(order) > _DECISIVE:
        more = counted(len(order) - _DECISIVE, "more property", "more properties")
        yield Line(f"      and {more}: see --markdown or --format json", "dim")


def result(plan: StackPlan, changed: Outcome, step: int) -> Result:
    """What planning came to; `changed` is the outcome where there are changes.

    `step` is when the stack would be deployed, counted from 1.
    """
    acts = plan.has_changes or plan.only_sets
    outcome = changed if acts else Outcome.UNCHANGED
    message = counts(plan) if acts else plan.warnings[0]
    data = {"step": step, "plan": plan.as_dict()}
    return replace(plan.result(outcome, message), data=data)


def input_text(changed: InputChange) -> str:
    """`LogRetentionDays: 30 -> 90`."""
    before, after = value_text(changed.before), value_text(changed.after)
    return f"{changed.name}: {before} -> {after}"


def property_text(changed: PropertyChange) -> str:
    """`path: before -> after`, and what CloudFormation is not sure of."""
    text = place_text(changed)
    if changed.before is not None or changed.after is not None:
        text += f": {value_text(changed.before)} -> {value_text(changed.after)}"
    return text + doubt_text(changed)


def new_text(changed: PropertyChange) -> str:
    """`path: value` of a new resource, which had nothing before."""
    return f"{place_text(changed)}: {value_text(changed.after)}{doubt_text(changed)}"


def place_text(changed: PropertyChange) -> str:
    """Where a property is, from the resource's properties on."""
    return changed.path.removeprefix("/Properties/")


def doubt_text(changed: PropertyChange) -> str:
    """What CloudFormation is not sure of, and what somebody changed by hand."""
    text = ""
    if not changed.certain and not has_unknown(changed.after):
        text += " (known after deployment)"
    return f"{text} (drifted)" if changed.drifted else text


def value_text(value: str | None) -> str:
    """A value before or after, with words for the two kinds of nothing."""
    return "(none)" if value is None else shown(value) or "(empty)"


def shown(text: str) -> str:
    """A text of CloudFormation's with words for what it does not know yet."""
    return in_words(text)
