import pytest

ROLE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {principal}
            Action: sts:AssumeRole
            Condition: {condition}
"""
ACCOUNT = "{StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}"
NONE = "!Ref AWS::NoValue"


def role(condition, principal="{Service: codebuild.amazonaws.com}"):
    return ROLE.format(condition=condition, principal=principal)


@pytest.mark.parametrize(
    "service", ["codebuild", "codedeploy", "codepipeline", "scheduler"]
)
def test_a_service_without_a_source_is_found(judge, service):
    text = role(NONE, f"{{Service: [{service}.amazonaws.com]}}")
    (finding,) = judge("W9953", text)
    assert f"{service}.amazonaws.com" in finding


@pytest.mark.parametrize(
    "condition",
    [
        ACCOUNT,
        "{ArnLike: {aws:SourceArn: arn:aws:codebuild:us-east-2:1:project/p}}",
        "{StringEquals: {AWS:SourceAccount: '1'}}",
        "!Ref Given",
        "{StringEquals: !Ref Given, Bool: {aws:ViaAWSService: true}}",
    ],
)
def test_any_source_is_fine(judge, condition):
    assert judge("W9953", role(condition)) == []


def test_each_branch_is_judged(judge):
    assert len(judge("W9953", role(f"!If [IsProduction, {ACCOUNT}, {NONE}]"))) == 1
    assert len(judge("W9953", role(f"!If [IsProduction, {NONE}, {ACCOUNT}]"))) == 1


@pytest.mark.parametrize(
    "principal",
    [
        "{Service: lambda.amazonaws.com}",
        "{Service: ec2.amazonaws.com}",
        "{Service: ecs-tasks.amazonaws.com}",
        "{AWS: arn:aws:iam::111122223333:root}",
        "{Federated: cognito-identity.amazonaws.com}",
        "{Service: !Ref Given}",
    ],
)
def test_other_principals_are_not_judged(judge, principal):
    assert judge("W9953", role(NONE, principal)) == []


def test_services_are_configuration(judge, house_rules):
    rule = house_rules["W9953"]
    rule.configure({"services": ["lambda.amazonaws.com"]})
    try:
        assert len(judge("W9953", role(NONE, "{Service: lambda.amazonaws.com}"))) == 1
        assert judge("W9953", role(NONE)) == []
    finally:
        rule.configure()


def test_what_denies_is_fine(judge):
    assert judge("W9953", role(NONE).replace("Effect: Allow", "Effect: Deny")) == []
