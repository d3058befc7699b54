"""A policy statement in words."""

from collections.abc import Iterable, Iterator

from generator.cloudformation.conditions import Branch, Way
from generator.cloudformation.document import Template
from generator.cloudformation.policies import Comparison, Principal, Statement
from generator.review.conditions import when
from generator.review.expressions import say
from generator.review.markdown import code, listed, prose

# How a person says an IAM condition operator (IAM User Guide, "IAM JSON policy
# elements: Condition operators"); all others are shown as they are.
_OPERATORS = {
    "ArnEquals": "is",
    "ArnLike": "is like",
    "ArnNotEquals": "is not",
    "ArnNotLike": "is not like",
    "Bool": "is",
    "NumericLessThan": "is below",
    "StringEquals": "is",
    "StringLike": "is like",
    "StringNotEquals": "is not",
    "StringNotLike": "is not like",
}

# Principals that are put in words, not as a name.
ANYBODY = "anybody"
ACCOUNT = "this account's IAM policies"


def on_everything(statement: Statement) -> bool:
    """Is `*` one of its resources?"""
    every = any(branch.value == "*" for branch in statement.resources)
    return every and "Resource" not in statement.all_but


def actions(statement: Statement, template: Template) -> str:
    """What a statement allows or denies, for a table's cell."""
    but = "all but " if "Action" in statement.all_but else ""
    return _one_below_the_other(statement.actions, statement.way, template, but)


def places(statement: Statement, template: Template) -> str:
    """What a statement is about, for a table's cell."""
    but = "all but " if "Resource" in statement.all_but else ""
    return _one_below_the_other(statement.resources, statement.way, template, but)


def who(statement: Statement, template: Template) -> list[str]:
    """Whom a statement speaks of, a name or some words each."""
    but = "all but " if "Principal" in statement.all_but else ""
    names = dict.fromkeys(_principal(each, template) for each in statement.principals)
    return [
        f"{but}{name}" if name in (ANYBODY, ACCOUNT) else code(f"{but}{name}")
        for name in names
    ]


def only_if(statement: Statement, template: Template) -> Iterator[str]:
    """What a statement's Condition asks for, a comparison each."""
    found: dict[tuple[str | int, ...], list[Comparison]] = {}
    for comparison in statement.comparisons:
        found.setdefault(comparison.whole.path, []).append(comparison)
    for comparisons in found.values():
        yield _comparison(comparisons, statement.way, template)


def provisos(statement: Statement, template: Template) -> Iterator[str]:
    """What must be for a statement to count: its Condition, and the template's."""
    yield from only_if(statement, template)
    if statement.way:
        yield f"there when {when(statement.way, template)}"


def named(statement: Statement) -> str:
    """A statement's name on a line above what it says."""
    return f"**{prose(statement.sid)}**<br>" if statement.sid else ""


def _one_below_the_other(
    branches: Iterable[Branch], way: Way, template: Template, but: str
) -> str:
    """Texts and when they are meant; `way` holds for all of them."""
    found = dict.fromkeys(
        (code(but + say(branch.value, template)), branch.way[len(way) :])
        for branch in branches
    )
    return "<br>".join(
        f"{text}, when {when(further, template)}" if further else text
        for text, further in found
    )


def _principal(principal: Principal, template: Template) -> str:
    if principal.who.value == "*":
        return ANYBODY
    name = say(principal.who.value, template)
    # Of another account the name says which it is.
    return ACCOUNT if name == "arn:…:iam:…:root" else name


def _comparison(found: list[Comparison], way: Way, template: Template) -> str:
    first = found[0]
    values = dict.fromkeys(code(say(each.value.value, template)) for each in found)
    text = f"{code(first.key)} {_operator(first.operator)} {listed(values, 'or')}"
    further = first.whole.way[len(way) :]
    return f"{text}, when {when(further, template)}" if further else text


def _operator(name: str) -> str:
    base = name.removesuffix("IfExists")
    words = _OPERATORS.get(base, base)
    return words if base == name else f"{words} (if there is one)"
