from typing import Any

from generator.cloudformation.document import from_body
from generator.review.resource_policies import resource_policies
from tests.review.markdown_reader import read

STATEMENTS = [
    {
        "Sid": "Let",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "x:Do",
        "Resource": "*",
    },
    {"Effect": "Deny", "Principal": "*", "Action": "x:*", "Resource": "*"},
]


def policies(kind: str, **properties: Any) -> list[str]:
    resources = {"P": {"Type": f"AWS::{kind}", "Properties": properties}}
    return list(resource_policies(from_body({"Resources": resources})))


def test_who_is_let_in_and_who_is_refused() -> None:
    (text,) = policies(
        "SNS::TopicPolicy", PolicyDocument={"Statement": STATEMENTS}, Topics=["t"]
    )
    assert text.startswith("### P for `t`\n")
    (rows,) = read(text).tables
    assert rows[1:] == [
        ["events.amazonaws.com", "Let\nmay\nx:Do", "*"],
        ["anybody", "may not\nx:*", "*"],
    ]


def test_a_key_policys_star_is_that_key() -> None:
    (text,) = policies("KMS::Key", KeyPolicy={"Statement": STATEMENTS})
    assert text.startswith("### P\n")
    assert [row[-1] for row in read(text).tables[0][1:]] == ["this key", "this key"]


def test_a_resource_without_a_policy_has_no_table() -> None:
    assert policies("ECR::Repository") == []
    assert policies("SNS::Topic", PolicyDocument={}) == []
