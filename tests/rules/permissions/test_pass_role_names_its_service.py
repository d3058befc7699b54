import pytest

POLICY = """\
Resources:
  Policy:
    Type: AWS::IAM::RolePolicy
    Properties:
      PolicyName: p
      RoleName: r
      PolicyDocument:
        Statement:
          - Effect: {effect}
            Action: {action}
            Resource: arn:aws:iam::111122223333:role/task
            Condition: {condition}
"""
GOOD = "{StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}"
OTHER = "{Bool: {aws:SecureTransport: true}}"


def policy(condition, action="iam:PassRole", effect="Allow"):
    return POLICY.format(condition=condition, action=action, effect=effect)


@pytest.mark.parametrize("action", ["iam:PassRole", "'iam:*'", "[s3:Get, iam:Pass*]"])
def test_pass_role_without_a_service_is_found(judge, action):
    assert len(judge("W9952", policy("!Ref AWS::NoValue", action))) == 1
    assert len(judge("W9952", policy(OTHER, action))) == 1


@pytest.mark.parametrize(
    "condition",
    [GOOD, "{StringLike: {iam:passedtoservice: [ecs-tasks.amazonaws.com]}}"],
)
def test_pass_role_to_a_named_service_is_fine(judge, condition):
    assert judge("W9952", policy(condition)) == []


def test_each_branch_is_judged(judge):
    assert len(judge("W9952", policy(f"!If [IsProduction, {GOOD}, {OTHER}]"))) == 1
    assert len(judge("W9952", policy(f"!If [IsProduction, {OTHER}, {GOOD}]"))) == 1


def test_what_a_parameter_decides_is_not_judged(judge):
    assert judge("W9952", policy("!Ref Given")) == []


@pytest.mark.parametrize("action", ["iam:GetRole", "s3:*", "'*'"])
def test_other_actions_are_not_judged(judge, action):
    assert judge("W9952", policy("!Ref AWS::NoValue", action)) == []


def test_what_denies_is_fine(judge):
    assert judge("W9952", policy("!Ref AWS::NoValue", effect="Deny")) == []


ROLE = """\
  Task:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: {principal}, Action: sts:AssumeRole}}
"""


@pytest.mark.parametrize(
    ("principal", "count"),
    [
        ("{Service: ecs-tasks.amazonaws.com}", 0),
        ("{Service: [ecs-tasks.amazonaws.com, lambda.amazonaws.com]}", 1),
        ("{Service: ecs-tasks.amazonaws.com, AWS: '111122223333'}", 1),
        ("{AWS: '111122223333'}", 1),
        ("'*'", 1),
    ],
)
def test_a_role_of_the_template_with_one_service_needs_no_condition(
    judge, principal, count
):
    text = policy("!Ref AWS::NoValue")
    line = next(each for each in text.splitlines() if " Resource: " in each)
    role = ROLE.format(principal=principal)
    one = text.replace(line, "            Resource: !GetAtt Task.Arn") + role
    assert len(judge("W9952", one)) == count
    more = "            Resource: [!GetAtt Task.Arn, arn:aws:iam::111122223333:role/b]"
    assert len(judge("W9952", text.replace(line, more) + role)) == 1
