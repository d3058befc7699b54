"""Each build has a role of its own, and it can do no more than the build needs."""

from typing import Any

import pytest

from tests.templates.stack import ECR, EVERYTHING, VPC, stack

ROLES = [
    ("UnitTestRole", "UnitTestProject", "unit-test-project"),
    ("DockerBuildRole", "DockerBuildProject", "docker-build-project"),
]
roles = pytest.mark.parametrize(("role", "project", "name"), ROLES)
ARTIFACTS = {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"}
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
REPORTS = {
    "codebuild:CreateReport",
    "codebuild:UpdateReport",
    "codebuild:BatchPutTestCases",
    "codebuild:BatchPutCodeCoverages",
}
IN_VPC = {"ec2:Vpc": "arn:aws:ec2:us-east-2:111122223333:vpc/vpc-0a1b2c3d"}


@roles
def test_a_build_has_the_role_that_trusts_it_alone(
    role: str, project: str, name: str
) -> None:
    assert stack().properties(project)["ServiceRole"] == f"{role}.Arn"
    (trusted,) = stack().properties(role)["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Principal"] == {"Service": "codebuild.amazonaws.com"}
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {
            "aws:SourceArn": "arn:aws:codebuild:us-east-2:111122223333"
            f":project/{name}-dev"
        },
    }


@roles
def test_the_trusted_project_is_the_one_that_the_stack_makes(
    role: str, project: str, name: str
) -> None:
    of = stack({"NamePrefix": "ledger-"})
    (trusted,) = of.properties(role)["AssumeRolePolicyDocument"]["Statement"]
    source = trusted["Condition"]["ArnLike"]["aws:SourceArn"]
    assert source.endswith(f":project/{of.properties(project)['Name']}")


def test_the_unit_tests_can_do_exactly_this_and_nothing_else() -> None:
    """They run code of pull-request authors."""
    assert stack().actions("UnitTestRole") == ARTIFACTS | LOG | REPORTS


def test_no_switch_gives_the_unit_tests_a_registry_or_the_service() -> None:
    services = {
        each.split(":")[0] for each in stack(EVERYTHING).actions("UnitTestRole")
    }
    assert services == {"s3", "logs", "codebuild", "ec2", "kms"}


@pytest.mark.parametrize(
    ("role", "group"),
    [("UnitTestRole", "UnitTestLogGroup"), ("DockerBuildRole", "DockerBuildLogGroup")],
)
def test_a_build_writes_to_its_own_log_only(role: str, group: str) -> None:
    for action in LOG:
        assert stack().resources_of(role, action) == [f"{group}.Arn"]


@pytest.mark.parametrize("role", ["UnitTestRole", "DockerBuildRole"])
def test_a_build_reads_and_writes_artifacts_but_cannot_list_them(role: str) -> None:
    used = {each for each in stack().actions(role) if each.startswith("s3:")}
    assert used == ARTIFACTS
    for action in ARTIFACTS:
        assert stack().resources_of(role, action) == ["ArtifactBucket.Arn/*"]


def test_the_unit_tests_write_to_their_own_report_groups_only() -> None:
    for action in REPORTS:
        assert stack().resources_of("UnitTestRole", action) == [
            "UnitTestReportGroup.Arn",
            "CoverageReportGroup.Arn",
        ]


def test_the_docker_build_reads_one_secret_by_its_name_and_random_suffix() -> None:
    of = stack({"NamePrefix": "ledger-"})
    assert of.resources_of("DockerBuildRole", "secretsmanager:GetSecretValue") == [
        "arn:aws:secretsmanager:us-east-2:111122223333"
        ":secret:docker-registry-credentials-dev-??????"
    ]
    assert not [each for each in of.actions("DockerBuildRole") if "ecr:" in each]


def test_with_ecr_the_docker_build_pushes_to_one_repository() -> None:
    of = stack(ECR)
    assert "secretsmanager:GetSecretValue" not in of.actions("DockerBuildRole")
    repository = "arn:aws:ecr:us-east-2:111122223333:repository/payments/service"
    pushes = {
        each
        for each in of.actions("DockerBuildRole")
        if each.startswith("ecr:") and each != "ecr:GetAuthorizationToken"
    }
    # Amazon ECR User Guide, "IAM permissions for pushing an image".
    assert {
        "ecr:BatchCheckLayerAvailability",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    } <= pushes
    for action in pushes:
        assert of.resources_of("DockerBuildRole", action) == [repository]


def test_the_docker_build_reads_the_service_that_the_image_is_for() -> None:
    assert stack().resources_of("DockerBuildRole", "ecs:DescribeServices") == [
        "arn:aws:ecs:us-east-2:111122223333"
        ":service/payment-cluster-dev/payment-service-dev"
    ]


def test_the_docker_build_changes_nothing_in_ecs() -> None:
    used = {each for each in stack().actions("DockerBuildRole") if "ecs:" in each}
    assert used == {"ecs:DescribeServices", "ecs:DescribeTaskDefinition"}


@pytest.mark.parametrize("role", ["UnitTestRole", "DockerBuildRole"])
def test_only_a_build_in_a_vpc_may_touch_networks(role: str) -> None:
    assert not [each for each in stack().actions(role) if each.startswith("ec2:")]
    # CodeBuild User Guide, "Allow CodeBuild access to AWS services in a VPC".
    assert {each for each in stack(VPC).actions(role) if each.startswith("ec2:")} == {
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    }


@pytest.mark.parametrize(
    ("action", "also"),
    [
        ("ec2:CreateNetworkInterface", {}),
        ("ec2:DeleteNetworkInterface", {}),
        (
            "ec2:CreateNetworkInterfacePermission",
            {"StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"}},
        ),
    ],
)
def test_interfaces_are_made_in_the_builds_own_vpc(
    action: str, also: dict[str, Any]
) -> None:
    (statement,) = [
        each
        for each in stack(VPC).statements("UnitTestRole")
        if action in each["Action"]
    ]
    assert statement["Condition"] == {"ArnEquals": IN_VPC, **also}
