import pytest

from generator.rules._fragments import bucket

DENY = """\
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: [!GetAtt Artifacts.Arn, !Sub "${Artifacts.Arn}/*"]
            Condition: {Bool: {aws:SecureTransport: "false"}}
"""
RESOURCES = 'Resource: [!GetAtt Artifacts.Arn, !Sub "${Artifacts.Arn}/*"]'


def changed(old, new):
    text = bucket()
    assert old in text
    return text.replace(old, new)


def test_a_bucket_without_a_policy_is_found(judge):
    assert len(judge("W9973", bucket(policy=""))) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Effect: Deny", "Effect: Allow"),
        ('Principal: "*"', "Principal: {Service: s3.amazonaws.com}"),
        ("Action: s3:*", "Action: s3:PutObject"),
        ('aws:SecureTransport: "false"', 'aws:SecureTransport: "true"'),
        ("{Bool: {aws:SecureTransport", "{StringLike: {aws:SecureTransport"),
        ("Bucket: !Ref Artifacts", "Bucket: another-bucket"),
        ('aws:SecureTransport: "false"', "s3:TlsVersion: 1.2"),
    ],
)
def test_a_statement_that_does_not_refuse_is_found(judge, old, new):
    assert len(judge("W9973", changed(old, new))) == 1


@pytest.mark.parametrize(
    ("resources", "what"),
    [
        ('Resource: !Sub "${Artifacts.Arn}/*"', "bucket"),
        ("Resource: !GetAtt Artifacts.Arn", "objects"),
    ],
)
def test_bucket_and_objects_are_both_needed(judge, resources, what):
    (finding,) = judge("W9973", changed(RESOURCES, resources))
    assert f"on the {what}" in finding


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('Principal: "*"', "Principal: {AWS: '*'}"),
        ('aws:SecureTransport: "false"', "aws:SecureTransport: false"),
        ("{Bool: {aws:SecureTransport", "{BoolIfExists: {aws:SecureTransport"),
        ("Action: s3:*", "Action: '*'"),
        (RESOURCES, "Resource: '*'"),
        (RESOURCES, "Resource: !ImportValue arns"),
        (
            "Bucket: !Ref Artifacts",
            "Bucket: !If [IsProduction, !Ref Artifacts, !Ref Artifacts]",
        ),
    ],
)
def test_every_way_to_write_it_is_fine(judge, old, new):
    assert judge("W9973", changed(old, new)) == []


def test_a_policy_may_name_the_bucket_as_the_bucket_does(judge):
    text = changed("Bucket: !Ref Artifacts", "Bucket: !Sub 'a-${Stage}'").replace(
        "    Properties:\n      BucketEncryption",
        "    Properties:\n      BucketName: !Join ['-', [a, !Ref Stage]]\n"
        "      BucketEncryption",
    )
    assert judge("W9973", text) == []


def test_a_policy_that_is_there_only_sometimes_is_found(judge):
    text = changed(
        "  ArtifactsPolicy:\n", "  ArtifactsPolicy:\n    Condition: IsProduction\n"
    )
    (finding,) = judge("W9973", text)
    assert "when IsProduction is false" in finding
    both = text.replace("  Artifacts:\n", "  Artifacts:\n    Condition: IsProduction\n")
    assert judge("W9973", both) == []


def test_a_statement_of_one_branch_is_not_enough(judge):
    lines = "".join(
        f"    {line}\n" for line in DENY.replace("- Effect", "  Effect").splitlines()
    )
    text = changed(
        DENY,
        "          - Fn::If:\n            - IsProduction\n            -\n"
        + lines
        + "            - !Ref AWS::NoValue\n",
    )
    (finding,) = judge("W9973", text)
    assert "when IsProduction is false" in finding


def test_a_policy_from_elsewhere_is_not_judged(judge):
    document = bucket()[bucket().index("      PolicyDocument:") :]
    assert judge("W9973", changed(document, "      PolicyDocument: !Ref Given\n")) == []


def test_website_buckets_are_not_judged(judge):
    text = bucket(
        policy="", versioning="      WebsiteConfiguration: {IndexDocument: i}\n"
    )
    assert judge("W9973", text) == []
