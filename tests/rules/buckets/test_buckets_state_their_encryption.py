from generator.rules._fragments import bucket

ENCRYPTION = """\
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms}
"""


def either(first: str, second: str) -> str:
    return bucket(
        encryption=f"      BucketEncryption: !If [IsProduction, {first}, {second}]\n"
    )


def test_a_bucket_without_encryption_is_found(judge):
    assert judge("W9970", bucket(encryption="")) == [
        "6: BucketEncryption is not stated"
    ]


def test_every_kind_of_encryption_is_fine(judge):
    assert judge("W9970", bucket(encryption=ENCRYPTION)) == []


def test_each_branch_is_judged(judge):
    stated = "{ServerSideEncryptionConfiguration: []}"
    absent = "!Ref AWS::NoValue"
    assert len(judge("W9970", either(stated, absent))) == 1
    assert len(judge("W9970", either(absent, stated))) == 1
    assert len(judge("W9970", either(absent, absent))) == 2
    assert judge("W9970", either(stated, stated)) == []


def test_what_a_parameter_decides_is_not_judged(judge):
    text = bucket(encryption="      BucketEncryption: !Ref Given\n")
    assert judge("W9970", text) == []


def test_a_bucket_without_properties_is_found(judge):
    assert len(judge("W9970", "Resources: {B: {Type: AWS::S3::Bucket}}\n")) == 1
