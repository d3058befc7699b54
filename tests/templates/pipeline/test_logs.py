"""Every build logs to a group that the stack declares."""

import pytest

from tests.templates.stack import stack

PAIRS = [
    ("UnitTestProject", "UnitTestLogGroup"),
    ("DockerBuildProject", "DockerBuildLogGroup"),
]
pairs = pytest.mark.parametrize(("project", "group"), PAIRS)


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
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
