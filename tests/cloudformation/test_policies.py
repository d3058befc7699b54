import json
from typing import Any

from generator.cloudformation.policies import (
    Comparison,
    Principal,
    documents,
    statements,
)

NOTHING = {"Ref": "AWS::NoValue"}


def if_(name: str, yes: Any, no: Any) -> dict[str, Any]:
    return {"Fn::If": [name, yes, no]}


ALLOW: dict[str, Any] = {
    "Sid": "Read",
    "Effect": "Allow",
    "Action": ["s3:GetObject", if_("Writes", "s3:PutObject", NOTHING)],
    "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
    "Condition": {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "ArnLike": if_("Strict", {"aws:SourceArn": ["a", "b"]}, NOTHING),
    },
}
DENY = {
    "Effect": "Deny",
    "NotAction": "sns:Publish",
    "NotResource": ["x"],
    "NotPrincipal": {"AWS": ["a", "b"], "Service": "s"},
}


def values(branches: Any) -> list[Any]:
    return [branch.value for branch in branches]


def test_a_statement_says_who_may_do_what_and_when() -> None:
    (found,) = statements({"Statement": ALLOW})
    assert (found.sid, found.allows, found.denies) == ("Read", True, False)
    assert values(found.actions) == ["s3:GetObject", "s3:PutObject"]
    assert found.actions[1].way == (("Writes", True),)
    assert values(found.resources) == [{"Fn::Sub": "${Bucket.Arn}/*"}]
    assert found.principals == ()
    assert found.all_but == frozenset()


def test_each_comparison_has_its_operator_its_key_and_its_way() -> None:
    (found,) = statements({"Statement": [ALLOW]})
    said = [(one.operator, one.key, one.value.value) for one in found.comparisons]
    assert said == [
        ("StringEquals", "aws:SourceAccount", {"Ref": "AWS::AccountId"}),
        ("ArnLike", "aws:SourceArn", "a"),
        ("ArnLike", "aws:SourceArn", "b"),
    ]
    assert isinstance(found.comparisons[1], Comparison)
    assert found.comparisons[1].value.way == (("Strict", True),)


def test_opposites_are_told_apart() -> None:
    (found,) = statements({"Statement": [DENY]})
    assert found.denies
    assert found.all_but == {"Action", "Resource", "Principal"}
    assert values(found.actions) == ["sns:Publish"]
    assert values(found.resources) == ["x"]
    said = [(one.kind, one.who.value) for one in found.principals]
    assert said == [("AWS", "a"), ("AWS", "b"), ("Service", "s")]


def test_anybody_is_a_principal_without_a_kind() -> None:
    (found,) = statements({"Statement": {**ALLOW, "Principal": "*"}})
    (anybody,) = found.principals
    assert isinstance(anybody, Principal)
    assert (anybody.kind, anybody.who.value) == ("", "*")


def test_paths_lead_from_the_document_to_each_part() -> None:
    document = {"Statement": [ALLOW, if_("Denies", DENY, NOTHING)]}
    first, second = statements(document, path=("PolicyDocument",))
    assert first.actions[0].path == ("PolicyDocument", "Statement", 0, "Action", 0)
    assert second.path == ("PolicyDocument", "Statement", 1, "Fn::If", 1)
    assert second.way == (("Denies", True),)
    assert second.principals[2].who.path[-2:] == ("NotPrincipal", "Service")
    compared = first.comparisons[2].value.path
    assert compared[3:] == ("Condition", "ArnLike", "Fn::If", 1, "aws:SourceArn", 1)


def test_what_cannot_be_is_left_out_of_a_statement_too() -> None:
    (found,) = statements({"Statement": ALLOW}, possible=lambda way: not way[-1][1])
    assert values(found.actions) == ["s3:GetObject"]


def test_documents_in_strings_and_in_choices_are_read() -> None:
    text = json.dumps({"Statement": [{"Effect": "Allow", "Action": "a"}]})
    (found,) = statements(if_("Has", text, NOTHING))
    assert values(found.actions) == ["a"]
    assert found.way == (("Has", True),)


def test_every_document_below_a_value_is_found() -> None:
    properties = {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [if_("Has", {"PolicyDocument": {"Statement": [ALLOW]}}, NOTHING)],
        "Other": "{not json",
    }
    found = list(documents(properties))
    assert [branch.path[0] for branch in found] == [
        "AssumeRolePolicyDocument",
        "Policies",
    ]
    assert found[1].way == (("Has", True),)


def test_what_cannot_be_known_holds_no_statement() -> None:
    assert list(statements({"Fn::Transform": {}})) == []
    assert list(statements({"Statement": [{"Fn::Transform": {}}, "x"]})) == []
