"""W9040: a build logs to a log group of the template."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import UNKNOWN, named_resource
from generator.rules._fragments import build_project
from generator.rules._nodes import Node, Resource, resources


class BuildsLogToADeclaredGroup(_house.HouseRule):
    """Flags projects whose log group CodeBuild would create by itself."""

    id = "W9040"
    shortdesc = "CodeBuild projects log to a log group of the template"
    description = (
        "CodeBuild creates a log group that is not there, without retention, key or "
        "tags. Set LogsConfig.CloudWatchLogs.GroupName to a log group that the "
        "template declares. A group that comes as a parameter is not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-cloudwatchlogsconfig.html"
    )
    tags = ["resources", "codebuild", "logs"]
    pci = ("10.2", "10.5.1")
    resource_types = ("AWS::CodeBuild::Project",)

    good = build_project()
    bad = build_project(logs="")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch without a declared log group."""
        groups = {
            name.text
            for group in resources(cfn, "AWS::Logs::LogGroup")
            for name in group.get("LogGroupName")
        }
        names = {group.name for group in resources(cfn, "AWS::Logs::LogGroup")}
        for project in resources(cfn, "AWS::CodeBuild::Project"):
            for status in project.get("LogsConfig", "CloudWatchLogs", "Status"):
                if status.value == "DISABLED" and not _logs_to_bucket(project):
                    yield RuleMatch(status.rule_path, "The builds leave no log")
            for logs in project.get("LogsConfig", "CloudWatchLogs"):
                if any(status.value == "DISABLED" for status in logs.get("Status")):
                    continue
                for group in logs.get("GroupName"):
                    if group.is_absent and not groups & _default_groups(project):
                        yield RuleMatch(
                            group.rule_path,
                            "Without GroupName CodeBuild creates a log group that "
                            "never expires",
                        )
                    elif not group.is_absent and not _is_declared(group, groups, names):
                        yield RuleMatch(
                            group.rule_path,
                            f"No log group of this template is named {group.text!r}",
                        )


def _logs_to_bucket(project: Resource) -> bool:
    return any(
        status.value == "ENABLED" or not (status.is_known or status.is_absent)
        for status in project.get("LogsConfig", "S3Logs", "Status")
    )


def _default_groups(project: Resource) -> set[str]:
    """What CodeBuild calls the group: /aws/codebuild/ and the project's name."""
    names = {f"${{{project.name}}}", *(node.text for node in project.get("Name"))}
    return {f"/aws/codebuild/{name}" for name in names if name}


def _is_declared(group: Node, groups: set[str], names: set[str]) -> bool:
    """Also true where nothing can be said: a parameter or import on its own."""
    resource = named_resource(group.text)
    is_outside = resource != "" and resource not in group.template.get_resources()
    return (
        is_outside or resource in names or group.text in groups or UNKNOWN in group.text
    )
