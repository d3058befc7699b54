import pytest

from generator.parameters.committed import read_template
from generator.parameters.names import PhysicalName, physical_names
from tests.parameters.small_project import SmallProject

VPC = {
    "VpcId": "vpc-01234567",
    "SubnetIds": "subnet-01234567",
    "SecurityGroupIds": "sg-01234567",
}


def names(small: SmallProject, values=None, **rest) -> dict[str, PhysicalName]:
    file = small.file(values, **rest)
    template = read_template(small.project, file.template)
    return {name.logical_id: name for name in physical_names(file, template)}


def test_names_are_those_of_the_real_account_and_region(small: SmallProject) -> None:
    found = names(small, environment="prod")
    assert {key: name.name for key, name in found.items()} == {
        "Role": "codebuild-role-prod",
        "Bucket": "payment-service-444455556666-us-east-2",
        "Project": "payment-service-build-prod",
    }


def test_what_a_condition_leaves_out_has_no_name(small: SmallProject) -> None:
    assert "Topic" not in names(small)
    assert names(small, VPC)["Topic"].name == "network-dev"


def test_a_name_that_only_aws_knows_is_left_out(small: SmallProject) -> None:
    small.template(
        "Parameters: {NotificationEmail: {Type: String}}\n"
        "Resources:\n"
        "  A: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !GetAtt B.Arn}}\n"
        "  B: {Type: 'AWS::S3::Bucket'}\n"
        "  C: {Type: 'AWS::S3::BucketPolicy', Properties: {Bucket: x}}\n"
    )
    assert names(small) == {}


def test_a_bucket_prefix_becomes_the_name_that_cloudformation_makes(
    small: SmallProject,
) -> None:
    small.template(
        "Parameters: {NotificationEmail: {Type: String}}\n"
        "Resources:\n"
        "  A: {Type: 'AWS::S3::Bucket', Properties: {BucketNamePrefix: logs}}\n"
    )
    assert names(small)["A"].name == "logs-111122223333-us-east-2-an"


def test_a_name_stands_where_the_files_own_value_shapes_it(small: SmallProject) -> None:
    found = names(small, {"ServiceName": "ledger"})
    assert found["Project"].place.line == 4
    assert found["Role"].place.line == 1


@pytest.mark.parametrize(
    ("values", "logical_id", "problem"),
    [
        ({"ServiceName": "Pay"}, "Bucket",
         'Bucket would be a bucket called "Pay-111122223333-us-east-2", '
         "which has characters that AWS does not take there"),
        ({"NamePrefix": "x" * 60 + "-"}, "Role", "79 characters; AWS takes 64"),
    ],
)  # fmt: skip
def test_names_over_awss_limits_are_told(
    small: SmallProject, values: dict[str, str], logical_id: str, problem: str
) -> None:
    assert names(small, values)[logical_id].problem.endswith(problem)


def test_a_bucket_name_of_63_characters_passes_and_of_64_does_not(
    small: SmallProject,
) -> None:
    rest = len("-111122223333-us-east-2")
    assert names(small, {"ServiceName": "a" * (63 - rest)})["Bucket"].problem == ""
    problem = names(small, {"ServiceName": "a" * (64 - rest)})["Bucket"].problem
    assert problem.endswith(", 64 characters; AWS takes 63")


def test_names_are_unique_in_a_region_an_account_or_everywhere(
    small: SmallProject,
) -> None:
    dev, prod = names(small), names(small, environment="prod")
    assert dev["Project"].owner == (
        "build project", "111122223333", "us-east-2", "payment-service-build-dev",
    )  # fmt: skip
    assert dev["Role"].owner == ("IAM role", "111122223333", "codebuild-role-dev")
    assert prod["Bucket"].owner[:2] == ("bucket", "aws")
