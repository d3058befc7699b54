"""E9954 for what IAM refuses, W9954 for what comes near."""

import json

import pytest

from generator.rules._policy_sizes import measured


def document(characters):
    """A policy of exactly so many characters, written as JSON without spaces."""
    policy = {
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ""}]
    }
    room = characters - len(json.dumps(policy, separators=(",", ":")))
    policy["Statement"][0]["Resource"] = "a" * room
    return json.dumps(policy)


def managed(characters):
    return (
        "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n"
        f"    Properties: {{PolicyDocument: {document(characters)}}}\n"
    )


def role(trust=100, inline=(), attached=0, kind="Role"):
    policies = ", ".join(
        f"{{PolicyName: p, PolicyDocument: {document(size)}}}" for size in inline
    )
    text = f"""\
Resources:
  P:
    Type: AWS::IAM::{kind}
    Properties:
      AssumeRolePolicyDocument: {document(trust)}
      Policies: [{policies}]
"""
    if attached:
        text += f"""\
  Attached:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: a
      {kind}s: [!Ref P]
      PolicyDocument: {document(attached)}
"""
    return text


@pytest.mark.parametrize(
    ("text", "errors", "warnings"),
    [
        (managed(5_500), 0, 0),
        (managed(5_600), 0, 1),
        (managed(6_144), 0, 1),
        (managed(6_145), 1, 0),
        (role(trust=1_800), 0, 0),
        (role(trust=2_049), 0, 1),
        (role(trust=4_097), 1, 0),
        (role(inline=(4_500, 4_500)), 0, 0),
        (role(inline=(5_120, 5_120)), 0, 1),
        (role(inline=(5_200, 5_200)), 1, 0),
        (role(inline=(5_200,), attached=5_200), 1, 0),
        (role(kind="Group", inline=(5_200,)), 1, 0),
        (role(kind="User", attached=2_100), 1, 0),
    ],
)
def test_the_limits_of_iam_hold(judge, text, errors, warnings):
    assert len(judge("E9954", text)) == errors
    assert len(judge("W9954", text)) == warnings


def test_white_space_is_not_counted(judge):
    spaced = managed(5_000).replace("aaa", "a a a ", 500)
    assert judge("E9954", spaced) == judge("E9954", managed(5_000)) == []
    assert len(spaced) > 6_400


def test_what_a_parameter_adds_is_only_guessed(judge):
    many = ", ".join("!Ref Given" for _ in range(400))
    text = managed(200).replace('"s3:GetObject"', f"[{many}]")
    assert judge("E9954", text) == []
    assert len(judge("W9954", text)) == 1


def test_the_longest_branch_warns_and_the_shortest_refuses(judge):
    document_of = (
        "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
    )
    long_or_short = document_of + (
        "      PolicyDocument:\n        Statement:\n"
        f"          - !If [IsProduction, {document(7_000)}, {document(70)}]\n"
    )
    long_or_nothing = long_or_short.replace(document(70), "!Ref AWS::NoValue")
    always_long = long_or_short.replace(document(70), document(6_500))
    for text in (long_or_short, long_or_nothing):
        assert judge("E9954", text) == []
        assert len(judge("W9954", text)) == 1
    assert len(judge("E9954", always_long)) == 1


def test_a_policy_under_a_condition_may_not_be_there(judge):
    text = role(inline=(5_200,), attached=5_200).replace(
        "  Attached:\n", "  Attached:\n    Condition: IsProduction\n"
    )
    assert judge("E9954", text) == []
    assert len(judge("W9954", text)) == 1


def test_the_percentage_is_configuration(judge, house_rules):
    rule = house_rules["W9954"]
    rule.configure({"percent": 50})
    try:
        assert len(judge("W9954", managed(3_200))) == 1
    finally:
        rule.configure()


def test_a_size_is_that_of_the_json(house_rules):
    from cfnlint.decode import decode_str
    from cfnlint.template import Template

    template, _ = decode_str(managed(321))
    (policy,) = measured(Template("t", template, ["us-east-2"]))
    assert policy.size.certain == 321
