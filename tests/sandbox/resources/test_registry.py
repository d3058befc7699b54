"""What the registry template makes can be read back."""

import json

from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.templates.registry.stack import LATEST, PULLED, REQUIRED, RUNS

BODY = (ROOT / "templates_out" / "registry.yaml").read_text()


def test_the_repository_has_its_scan_its_tags_and_both_policies(aws: Aws) -> None:
    stack = aws.deploy(BODY, **REQUIRED, **PULLED, UntaggedImageDays="30")
    (name,) = (
        one["OutputValue"]
        for one in stack["Outputs"]
        if one["OutputKey"] == "EcrRepositoryName"
    )
    assert name == "payments/service"
    ecr = aws.client("ecr")
    (made,) = ecr.describe_repositories(repositoryNames=[name])["repositories"]
    assert made["imageScanningConfiguration"] == {"scanOnPush": True}
    assert made["imageTagMutability"] == "IMMUTABLE"
    pull = json.loads(ecr.get_repository_policy(repositoryName=name)["policyText"])
    assert pull["Statement"][0]["Principal"] == {"AWS": list(RUNS)}
    kept = ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]
    assert [rule["rulePriority"] for rule in json.loads(kept)["rules"]] == [1, 2]


def test_a_tag_may_move_later(aws: Aws) -> None:
    aws.deploy(BODY, **REQUIRED)
    stack = aws.deploy(BODY, "UPDATE", **REQUIRED, **LATEST)
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    (made,) = aws.client("ecr").describe_repositories()["repositories"]
    assert made["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
