from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


def test_the_repository_is_immutable_and_scans(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    (found,) = aws.client("ecr").describe_repositories()["repositories"]
    assert found["imageTagMutability"] == "IMMUTABLE"
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
