"""What holds for every build, whatever it runs."""

import pytest

from tests.templates.pipeline.project import variables
from tests.templates.stack import VPC, buildspecs, stack, template

PROJECTS = ("UnitTestProject", "DockerBuildProject")
both = pytest.mark.parametrize("project", PROJECTS)
ROLES = [
    ("UnitTestRole", "UnitTestProject", "unit-test-project"),
    ("DockerBuildRole", "DockerBuildProject", "docker-build-project"),
]
roles = pytest.mark.parametrize(("role", "project", "name"), ROLES)
ARTIFACTS = {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"}
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
ROLE = "arn:aws:iam::111122223333:role"
PAIRS = [
    ("UnitTestProject", "UnitTestLogGroup"),
    ("DockerBuildProject", "DockerBuildLogGroup"),
]
pairs = pytest.mark.parametrize(("project", "group"), PAIRS)


@both
def test_a_build_takes_and_gives_what_the_pipeline_hands_on(project: str) -> None:
    properties = stack().properties(project)
    assert properties["Source"]["Type"] == "CODEPIPELINE"
    assert properties["Artifacts"]["Type"] == "CODEPIPELINE"


@pytest.mark.parametrize(
    ("project", "file"),
    [
        ("UnitTestProject", "buildspec-test.yml"),
        ("DockerBuildProject", "buildspec-build.yml"),
    ],
)
def test_a_buildspec_is_embedded_with_its_steps(project: str, file: str) -> None:
    """A path instead would let a pull request to the service change it."""
    source = template()["Resources"][project]["Properties"]["Source"]
    assert source["BuildSpec"] == buildspecs().text(file)


def test_only_the_docker_build_is_privileged() -> None:
    privileged = {
        name: stack().properties(name)["Environment"]["PrivilegedMode"]
        for name in PROJECTS
    }
    assert privileged == {"UnitTestProject": False, "DockerBuildProject": True}


def test_the_docker_build_keeps_its_layers() -> None:
    assert stack().properties("DockerBuildProject")["Cache"] == {
        "Type": "LOCAL",
        "Modes": ["LOCAL_DOCKER_LAYER_CACHE"],
    }


def test_a_build_in_a_vpc_has_no_local_cache_because_there_is_none() -> None:
    assert "Cache" not in stack(VPC).properties("DockerBuildProject")


@both
def test_a_build_ends_after_an_hour_or_when_the_operator_says(project: str) -> None:
    assert stack().properties(project)["TimeoutInMinutes"] == "60"
    longer = stack({"BuildTimeoutMinutes": "120"})
    assert longer.properties(project)["TimeoutInMinutes"] == "120"


@both
def test_a_build_runs_on_the_machine_that_the_operator_chooses(project: str) -> None:
    large = stack({"ComputeType": "BUILD_GENERAL1_LARGE"})
    found = large.properties(project)["Environment"]["ComputeType"]
    assert found == "BUILD_GENERAL1_LARGE"


@both
def test_a_build_says_what_it_does_in_what_codebuild_takes(project: str) -> None:
    """CodeBuild API reference, CreateProject: at most 255 characters."""
    assert 0 < len(stack().properties(project)["Description"]) <= 255


@both
def test_the_build_image_has_every_node_version_that_the_operator_may_choose(
    project: str,
) -> None:
    """standard:8.0 has 22 and 24 only (aws-codebuild-docker-images)."""
    environment = stack().properties(project)["Environment"]
    assert environment["Type"] == "LINUX_CONTAINER"
    assert environment["Image"] == "aws/codebuild/standard:7.0"
    allowed = template()["Parameters"]["NodeVersion"]["AllowedValues"]
    assert allowed == ["18", "20", "22", "24"]


@both
def test_the_folder_of_the_service_comes_from_a_parameter(project: str) -> None:
    found = variables(project, {"ServicePath": "services/pay"})
    assert found["SERVICE_PATH"]["Value"] == "services/pay"


def test_the_runtime_of_the_tests_comes_from_a_parameter() -> None:
    found = variables("UnitTestProject", {"NodeVersion": "24"})
    assert found["NODE_VERSION"]["Value"] == "24"
    assert "NODE_VERSION" not in variables("DockerBuildProject")


@pytest.mark.parametrize("task_role", ["", f"{ROLE}/task"])
def test_the_build_knows_what_the_pipeline_may_register_and_pass(
    task_role: str,
) -> None:
    found = variables(
        "DockerBuildProject",
        {
            "TaskDefinitionFamily": "payment",
            "TaskExecutionRoleArn": f"{ROLE}/execution",
            "TaskRoleArn": task_role,
        },
    )
    assert found["TASK_DEFINITION_FAMILY"]["Value"] == "payment"
    assert found["TASK_EXECUTION_ROLE_ARN"]["Value"] == f"{ROLE}/execution"
    assert found["TASK_ROLE_ARN"]["Value"] == task_role


@pytest.mark.parametrize("project", PROJECTS)
def test_a_build_runs_in_the_vpc_that_is_given(project: str) -> None:
    assert stack(VPC).properties(project)["VpcConfig"] == {
        "VpcId": "vpc-0a1b2c3d",
        "Subnets": ["subnet-0a1b2c3d", "subnet-0b2c3d4e"],
        "SecurityGroupIds": ["sg-0a1b2c3d"],
    }
    assert "VpcConfig" not in stack().properties(project)


@pytest.mark.parametrize("group", ["UnitTestReportGroup", "CoverageReportGroup"])
def test_reports_go_with_the_stack(group: str) -> None:
    properties = stack().properties(group)
    assert properties["ExportConfig"] == {"ExportConfigType": "NO_EXPORT"}
    # Or a report in it would keep the stack from being deleted.
    assert properties["DeleteReports"] is True


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


@pytest.mark.parametrize(
    ("role", "group"),
    [("UnitTestRole", "UnitTestLogGroup"), ("DockerBuildRole", "DockerBuildLogGroup")],
)
def test_a_build_writes_to_its_own_log_only(role: str, group: str) -> None:
    for action in LOG:
        assert stack().resources_of(role, action) == [f"{group}.Arn"]


@pytest.mark.parametrize(
    ("role", "output"),
    [("UnitTestRole", "UnitTestOu"), ("DockerBuildRole", "DockerBuil")],
)
def test_a_build_reads_the_source_and_writes_its_output_only(
    role: str, output: str
) -> None:
    used = {each for each in stack().actions(role) if each.startswith("s3:")}
    assert used == ARTIFACTS
    bucket = "ArtifactBucket.Arn/*"
    for action in ("s3:GetObject", "s3:GetObjectVersion"):
        assert stack().resources_of(role, action) == [f"{bucket}/SourceOutp/*"]
    assert stack().resources_of(role, "s3:PutObject") == [f"{bucket}/{output}/*"]


@pairs
def test_a_build_logs_to_its_own_group(project: str, group: str) -> None:
    """Without a name CodeBuild makes a group of its own that never expires."""
    assert stack().properties(project)["LogsConfig"] == {
        "CloudWatchLogs": {"Status": "ENABLED", "GroupName": group}
    }


@pairs
def test_logs_are_kept_as_long_as_the_operator_says(project: str, group: str) -> None:
    assert stack().properties(group)["RetentionInDays"] == "30"
    year = stack({"LogRetentionDays": "365"})
    assert year.properties(group)["RetentionInDays"] == "365"


@pairs
def test_logs_outlive_the_stack_as_evidence(project: str, group: str) -> None:
    resource = stack().resources[group]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"
