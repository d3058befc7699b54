"""Policy statements compared: which came, went, permit more or permit less."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from generator.cloudformation import policies
from generator.cloudformation.conditions import Branch
from generator.deploy.plan.difference import Difference, as_text

Texts = frozenset[str]


@dataclass(frozen=True)
class Statement:
    """A statement by what it says; each element is a set of texts."""

    sid: str
    effect: str
    actions: Texts
    resources: Texts
    principals: Texts
    conditions: Texts

    @property
    def label(self) -> str:
        """Its name, or what it is about."""
        first, *more = sorted(self.actions) or [""]
        return self.sid or (f"{first}, …" if more else first)

    def __str__(self) -> str:
        return f"{self.effect} {_words(self)}"


def statements(document: Any) -> list[Statement]:
    """The statements of a policy document, in their order."""
    return [_statement(one) for one in policies.statements(document)]


def statement_differences(before: Any, after: Any, path: str) -> Iterator[Difference]:
    """What became of each statement that is not the same any more."""
    old, new = statements(before), statements(after)
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    for one, other in _pairs(gone, come):
        gone.remove(one)
        come.remove(other)
        where = f"{path}/{other.label} {_how(one, other)}"
        yield Difference(where, _words(one, other) or None, _words(other, one) or None)
    for one in gone:
        yield Difference(f"{path}/{one.label} removed", str(one), None)
    for one in come:
        yield Difference(f"{path}/{one.label} added", None, str(one))


def _pairs(
    gone: Iterable[Statement], come: Iterable[Statement]
) -> list[tuple[Statement, Statement]]:
    """Statements that are the same one, changed: the likest first."""
    candidates = [(_likeness(one, other), one, other) for one in gone for other in come]
    candidates.sort(key=lambda found: -found[0])
    pairs: list[tuple[Statement, Statement]] = []
    for likeness, one, other in candidates:
        taken = any(one is first or other is second for first, second in pairs)
        if likeness and not taken:
            pairs.append((one, other))
    return pairs


def _likeness(one: Statement, other: Statement) -> int:
    if one.effect != other.effect or bool(one.principals) != bool(other.principals):
        return 0
    if one.sid and one.sid == other.sid:
        return 1000
    shared = one.actions - _beyond(one.actions, other.actions)
    shared |= other.actions - _beyond(other.actions, one.actions)
    places = len(one.resources & other.resources)
    return 10 * len(shared) + places if shared else 0


def _how(before: Statement, after: Statement) -> str:
    more, less = _adds(before, after), _adds(after, before)
    if more == less:
        return "changed"
    return "widened" if more == (after.effect == "Allow") else "narrowed"


def _adds(before: Statement, after: Statement) -> bool:
    """Is a statement about something that the other was not about?"""
    return bool(
        _beyond(after.actions, before.actions)
        or _beyond(after.resources, before.resources)
        or _beyond(after.principals, before.principals)
        # A condition that is gone no longer keeps anything out.
        or before.conditions - after.conditions
    )


def _beyond(texts: Texts, patterns: Texts) -> Texts:
    """The texts that none of the patterns, with IAM's `*` and `?`, covers."""
    return frozenset(
        text
        for text in texts
        if not any(
            fnmatchcase(text, pattern.replace("[", "[[]")) for pattern in patterns
        )
    )


def _words(one: Statement, other: Statement | None = None) -> str:
    """A statement without its effect, or what of it another one lacks."""
    parts = (
        ("", one.actions, other.actions if other else frozenset()),
        ("on ", one.resources, other.resources if other else frozenset()),
        ("to ", one.principals, other.principals if other else frozenset()),
        ("if ", one.conditions, other.conditions if other else frozenset()),
    )
    return " ".join(
        word + (" and " if word == "if " else ", ").join(sorted(texts - others))
        for word, texts, others in parts
        if texts - others
    )


def _statement(statement: policies.Statement) -> Statement:
    return Statement(
        statement.sid,
        str(statement.effect),
        _texts(statement, "Action", statement.actions),
        _texts(statement, "Resource", statement.resources),
        _principals(statement),
        _conditions(statement.raw.get("Condition")),
    )


def _texts(statement: policies.Statement, name: str, found: Iterable[Branch]) -> Texts:
    """The values of an element, or of its opposite as one."""
    values = [as_text(one.value) for one in found]
    if name in statement.all_but:
        return frozenset(["all but " + ", ".join(values)])
    return frozenset(values)


def _principals(statement: policies.Statement) -> Texts:
    mark = "everybody but " if "Principal" in statement.all_but else ""
    return frozenset(
        mark + " ".join(part for part in (one.kind, as_text(one.who.value)) if part)
        for one in statement.principals
    )


def _conditions(condition: Any) -> Texts:
    if not isinstance(condition, Mapping):
        return frozenset([as_text(condition)] if condition else [])
    return frozenset(
        f"{key} {operator} {_alternatives(value)}"
        for operator, keys in condition.items()
        for key, value in (keys.items() if isinstance(keys, Mapping) else ())
    )


def _alternatives(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return " or ".join(sorted(map(as_text, values)))
