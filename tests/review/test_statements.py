from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.cloudformation.policies import Statement, statements
from generator.review.statements import (
    ACCOUNT,
    ANYBODY,
    actions,
    on_everything,
    only_if,
    places,
    who,
)

TEMPLATE = from_body(
    {
        "Conditions": {"HasRole": {"Fn::Equals": [{"Ref": "Role"}, "x"]}},
        "Resources": {},
    }
)
ROOT = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
NO_VALUE = {"Ref": "AWS::NoValue"}


def choose(yes: Any, no: Any = NO_VALUE) -> dict[str, Any]:
    return {"Fn::If": ["HasRole", yes, no]}


def one(**statement: Any) -> Statement:
    """The one statement of a policy whose statement is no list."""
    (found,) = statements({"Statement": statement})
    return found


def test_everything_is_seen_on_either_side_of_a_condition() -> None:
    assert on_everything(one(Resource="*"))
    assert on_everything(one(Resource=["a", choose("*", "b")]))
    assert not on_everything(one(Resource=["a*"]))
    assert not on_everything(one())


def test_not_is_never_read_as_its_opposite() -> None:
    found = one(NotAction=["iam:*"], NotResource="*", NotPrincipal={"AWS": "p"})
    assert actions(found, TEMPLATE) == "`all but iam:*`"
    assert places(found, TEMPLATE) == "`all but *`"
    assert who(found, TEMPLATE) == ["`all but p`"]
    assert not on_everything(found)


@pytest.mark.parametrize(
    ("principal", "names"),
    [
        ("*", [ANYBODY]),
        ({"AWS": "*"}, [ANYBODY]),
        (
            {"Service": ["a.amazonaws.com", "b.amazonaws.com"]},
            ["`a.amazonaws.com`", "`b.amazonaws.com`"],
        ),
        (ROOT, [ACCOUNT]),
        # Another account is named.
        (
            {"AWS": "arn:aws:iam::111122223333:root"},
            ["`arn:aws:iam::111122223333:root`"],
        ),
        (
            {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${Tools}:root"}},
            ["`arn:…:iam::<Tools>:root`"],
        ),
        ({"Ref": "Who"}, ["`<Who>`"]),
    ],
)
def test_principals_have_names(principal: Any, names: list[str]) -> None:
    assert who(one(Principal=principal), TEMPLATE) == names


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        ("StringEquals", "`k` is `v`"),
        ("ArnLikeIfExists", "`k` is like (if there is one) `v`"),
        ("ForAnyValue:StringLike", "`k` ForAnyValue:StringLike `v`"),
    ],
)
def test_a_condition_operator_has_words_if_there_are_some(
    operator: str, words: str
) -> None:
    assert list(only_if(one(Condition={operator: {"k": "v"}}), TEMPLATE)) == [words]


def test_values_of_one_comparison_are_alternatives() -> None:
    """Two lines would say that both must hold."""
    condition = {"StringEquals": {"k": ["a", choose("b")], "l": "c"}}
    assert list(only_if(one(Condition=condition), TEMPLATE)) == [
        "`k` is `a` or `b`",
        "`l` is `c`",
    ]


def test_a_condition_that_is_only_there_sometimes_says_when() -> None:
    condition = choose({"Bool": {"k": "true"}}, {"Bool": {"k": "false"}})
    assert list(only_if(one(Condition=condition), TEMPLATE)) == [
        "`k` is `true`, when `Role` is `x`",
        "`k` is `false`, when `Role` is not `x`",
    ]


@pytest.mark.parametrize(("key", "words"), [("Resource", places), ("Action", actions)])
def test_what_is_only_meant_sometimes_says_when(key: str, words: Any) -> None:
    found = one(**{key: ["a", choose("b")]})
    assert words(found, TEMPLATE) == "`a`<br>`b`, when `Role` is `x`"


def test_what_holds_for_the_whole_statement_is_not_repeated() -> None:
    document = {"Statement": [choose({"Resource": "a", "Action": "s:A"})]}
    (found,) = statements(document)
    assert (places(found, TEMPLATE), actions(found, TEMPLATE)) == ("`a`", "`s:A`")
