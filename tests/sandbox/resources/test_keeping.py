from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


def test_logs_are_kept_as_long_as_the_template_says(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    logs = aws.client("logs")
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group["logGroupName"] == "/aws/codebuild/docker-build-dev"
    assert group["retentionInDays"] == 30
    aws.deploy(PIPELINE.replace("RetentionInDays: !Ref Retention, ", ""), "UPDATE")
    assert "retentionInDays" not in logs.describe_log_groups()["logGroups"][0]


def test_the_key_rotates_and_has_its_alias(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    kms = aws.client("kms")
    (alias,) = [
        a for a in kms.list_aliases()["Aliases"] if "artifacts" in a["AliasName"]
    ]
    key = alias["TargetKeyId"]
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    aws.deploy(PIPELINE.replace("EnableKeyRotation: true", "Enabled: true"), "UPDATE")
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    aws.client("cloudformation").delete_stack(StackName="shop")
    state = kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
    assert state == "PendingDeletion"


def test_the_repository_is_immutable_and_scans(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    (found,) = aws.client("ecr").describe_repositories()["repositories"]
    assert found["imageTagMutability"] == "IMMUTABLE"
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
