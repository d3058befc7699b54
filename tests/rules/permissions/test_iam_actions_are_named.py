import pytest

POLICY = """\
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          Effect: {effect}
          {key}: {action}
          Resource: arn:aws:s3:::artifacts/*
"""


def policy(action, effect="Allow", key="Action"):
    return POLICY.format(action=action, effect=effect, key=key)


@pytest.mark.parametrize("action", ['"*"', "s3:*", "[s3:GetObject, 'ecs:*']"])
def test_a_whole_service_is_found(judge, action):
    assert len(judge("W9950", policy(action))) == 1


def test_every_action_but_some_is_found(judge):
    assert len(judge("W9950", policy("iam:*", key="NotAction"))) == 1


@pytest.mark.parametrize("action", ["s3:GetObject*", "[kms:ReEncrypt*, s3:Get*]"])
def test_a_wildcard_that_ends_a_name_is_fine(judge, action):
    assert judge("W9950", policy(action)) == []


def test_what_denies_is_fine(judge):
    assert judge("W9950", policy("s3:*", effect="Deny")) == []


def test_a_statement_that_allows_in_one_branch_is_found(judge):
    assert len(judge("W9950", policy("s3:*", "!If [IsProduction, Allow, Deny]"))) == 1
    assert len(judge("W9950", policy("s3:*", "!If [IsProduction, Deny, Allow]"))) == 1


def test_each_branch_is_judged(judge):
    for action in (
        "!If [IsProduction, s3:GetObject, 's3:*']",
        "!If [IsProduction, 's3:*', s3:GetObject]",
        "[!If [IsProduction, 's3:*', !Ref AWS::NoValue], s3:GetObject]",
    ):
        assert len(judge("W9950", policy(action))) == 1


def test_what_a_parameter_decides_is_not_judged(judge):
    assert judge("W9950", policy("!Ref Given")) == []


def test_inline_policies_of_a_role_are_judged(judge):
    text = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: all
          PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:*", Resource: a}]}
"""
    assert judge("W9950", text) == ["8: 's3:*' allows every action: name those needed"]


def test_a_permissions_boundary_may_be_wide(judge):
    text = (
        policy("'*'")
        + """\
  Role:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Policy
      AssumeRolePolicyDocument: {}
"""
    )
    assert judge("W9950", text) == []


def test_the_policy_of_a_key_is_another_matter(judge):
    text = """\
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {Statement: [{Effect: Allow, Action: "kms:*", Resource: "*"}]}
"""
    assert judge("W9950", text) == []
