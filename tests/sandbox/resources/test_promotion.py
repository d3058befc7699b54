"""What the promotion template makes can be read back."""

from typing import Any

from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.templates.promotion.stack import (
    ABROAD,
    ACCOUNTS,
    APPROVED,
    NAMES,
    OTHER_BUCKET,
    OTHER_KEY,
    OTHER_REGION,
    REQUIRED,
    THREE,
    WINDOWS,
)

BODY = (ROOT / "templates_out" / "promotion.yaml").read_bytes()


def deployed(aws: Aws, **given: str) -> dict[str, str]:
    """The outputs of a stack, whose template comes from a bucket by its size."""
    where = {"Bucket": "templates", "Key": "promotion.yaml"}
    s3 = aws.client("s3")
    s3.create_bucket(
        Bucket="templates",
        CreateBucketConfiguration={"LocationConstraint": aws.region},
    )
    s3.put_object(**where, Body=BODY)
    url = f"https://templates.s3.{aws.region}.amazonaws.com/promotion.yaml"
    stack = aws.deploy("", TemplateURL=url, **{**REQUIRED, **given})
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def arns(kind: str) -> list[str]:
    """Roles of the targets."""
    return [
        f"arn:aws:iam::{account}:role/{kind}-role-{name}"
        for account, name in zip(ACCOUNTS, NAMES, strict=True)
    ]


def assumes(aws: Aws, role_arn: str) -> list[str]:
    """Which roles a role may become, by its inline policies."""
    name = role_arn.rpartition("/")[2]
    iam = aws.client("iam")
    statements = [
        statement
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
        for statement in iam.get_role_policy(RoleName=name, PolicyName=policy)[
            "PolicyDocument"
        ]["Statement"]
    ]
    return sorted(
        each["Resource"] for each in statements if each["Action"] == "sts:AssumeRole"
    )


def stages(aws: Aws) -> dict[str, Any]:
    client = aws.client("codepipeline")
    (name,) = [each["name"] for each in client.list_pipelines()["pipelines"]]
    pipeline = client.get_pipeline(name=name)["pipeline"]
    return {each["name"]: each for each in pipeline["stages"]}


def test_each_target_is_a_stage_that_deploys_by_its_own_role(aws: Aws) -> None:
    told = deployed(aws, **THREE, **APPROVED, **WINDOWS)
    found = stages(aws)
    assert list(found) == [
        "Source",
        "UnitTests",
        "DockerBuild",
        *(f"{what}-{name}" for name in NAMES for what in ("Approve", "Deploy")),
    ]
    for name, role in zip(NAMES, arns("deploy"), strict=True):
        actions = {each["name"]: each for each in found[f"Deploy-{name}"]["actions"]}
        assert list(actions) == ["Prepare", "Deploy", "Verify"]
        assert actions["Deploy"]["roleArn"] == role
        assert "roleArn" not in actions["Verify"]
    assert assumes(aws, told["pipelineRoleArn"]) == arns("deploy")
    assert assumes(aws, told["rolloutRoleArn"]) == arns("observer")


def test_one_target_is_enough(aws: Aws) -> None:
    told = deployed(aws)
    assert list(stages(aws)) == ["Source", "UnitTests", "DockerBuild", "Deploy-dev"]
    assert assumes(aws, told["pipelineRoleArn"]) == arns("deploy")[:1]
    assert assumes(aws, told["rolloutRoleArn"]) == arns("observer")[:1]
    topics = aws.client("sns").list_topics()["Topics"]
    assert len(topics) == 1


def test_a_target_elsewhere_is_deployed_to_in_its_region(aws: Aws) -> None:
    deployed(aws, **THREE, **ABROAD)
    client = aws.client("codepipeline")
    (name,) = [each["name"] for each in client.list_pipelines()["pipelines"]]
    pipeline = client.get_pipeline(name=name)["pipeline"]
    assert "artifactStore" not in pipeline
    assert set(pipeline["artifactStores"]) == {aws.region, OTHER_REGION}
    assert pipeline["artifactStores"][OTHER_REGION] == {
        "type": "S3",
        "location": OTHER_BUCKET,
        "encryptionKey": {"type": "KMS", "id": OTHER_KEY},
    }
    regions = {
        (stage, action["name"]): action.get("region")
        for stage, found in stages(aws).items()
        for action in found["actions"]
    }
    assert regions.pop(("Deploy-prod", "Deploy")) == OTHER_REGION
    assert set(regions.values()) == {None}


def test_without_another_region_there_is_one_store(aws: Aws) -> None:
    deployed(aws, **THREE)
    client = aws.client("codepipeline")
    (name,) = [each["name"] for each in client.list_pipelines()["pipelines"]]
    pipeline = client.get_pipeline(name=name)["pipeline"]
    assert "artifactStores" not in pipeline
    assert pipeline["artifactStore"]["type"] == "S3"
