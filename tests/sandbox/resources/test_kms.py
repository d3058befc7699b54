from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


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
