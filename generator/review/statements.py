"""Policy documents as statements, each with the conditions it depends on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.review.conditions import Way, branches, when
from generator.review.expressions import Template, function, say
from generator.review.markdown import code, listed

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

# Principals that are said in words, not as a name.
ANYBODY = "anybody"
ACCOUNT = "this account's IAM policies"
PLAIN = (ANYBODY, ACCOUNT)


@dataclass(frozen=True)
class Statement:
    """One statement of a policy; `way` is what must hold for it to be there."""

    way: Way
    sid: str
    denies: bool
    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[tuple[Way, str], ...]
    only_if: tuple[str, ...]

    @property
    def on_everything(self) -> bool:
        """Whether a resource is `*`."""
        return any(text == "*" for _, text in self.resources)


def statements(document: Any, template: Template, way: Way = ()) -> Iterator[Statement]:
    """The statements of a policy document, in their order."""
    for document_way, found in branches(document, way):
        for statement_way, raw in branches(found.get("Statement", []), document_way):
            yield _statement(raw, statement_way, template)


def places(statement: Statement, template: Template) -> str:
    """What a statement is about, for a table's cell."""
    return "<br>".join(
        f"{code(text)}, when {when(way, template)}" if way else code(text)
        for way, text in statement.resources
    )


def _statement(raw: Mapping[str, Any], way: Way, template: Template) -> Statement:
    denied = "Not" if "NotAction" in raw else ""
    elsewhere = "Not" if "NotResource" in raw else ""
    return Statement(
        way=way,
        sid=str(raw.get("Sid", "")),
        denies=raw.get("Effect") == "Deny",
        principals=tuple(_all_principals(raw, template)),
        actions=_texts(raw.get(f"{denied}Action"), template, bool(denied)),
        resources=_resources(raw.get(f"{elsewhere}Resource"), template, elsewhere),
        only_if=tuple(_only_if(raw.get("Condition") or {}, template)),
    )


def _resources(
    value: Any, template: Template, elsewhere: str
) -> tuple[tuple[Way, str], ...]:
    if value is None:
        return ()
    but = "all but " if elsewhere else ""
    return tuple((way, but + say(item, template)) for way, item in branches(value))


def _texts(value: Any, template: Template, all_but: bool = False) -> tuple[str, ...]:
    if value is None:
        return ()
    texts = dict.fromkeys(say(item, template) for _, item in branches(value))
    return tuple(f"all but {text}" if all_but else text for text in texts)


def _all_principals(raw: Mapping[str, Any], template: Template) -> Iterator[str]:
    yield from _principals(raw.get("Principal"), template)
    excepted = _principals(raw.get("NotPrincipal"), template)
    yield from (f"all but {name}" for name in excepted)


def _principals(value: Any, template: Template) -> tuple[str, ...]:
    if value is None:
        return ()
    if value == "*" or not isinstance(value, Mapping) or function(value):
        return (ANYBODY,) if value == "*" else _texts(value, template)
    named = [text for each in value.values() for text in _texts(each, template)]
    return tuple(ANYBODY if name == "*" else _account(name) for name in named)


def _account(name: str) -> str:
    root = name.startswith("arn:…:iam:") and name.endswith(":root")
    return ACCOUNT if root else name


def _only_if(conditions: Any, template: Template) -> Iterator[str]:
    for way, found in branches(conditions):
        for operator, keys in found.items():
            for key, value in keys.items():
                texts = [code(text) for text in _texts(value, template)]
                said = f"{code(key)} {_operator(operator)} {listed(texts, 'or')}"
                yield f"{said}, when {when(way, template)}" if way else said


def _operator(name: str) -> str:
    base = name.removesuffix("IfExists")
    said = _OPERATORS.get(base, base)
    return said if base == name else f"{said} (if there is one)"
