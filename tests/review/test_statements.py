from typing import Any

import pytest

from generator.review.statements import ACCOUNT, ANYBODY, Statement, places, statements

TEMPLATE: dict[str, Any] = {
    "Conditions": {"HasRole": {"Fn::Equals": [{"Ref": "Role"}, "x"]}},
    "Resources": {},
}
ROOT = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}


def choose(yes: Any, no: Any) -> dict[str, Any]:
    return {"Fn::If": ["HasRole", yes, no]}


def one(**statement: Any) -> Statement:
    """The one statement of a policy whose statement is no list."""
    (found,) = statements({"Statement": statement}, TEMPLATE)
    return found


def test_actions_resources_and_effect_are_read() -> None:
    found = one(Sid="S", Effect="Deny", Action="s3:*", Resource=["a", "b"])
    assert (found.sid, found.denies, found.actions) == ("S", True, ("s3:*",))
    assert found.resources == (((), "a"), ((), "b"))
    assert not one(Effect="Allow", Action="s3:*").denies


def test_everything_is_seen_on_either_side_of_a_condition() -> None:
    assert one(Resource="*").on_everything
    assert one(Resource=["a", choose("*", "b")]).on_everything
    assert not one(Resource=["a*"]).on_everything
    assert not one().on_everything


def test_not_is_never_read_as_its_opposite() -> None:
    found = one(NotAction=["iam:*"], NotResource="r", NotPrincipal={"AWS": "p"})
    assert found.actions == ("all but iam:*",)
    assert found.resources == (((), "all but r"),)
    assert found.principals == ("all but p",)


@pytest.mark.parametrize(
    ("principal", "said"),
    [
        ("*", (ANYBODY,)),
        ({"AWS": "*"}, (ANYBODY,)),
        (
            {"Service": ["a.amazonaws.com", "b.amazonaws.com"]},
            ("a.amazonaws.com", "b.amazonaws.com"),
        ),
        (ROOT, (ACCOUNT,)),
        # Another account is named.
        (
            {"AWS": "arn:aws:iam::111122223333:root"},
            ("arn:aws:iam::111122223333:root",),
        ),
        ({"Ref": "Who"}, ("<Who>",)),
    ],
)
def test_principals_are_said(principal: Any, said: tuple[str, ...]) -> None:
    assert one(Principal=principal).principals == said


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        ("StringEquals", "`k` is `v`"),
        ("ArnLikeIfExists", "`k` is like (if there is one) `v`"),
        ("ForAnyValue:StringLike", "`k` ForAnyValue:StringLike `v`"),
    ],
)
def test_a_condition_operator_is_said_in_words_if_it_has_some(
    operator: str, said: str
) -> None:
    assert one(Condition={operator: {"k": "v"}}).only_if == (said,)


def test_a_condition_that_is_only_there_sometimes_says_when() -> None:
    condition = choose({"Bool": {"k": "true"}}, {"Ref": "AWS::NoValue"})
    assert one(Condition=condition).only_if == ("`k` is `true`, when `Role` is `x`",)


def test_a_statement_says_what_it_depends_on() -> None:
    document = choose({"Statement": [choose({"Sid": "A"}, {"Sid": "B"})]}, {})
    found = [(s.sid, s.way) for s in statements(document, TEMPLATE)]
    yes, no = ("HasRole", True), ("HasRole", False)
    assert found == [("A", (yes, yes)), ("B", (yes, no))]


def test_places_say_when_they_are_meant() -> None:
    found = one(Resource=["a", choose("b", {"Ref": "AWS::NoValue"})])
    assert places(found, TEMPLATE) == "`a`<br>`b`, when `Role` is `x`"
