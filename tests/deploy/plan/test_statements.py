"""Statements compared: added, removed, widened, narrowed, with the actions."""

from typing import Any

import pytest

from generator.deploy.plan.statements import statement_differences


def allow(action: Any, resource: Any = "r", **fields: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **fields}


def deny(action: Any, resource: Any = "r", **fields: Any) -> dict[str, Any]:
    return {**allow(action, resource, **fields), "Effect": "Deny"}


def told(before: list[Any], after: list[Any]) -> list[tuple[Any, ...]]:
    found = statement_differences({"Statement": before}, {"Statement": after}, "")
    return [(one.path, one.before, one.after) for one in found]


TLS = {"Bool": {"aws:SecureTransport": "true"}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [allow("s:A")], ("/s:A added", None, "Allow s:A on r")),
        ([allow("s:A")], [], ("/s:A removed", "Allow s:A on r", None)),
        (
            [allow("s:A")],
            [allow(["s:A", "s:B"])],
            ("/s:A, … widened", None, "s:B"),
        ),
        ([allow(["s:A", "s:B"])], [allow("s:A")], ("/s:A narrowed", "s:B", None)),
        ([allow("s:A", "a")], [allow("s:A", "b")], ("/s:A changed", "on a", "on b")),
        (
            [allow("s:A", "a")],
            [allow("s:A", ["a", "b"])],
            ("/s:A widened", None, "on b"),
        ),
        # A pattern that covers what was there is wider, not another.
        ([allow("s:A")], [allow("s:*")], ("/s:* widened", "s:A", "s:*")),
        (
            [allow("s:A", "a/*")],
            [allow("s:A", "a/b")],
            ("/s:A narrowed", "on a/*", "on a/b"),
        ),
        (
            [allow("s:A", Condition=TLS)],
            [allow("s:A")],
            ("/s:A widened", "if aws:SecureTransport Bool true", None),
        ),
        (
            [allow("s:A")],
            [allow("s:A", Condition=TLS)],
            ("/s:A narrowed", None, "if aws:SecureTransport Bool true"),
        ),
        # What is refused more is permitted less.
        ([deny("s:A")], [deny(["s:A", "s:B"])], ("/s:A, … narrowed", None, "s:B")),
        ([deny(["s:A", "s:B"])], [deny("s:A")], ("/s:A widened", "s:B", None)),
        (
            [allow("s:A", Sid="Look")],
            [allow("t:B", Sid="Look")],
            ("/Look changed", "s:A", "t:B"),
        ),
        (
            [allow("s:A", Principal={"AWS": "1"})],
            [allow("s:A", Principal="*")],
            ("/s:A widened", "to AWS 1", "to *"),
        ),
    ],
)
def test_a_statement_says_what_became_of_it(
    before: list[Any], after: list[Any], expected: tuple[Any, ...]
) -> None:
    assert told(before, after) == [expected]


def test_what_is_the_same_in_another_order_is_the_same() -> None:
    one, other = allow(["s:A", "s:B"]), allow("t:C", "x")
    assert told([one, other], [other, allow(["s:B", "s:A"])]) == []


def test_statements_about_different_things_are_not_one() -> None:
    assert told([allow("s:A")], [allow("t:B")]) == [
        ("/s:A removed", "Allow s:A on r", None),
        ("/t:B added", None, "Allow t:B on r"),
    ]
    assert told([allow("s:A")], [deny("s:A")]) == [
        ("/s:A removed", "Allow s:A on r", None),
        ("/s:A added", None, "Deny s:A on r"),
    ]


def test_the_likest_statements_are_paired() -> None:
    near, far = allow(["s:A", "s:B"], "x"), allow("s:A", "y")
    assert told([far, near], [allow(["s:A", "s:B", "s:C"], "x"), far]) == [
        ("/s:A, … widened", None, "s:C")
    ]


def test_all_but_is_not_its_opposite() -> None:
    but = {"Effect": "Allow", "NotAction": "s:A", "Resource": "r"}
    assert told([], [but]) == [("/all but s:A added", None, "Allow all but s:A on r")]
