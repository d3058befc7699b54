"""Every way to permit more is called out, and nothing else."""

import json
from typing import Any

import pytest

from generator.deploy.mask import Mask
from generator.deploy.plan.changes import read_changes
from generator.deploy.plan.grants import is_on_everything, matters, widened
from generator.deploy.plan.risk import risks


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}


def allow(action: Any, resource: Any = "*", **fields: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **fields}


READ = allow("s3:GetObject", "arn:b/*")


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (policy(READ), policy(READ), []),
        (policy(READ, allow("a:B")), policy(READ), []),
        (
            policy(READ),
            policy(READ, allow("iam:PassRole", "arn:r")),
            ["added: Allow iam:PassRole on arn:r"],
        ),
        (
            policy(READ),
            policy(allow("s3:GetObject", "*")),
            ["widened: Allow s3:GetObject on *"],
        ),
        (
            policy(READ),
            policy(allow(["s3:GetObject", "s3:PutObject"], "arn:b/*")),
            ["widened: Allow s3:PutObject on arn:b/*"],
        ),
        (
            policy(),
            policy(allow(["s3:Put", "s3:Get"], ["b", "a"]), allow("s3:List", "a")),
            [
                "added: Allow s3:Get, s3:List, s3:Put on a",
                "added: Allow s3:Get, s3:Put on b",
            ],
        ),
        (
            policy({**READ, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
            policy(READ),
            ["widened: Allow s3:GetObject on arn:b/*"],
        ),
        (
            policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
            policy(),
            ["removed: Deny s3:* on *"],
        ),
        (
            policy(),
            policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
            [],
        ),
        (
            policy(),
            policy(
                {"Effect": "Allow", "NotAction": ["a:B", "c:D"], "NotResource": "arn:x"}
            ),
            ["added: Allow all but a:B, c:D on all but arn:x"],
        ),
        (
            {},
            {
                "AssumeRolePolicyDocument": {
                    "Statement": {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRole",
                        "Principal": {"AWS": ["111", "222"]},
                    }
                }
            },
            [
                "added: Allow sts:AssumeRole to AWS 111",
                "added: Allow sts:AssumeRole to AWS 222",
            ],
        ),
        (
            {},
            policy(
                {
                    "Effect": "Allow",
                    "Action": "s3:Get",
                    "Resource": "r",
                    "Principal": "*",
                }
            ),
            ["added: Allow s3:Get on r to *"],
        ),
        (
            {},
            policy(
                {
                    "Effect": "Allow",
                    "Action": "s3:Get",
                    "Resource": "r",
                    "NotPrincipal": {"AWS": "1"},
                }
            ),
            ["added: Allow s3:Get on r to everybody but AWS 1"],
        ),
        (
            {"ManagedPolicyArns": ["a"]},
            {"ManagedPolicyArns": ["a", "arn:aws:iam::aws:policy/AdministratorAccess"]},
            ["attached: ManagedPolicyArns arn:aws:iam::aws:policy/AdministratorAccess"],
        ),
        (
            {"PermissionsBoundary": "arn:boundary"},
            {},
            ["boundary: arn:boundary becomes none"],
        ),
        ({}, {"PermissionsBoundary": "arn:boundary"}, []),
    ],
)
def test_more_permissions_are_named(
    before: dict[str, Any], after: dict[str, Any], lines: list[str]
) -> None:
    assert widened("AWS::IAM::Role", before, after) == lines


def test_resource_policies_count_wherever_they_are() -> None:
    statement = allow("sns:Publish", "t", Principal={"Service": "events"})
    text = json.dumps({"Statement": [statement]})
    for after in (
        {"PolicyDocument": {"Statement": [statement]}},
        {"Deep": [{"Policies": [{"PolicyDocument": {"Statement": statement}}]}]},
        {"PolicyText": text},
    ):
        assert widened("AWS::SNS::TopicPolicy", {}, after) == [
            "added: Allow sns:Publish on t to Service events"
        ]
    assert widened("AWS::SNS::TopicPolicy", {}, {"Text": "{not json"}) == []


def test_everything_in_a_key_policy_is_that_key() -> None:
    after = {"KeyPolicy": {"Statement": allow("kms:Decrypt", Principal={"AWS": "1"})}}
    (line,) = widened("AWS::KMS::Key", {}, after)
    assert line == "added: Allow kms:Decrypt on this key to AWS 1"
    assert not is_on_everything(line)
    assert is_on_everything("added: Allow kms:Decrypt on * to AWS 1")
    assert is_on_everything("added: Allow kms:Decrypt on *")


def test_attachments_count_for_iam_only() -> None:
    assert widened("AWS::ECS::Service", {}, {"Roles": ["a"]}) == []


def test_widened_permissions_are_a_risk_of_the_change() -> None:
    change = {
        "Action": "Modify",
        "LogicalResourceId": "Role",
        "ResourceType": "AWS::IAM::Role",
        "BeforeContext": json.dumps({"Properties": policy(READ)}),
        "AfterContext": json.dumps({"Properties": policy(READ, allow("iam:*"))}),
    }
    (risk,) = risks(read_changes([{"ResourceChange": change}], Mask()))
    assert (risk.kind, risk.logical_id) == ("permissions", "Role")
    assert "added: Allow iam:* on *" in risk.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("added: Allow s3:GetObject on arn:aws:s3:::b/*", False),
        ("added: Allow s3:GetObject on *", True),
        ("widened: Allow s3:GetObject on arn:aws:s3:::b/*", True),
        ("removed: Deny s3:* on arn:aws:s3:::b/*", True),
        ("added: Allow sts:AssumeRole to AWS 444455556666", True),
        ("added: Allow sts:AssumeRole to Service codebuild.amazonaws.com", False),
        (
            "added: Allow sts:AssumeRole on arn:aws:iam::444455556666:role/deploys",
            True,
        ),
        (
            "added: Allow sts:AssumeRole, sts:TagSession on "
            "arn:aws:iam::111122223333:role/a, arn:aws:iam::444455556666:role/b",
            True,
        ),
        (
            "added: Allow sts:AssumeRole on arn:aws:iam::111122223333:role/deploys",
            False,
        ),
        (
            "added: Allow sts:AssumeRole to Service codebuild.amazonaws.com "
            "if ArnLike aws:SourceArn arn:aws:codebuild:us-east-2:444455556666:p",
            False,
        ),
        # What is named there is not all that somebody there may do.
        ("added: Allow kms:Verify on arn:aws:kms:us-east-2:444455556666:key/1", False),
    ],
)
def test_what_opens_another_account_or_is_opened_by_one_matters(
    line: str, told: bool
) -> None:
    assert matters(line, "111122223333") is told
