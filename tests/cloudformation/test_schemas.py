import pytest

from generator.cloudformation import schemas

REGION = "us-east-2"


@pytest.mark.parametrize(
    ("kind", "path", "answer"),
    [
        ("AWS::S3::Bucket", ["BucketName"], "Always"),
        ("AWS::S3::Bucket", ["VersioningConfiguration", "Status"], "Never"),
        ("AWS::CodeDeploy::DeploymentGroup", ["DeploymentGroupName"], "Always"),
        ("AWS::CodeDeploy::DeploymentGroup", ["ECSServices", "0"], "Never"),
        ("AWS::SNS::Subscription", ["Endpoint"], "Always"),
        ("AWS::Nobody::Knows", ["Name"], "Never"),
    ],
)
def test_create_only_properties_replace(
    kind: str, path: list[str], answer: str
) -> None:
    assert schemas.needs_replacement(REGION, kind, path) == answer


def test_the_property_that_names_a_resource_is_known() -> None:
    assert schemas.name_property(REGION, "AWS::S3::Bucket") == "BucketName"
    assert schemas.name_property(REGION, "AWS::CodePipeline::Pipeline") == "Name"
    assert schemas.name_property(REGION, "AWS::S3::BucketPolicy") == ""


def test_what_a_type_has_is_known() -> None:
    assert "Arn" in schemas.attributes(REGION, "AWS::S3::Bucket")
    assert "TopicName" in schemas.properties(REGION, "AWS::SNS::Topic")
    assert "Stages" in schemas.required(REGION, "AWS::CodePipeline::Pipeline")
    assert not schemas.exists(REGION, "AWS::Nobody::Knows")
