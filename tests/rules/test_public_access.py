import pytest

from generator.rules._fragments import bucket

ROLE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: {effect}
            {principal}
            Action: sts:AssumeRole
            Condition: {condition}
"""


def role(principal, condition="!Ref AWS::NoValue", effect="Allow"):
    return ROLE.format(principal=principal, condition=condition, effect=effect)


@pytest.mark.parametrize(
    "principal",
    [
        "Principal: '*'",
        "Principal: {AWS: '*'}",
        "Principal: {AWS: ['*', '111122223333']}",
        "NotPrincipal: {AWS: '111122223333'}",
        "Principal: !If [IsProduction, '*', {AWS: '111122223333'}]",
    ],
)
def test_a_role_that_everyone_may_assume_is_found(judge, principal):
    assert len(judge("W9956", role(principal))) == 1
    assert judge("W9956", role(principal, effect="Deny")) == []


@pytest.mark.parametrize(
    "principal",
    [
        "Principal: {AWS: '111122223333'}",
        "Principal: {Service: ecs-tasks.amazonaws.com}",
        "Principal: !Ref Given",
        "Principal: {AWS: !Ref Given}",
    ],
)
def test_a_role_with_names_or_what_a_parameter_decides_is_fine(judge, principal):
    assert judge("W9956", role(principal)) == []


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("{StringEquals: {aws:PrincipalOrgID: o-a1b2c3}}", 0),
        ("!Ref Given", 0),
        ("{Bool: {aws:SecureTransport: 'true'}}", 1),
        ("!If [IsProduction, {StringEquals: {aws:PrincipalOrgID: o}}, {}]", 1),
    ],
)
def test_a_condition_says_from_whom(judge, condition, count):
    assert len(judge("W9956", role("Principal: '*'", condition))) == count


READ = """\
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: !Sub "${Artifacts.Arn}/*"
"""


def test_a_bucket_that_everyone_reads_is_found_if_it_is_no_website(judge):
    text = bucket().replace("        Statement:\n", f"        Statement:\n{READ}")
    assert len(judge("W9956", text)) == 1
    website = "      WebsiteConfiguration: {IndexDocument: i}\n"
    site = text.replace("      BucketEncryption:", f"{website}      BucketEncryption:")
    assert judge("W9956", site) == []


def test_a_document_that_is_json_in_a_text_is_read(judge):
    document = (
        '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*"}]}'
    )
    text = f"""\
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: '{document}'
"""
    (finding,) = judge("W9956", text)
    assert finding.startswith("7: ")
