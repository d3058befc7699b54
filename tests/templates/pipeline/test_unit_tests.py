"""The unit tests run unreviewed code, so they can do least."""

import yaml

from tests.templates.pipeline.project import variables
from tests.templates.stack import (
    CODE_ARTIFACT,
    DATABASE,
    EVERYTHING,
    PACKAGES,
    buildspecs,
    stack,
)

ARTIFACTS = {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"}
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
REPORTS = {
    "codebuild:CreateReport",
    "codebuild:UpdateReport",
    "codebuild:BatchPutTestCases",
    "codebuild:BatchPutCodeCoverages",
}


def test_the_unit_tests_can_do_exactly_this_and_nothing_else() -> None:
    """They run code of pull-request authors."""
    assert stack().actions("UnitTestRole") == ARTIFACTS | LOG | REPORTS


def test_no_switch_gives_the_unit_tests_a_registry_or_the_service() -> None:
    services = {
        each.split(":")[0] for each in stack(EVERYTHING).actions("UnitTestRole")
    }
    packages = {"codeartifact", "secretsmanager", "sts"}
    assert services == {"s3", "logs", "codebuild", "ec2", "kms"} | packages


def test_the_unit_tests_write_to_their_own_report_groups_only() -> None:
    for action in REPORTS:
        assert stack().resources_of("UnitTestRole", action) == [
            "UnitTestReportGroup.Arn",
            "CoverageReportGroup.Arn",
        ]


def test_the_unit_tests_get_no_credentials_unless_packages_need_them() -> None:
    (policy,) = stack().properties("UnitTestRole")["Policies"]
    assert policy["PolicyName"] == "build"
    for given in ({}, PACKAGES, CODE_ARTIFACT):
        found = variables("UnitTestProject", given)
        assert not [name for name, each in found.items() if "Type" in each]


def test_a_database_alone_makes_the_unit_tests_container_a_privileged_one() -> None:
    for given, privileged in (({}, False), (CODE_ARTIFACT, False), (DATABASE, True)):
        environment = stack(given).properties("UnitTestProject")["Environment"]
        assert environment["PrivilegedMode"] is privileged


def test_code_artifact_is_read_in_one_repository_of_one_domain() -> None:
    of = stack(CODE_ARTIFACT)
    arn = CODE_ARTIFACT["CodeArtifactRepositoryArn"]
    for role in ("UnitTestRole", "DockerBuildRole"):
        assert of.resources_of(role, "codeartifact:ReadFromRepository") == [arn]
        domains = of.resources_of(role, "codeartifact:GetAuthorizationToken")
        assert domains == [
            "arn:aws:codeartifact:us-east-2:444455556666:domain/payments"
        ]


def test_there_is_a_group_for_each_report_of_the_buildspec() -> None:
    """`<project>-<report>` is where CodeBuild looks for a buildspec's report."""
    project = stack().properties("UnitTestProject")["Name"]
    reports = yaml.safe_load(buildspecs().text("buildspec-test.yml"))["reports"]
    groups = stack().of_type("AWS::CodeBuild::ReportGroup").values()
    names = {each["Name"]: each["Type"] for each in groups}
    assert names == {
        f"{project}-{report}": "TEST"
        if content["file-format"] == "JUNITXML"
        else "CODE_COVERAGE"
        for report, content in reports.items()
    }
