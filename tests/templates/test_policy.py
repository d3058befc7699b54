"""Statements that read the same way everywhere."""

from typing import Any

from awacs import s3
from awacs.aws import Condition, StringEquals
from troposphere import encode_to_dict

from generator.templates import policy


def as_dict(statement: Any) -> dict[str, Any]:
    (found,) = encode_to_dict(policy.policy_document(statement))["Statement"]
    return dict(found)


def test_an_arn_is_of_the_stacks_partition() -> None:
    assert policy.arn("s3:::bucket").to_dict() == {
        "Fn::Sub": "arn:${AWS::Partition}:s3:::bucket"
    }


def test_a_regional_arn_is_of_the_stacks_region_and_account() -> None:
    assert policy.regional_arn("sns", "${Topic}", Topic="alerts").to_dict() == {
        "Fn::Sub": [
            "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}",
            {"Topic": "alerts"},
        ]
    }


def test_allow_has_a_condition_only_when_there_is_one() -> None:
    only_if = Condition(StringEquals({"aws:SourceAccount": "1"}))
    plain = as_dict(policy.allow("Read", s3.GetObject, on=["a"]))
    assert plain == {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["a"],
    }
    limited = as_dict(policy.allow("Read", s3.GetObject, on=["a"], only_if=only_if))
    assert limited["Condition"] == {"StringEquals": {"aws:SourceAccount": "1"}}


def test_a_statement_about_everything_leads_to_its_reason() -> None:
    statement = as_dict(policy.allow_anywhere("ListBuckets", s3.ListAllMyBuckets))
    assert statement["Resource"] == ["*"]
    assert policy.reasons("ListBuckets")["Reasons"][statement["Sid"]]


def test_a_reason_may_be_another_than_that_aws_has_no_resources_for_it() -> None:
    assert policy.reasons("A", B="seen by all or none") == {
        "Reasons": {"A": "no resource-level permission", "B": "seen by all or none"}
    }


def test_a_service_is_let_in_only_under_the_condition() -> None:
    statement = as_dict(
        policy.allow_service(
            "Write",
            "events.amazonaws.com",
            s3.PutObject,
            on=["a"],
            only_if=policy.from_arn("rule"),
        )
    )
    assert statement == {
        "Sid": "Write",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": ["a"],
        "Condition": {"ArnEquals": {"aws:SourceArn": "rule"}},
    }


def test_plain_http_and_old_tls_are_denied_to_everybody() -> None:
    http = as_dict(policy.deny_plain_http(s3.GetObject, on=["a"]))
    old = as_dict(policy.deny_old_tls(s3.GetObject, on=["a"]))
    assert http["Effect"] == old["Effect"] == "Deny"
    assert http["Principal"] == old["Principal"] == "*"
    assert http["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}


def test_a_service_is_trusted_for_this_accounts_resources_only() -> None:
    trust = policy.trust("codebuild.amazonaws.com", on_behalf_of="project")
    document = encode_to_dict(trust)
    assert document["Version"] == "2012-10-17"
    (statement,) = document["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "ArnLike": {"aws:SourceArn": "project"},
    }
