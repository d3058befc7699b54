"""What the store template makes can be read back."""

import json
from typing import Any

from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT
from tests.templates.store.stack import PIPELINE, REQUIRED, ROLES

BODY = (ROOT / "templates_out" / "store.yaml").read_text()


def let_in(statements: list[dict[str, Any]]) -> dict[str, str]:
    """The one role that each statement lets in, by its Sid."""
    return {
        each["Sid"]: each["Condition"]["ArnEquals"]["aws:PrincipalArn"]
        for each in statements
        if each["Effect"] == "Allow" and "aws:PrincipalArn" in str(each)
    }


def test_bucket_and_key_let_in_the_pipeline_and_its_targets_there(aws: Aws) -> None:
    aws.region = "eu-west-1"
    stack = aws.deploy(BODY, **REQUIRED)
    told = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    bucket = told["artifactBucketName"]
    assert bucket == f"pipeline-artifacts-dev-{ACCOUNT}-eu-west-1-an"
    s3 = aws.client("s3")
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    target = ROLES["Target2DeployRoleArn"]
    assert let_in(policy["Statement"]) == {
        "LetTarget2ReadItsFiles": target,
        "LetTarget2FindItsFiles": target,
    }
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    key = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    assert key == told["artifactKeyArn"]
    kms = aws.client("kms")
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    assert let_in(policy["Statement"]) == {
        "LetThePipelineEncrypt": PIPELINE,
        "LetTarget2Decrypt": target,
    }
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
