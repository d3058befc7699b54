"""Two builds: one tests unreviewed code, one makes the image."""

from typing import Any

import pytest
import yaml

from tests.checkout import ROOT
from tests.templates.stack import CHINA, ECR, VPC, buildspecs, stack, template

PROJECTS = ("UnitTestProject", "DockerBuildProject")
both = pytest.mark.parametrize("project", PROJECTS)


def variables(project: str, *given: dict[str, str], **more: Any) -> dict[str, Any]:
    environment = stack(*given, **more).properties(project)["Environment"]
    return {each["Name"]: each for each in environment["EnvironmentVariables"]}


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
def test_a_buildspec_is_embedded_byte_for_byte(project: str, file: str) -> None:
    """A path instead would let a pull request to the service change it."""
    source = template()["Resources"][project]["Properties"]["Source"]
    assert source["BuildSpec"].encode() == (ROOT / "buildspecs" / file).read_bytes()


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
def test_a_build_ends_after_an_hour(project: str) -> None:
    assert stack().properties(project)["TimeoutInMinutes"] == 60


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
def test_runtime_and_folder_of_the_service_come_from_parameters(project: str) -> None:
    found = variables(project, {"NodeVersion": "24", "ServicePath": "services/pay"})
    assert found["NODE_VERSION"]["Value"] == "24"
    assert found["SERVICE_PATH"]["Value"] == "services/pay"


def test_registry_credentials_come_from_secrets_manager() -> None:
    found = variables("DockerBuildProject")
    secrets = {
        name: each["Value"]
        for name, each in found.items()
        if each.get("Type") == "SECRETS_MANAGER"
    }
    assert secrets == {
        "REGISTRY_USERNAME": "docker-registry-credentials-dev:username",
        "REGISTRY_PASSWORD": "docker-registry-credentials-dev:password",
        "REGISTRY_URL": "docker-registry-credentials-dev:registry",
    }
    assert "ECR_REGISTRY" not in found


def test_services_share_the_registry_secret_whatever_their_prefix() -> None:
    found = variables("DockerBuildProject", {"NamePrefix": "ledger-"})
    value = found["REGISTRY_PASSWORD"]["Value"]
    assert value == "docker-registry-credentials-dev:password"


def test_the_unit_tests_get_no_credentials() -> None:
    assert set(variables("UnitTestProject")) == {"NODE_VERSION", "SERVICE_PATH"}


def test_with_ecr_there_are_no_credentials() -> None:
    found = variables("DockerBuildProject", ECR)
    assert not [name for name in found if name.startswith("REGISTRY_")]
    assert found["IMAGE_NAME"]["Value"] == "payments/service"
    host = found["ECR_REGISTRY"]["Value"]
    assert host == "111122223333.dkr.ecr.us-east-2.amazonaws.com"


def test_ecrs_host_is_the_partitions_own() -> None:
    found = variables("DockerBuildProject", ECR, pseudo=CHINA)
    host = found["ECR_REGISTRY"]["Value"]
    assert host == "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn"


def test_another_registry_has_the_image_under_the_services_name() -> None:
    found = variables("DockerBuildProject", {"ServiceName": "ledger"})
    assert found["IMAGE_NAME"]["Value"] == "ledger"


def test_the_docker_build_knows_scanner_and_deployment() -> None:
    found = {k: v["Value"] for k, v in variables("DockerBuildProject").items()}
    assert found["SCAN_SEVERITY"] == "HIGH"
    assert found["ECS_CLUSTER_NAME"] == "payment-cluster-dev"
    assert found["ECS_SERVICE_NAME"] == "payment-service-dev"
    assert found["CONTAINER_NAME"] == "payment-service"
    assert found["CONTAINER_PORT"] == "8080"


def test_the_scanner_is_pinned_by_digest_because_its_tags_were_once_malicious() -> None:
    assert "@sha256:" in template()["Parameters"]["ScannerImage"]["Default"]


@pytest.mark.parametrize("project", PROJECTS)
def test_a_build_runs_in_the_vpc_that_is_given(project: str) -> None:
    assert stack(VPC).properties(project)["VpcConfig"] == {
        "VpcId": "vpc-0a1b2c3d",
        "Subnets": ["subnet-0a1b2c3d", "subnet-0b2c3d4e"],
        "SecurityGroupIds": ["sg-0a1b2c3d"],
    }
    assert "VpcConfig" not in stack().properties(project)


def test_there_is_a_group_for_each_report_of_the_buildspec() -> None:
    """`<project>-<report>` is where CodeBuild looks for a buildspec's report."""
    project = stack().properties("UnitTestProject")["Name"]
    reports = yaml.safe_load(buildspecs().test)["reports"]
    groups = stack().of_type("AWS::CodeBuild::ReportGroup").values()
    names = {each["Name"]: each["Type"] for each in groups}
    assert names == {
        f"{project}-{report}": "TEST"
        if content["file-format"] == "JUNITXML"
        else "CODE_COVERAGE"
        for report, content in reports.items()
    }


@pytest.mark.parametrize("group", ["UnitTestReportGroup", "CoverageReportGroup"])
def test_reports_go_with_the_stack(group: str) -> None:
    properties = stack().properties(group)
    assert properties["ExportConfig"] == {"ExportConfigType": "NO_EXPORT"}
    # Or a report in it would keep the stack from being deleted.
    assert properties["DeleteReports"] is True
