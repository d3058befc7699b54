"""E9955: a condition asks only for keys that AWS sends."""

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
            Resource: {resource}
            Condition: {condition}
"""
IN_VPC = "{ArnEquals: {ec2:Vpc: x}}"
EC2 = "arn:aws:ec2:us-east-2:111122223333:"


def policy(action, condition, resource="'*'", effect="Allow"):
    return POLICY.format(
        action=action, condition=condition, resource=resource, effect=effect
    )


@pytest.mark.parametrize(
    ("action", "condition"),
    [
        ("s3:DeleteObject", "{StringLike: {s3:prefix: home/*}}"),
        ("kms:DescribeKey", "{StringEquals: {'kms:EncryptionContext:app': x}}"),
        ("secretsmanager:GetSecretValue", "{StringEquals: {kms:ViaService: x}}"),
        ("codedeploy:CreateDeployment", "{StringEquals: {ecs:cluster: x}}"),
        ("ECR:getauthorizationtoken", "{StringEquals: {ECR:ResourceTag/a: x}}"),
    ],
)
def test_a_key_that_is_never_sent_is_found(judge, action, condition):
    (finding,) = judge("E9955", policy(action, condition))
    assert finding.endswith("under this condition it is never allowed")


@pytest.mark.parametrize(
    ("action", "condition"),
    [
        ("s3:ListBucket", "{StringLike: {s3:prefix: home/*}}"),
        ("kms:Decrypt", "{StringEquals: {'kms:EncryptionContext:app': x}}"),
        ("kms:Decrypt", "{StringEquals: {KMS:viaservice: x}}"),
        ("iam:PassRole", "{StringEquals: {iam:PassedToService: x}}"),
        ("ecs:TagResource", "{StringEquals: {ecs:CreateAction: x}}"),
        ("ec2:StartInstances", "{StringEquals: {ec2:ResourceTag/Team: x}}"),
        ("ecs:UpdateService", "{StringEquals: {ecs:ResourceTag/Team: x}}"),
        ("s3:GetObject", "{ArnLike: {lambda:SourceFunctionArn: x}}"),
        ("sts:AssumeRoleWithWebIdentity", "{StringEquals: {gitlab.com:sub: x}}"),
    ],
)
def test_a_key_that_is_sent_is_fine(judge, action, condition):
    assert judge("E9955", policy(action, condition)) == []


def test_only_the_actions_without_the_key_are_named(judge):
    condition = "{StringLike: {s3:prefix: home/*}}"
    (finding,) = judge("E9955", policy("[s3:ListBucket, s3:GetObject]", condition))
    assert "s3:GetObject:" in finding
    assert "s3:ListBucket" not in finding


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (f"{EC2}subnet/*", []),
        (f"[{EC2}subnet/*, {EC2}security-group/*]", []),
        (f"{EC2}network-interface/*", ["ec2:CreateNetworkInterface:"]),
        (f"{EC2}*", ["ec2:CreateNetworkInterface on network-interface:"]),
        ("'*'", ["ec2:CreateNetworkInterface on network-interface:"]),
    ],
)
def test_each_resource_type_is_judged(judge, resource, found):
    findings = judge("E9955", policy("ec2:CreateNetworkInterface", IN_VPC, resource))
    assert len(findings) == len(found)
    assert all(part in each for part, each in zip(found, findings, strict=True))


def test_a_type_that_another_statement_allows_is_fine(judge):
    other = f"""\
          - Effect: Allow
            Action: ec2:Create*
            Resource: {EC2}network-interface/*
"""
    whole = policy("ec2:CreateNetworkInterface", IN_VPC, f"{EC2}*")
    assert judge("E9955", whole + other) == []
    asks_too = other + f"            Condition: {IN_VPC}\n"
    assert len(judge("E9955", whole + asks_too)) == 1


@pytest.mark.parametrize("resource", ["!Ref Given", "!Sub '${Given}/*'"])
def test_a_resource_that_a_parameter_names_may_be_of_any_type(judge, resource):
    action = "ec2:CreateNetworkInterface"
    assert judge("E9955", policy(action, IN_VPC, resource)) == []
    never = "{StringEquals: {kms:ViaService: x}}"
    assert len(judge("E9955", policy(action, never, resource))) == 1


@pytest.mark.parametrize(
    "operator",
    [
        "StringNotEquals",
        "StringEqualsIfExists",
        "'ForAllValues:StringEquals'",
        "'Null'",
    ],
)
def test_what_holds_without_the_key_is_fine(judge, operator):
    condition = f"{{{operator}: {{s3:prefix: x}}}}"
    assert judge("E9955", policy("s3:DeleteObject", condition)) == []


@pytest.mark.parametrize("action", ["'s3:*'", "s3:Delete*", "s3:NoSuchThing", "a:B"])
def test_actions_that_are_not_written_out_or_not_known_are_not_judged(judge, action):
    condition = "{StringEquals: {kms:ViaService: x}}"
    assert judge("E9955", policy(action, condition)) == []


def test_what_denies_is_fine(judge):
    condition = "{StringEquals: {s3:prefix: x}}"
    assert judge("E9955", policy("s3:DeleteObject", condition, effect="Deny")) == []


def test_each_branch_is_judged_with_what_goes_with_it(judge):
    condition = (
        "!If [IsProduction, {StringEquals: {s3:prefix: x}}, !Ref 'AWS::NoValue']"
    )
    both = "!If [IsProduction, s3:ListBucket, s3:GetObject]"
    crossed = "!If [IsProduction, s3:GetObject, s3:ListBucket]"
    assert judge("E9955", policy(both, condition)) == []
    assert len(judge("E9955", policy(crossed, condition))) == 1


def test_the_policy_of_a_key_is_judged(judge):
    key = """\
    Resources:
      Key:
        Type: AWS::KMS::Key
        Properties:
          KeyPolicy:
            Statement:
              - Effect: Allow
                Principal: {Service: logs.amazonaws.com}
                Action: [kms:Decrypt, kms:DescribeKey]
                Resource: "*"
                Condition: {ArnLike: {"kms:EncryptionContext:aws:logs:arn": x}}
    """
    (finding,) = judge("E9955", key)
    assert "with kms:DescribeKey:" in finding


def test_a_long_name_is_no_problem(judge):
    resource = f"arn:aws:s3:::artifacts/{'a/' * 900}*"
    condition = "{StringEquals: {s3:prefix: x}}"
    assert len(judge("E9955", policy("s3:GetObject", condition, resource))) == 1
    in_vpc = policy("ec2:CreateNetworkInterface", IN_VPC, f"{EC2}subnet/{'s' * 2000}*")
    assert judge("E9955", in_vpc) == []
