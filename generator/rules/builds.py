"""CodeBuild projects: their log, privileged mode, and the two ends of a pipeline's."""

from collections.abc import Iterator
from typing import Any

from generator.rules._buildspec import PROJECT, builds
from generator.rules._expressions import UNKNOWN, named_resource
from generator.rules._fragments import build_project
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, Resource, resources
from generator.rules._schemas import has, must, must_not, where, within
from generator.rules._shapes import ShapeRule

LOG_GROUP = "AWS::Logs::LogGroup"


class BuildsLogToADeclaredGroup(HouseRule):
    """CodeBuild projects log to a log group of the template.

    CodeBuild creates a log group that is not there, without retention, key or tags.
    Set LogsConfig.CloudWatchLogs.GroupName to a log group that the template
    declares. A group that comes as a parameter is not judged.
    """

    id = "W9940"
    page = (
        "AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-cloudwatchlogsconfig.html"
    )
    tags = ["resources", "codebuild", "logs"]
    pci = ("10.2", "10.5.1")
    resource_types = (PROJECT,)

    good = build_project()
    bad = build_project(logs="")

    def _problems(self, template: Any) -> Iterator[Problem]:
        groups = list(resources(template, LOG_GROUP))
        declared = {
            name.text for group in groups for name in group.get("LogGroupName")
        } | {f"${{{group.name}}}" for group in groups}
        for project in resources(template, PROJECT):
            for status in project.get("LogsConfig", "CloudWatchLogs", "Status"):
                if status.value == "DISABLED" and not _logs_to_bucket(project):
                    yield status, "The builds leave no log"
            for logs in project.get("LogsConfig", "CloudWatchLogs"):
                if all(status.value != "DISABLED" for status in logs.get("Status")):
                    for group in logs.get("GroupName"):
                        if problem := _group_problem(project, group, declared):
                            yield group, problem


def _group_problem(project: Resource, group: Node, declared: set[str]) -> str:
    if group.is_absent:
        # What CodeBuild calls the group: /aws/codebuild/ and the project's name.
        names = {f"${{{project.name}}}", *(node.text for node in project.get("Name"))}
        if declared & {f"/aws/codebuild/{name}" for name in names if name}:
            return ""
        return "Without GroupName CodeBuild creates a log group that never expires"
    resource = named_resource(group.text)
    # Nothing can be said of a parameter or import on its own.
    is_outside = resource != "" and resource not in group.template.get_resources()
    is_declared = group.text in declared or f"${{{resource}}}" in declared
    if is_outside or is_declared or UNKNOWN in group.text:
        return ""
    return f"No log group of this template is named {group.text!r}"


def _logs_to_bucket(project: Resource) -> bool:
    return any(
        status.value == "ENABLED" or not (status.is_known or status.is_absent)
        for status in project.get("LogsConfig", "S3Logs", "Status")
    )


# Lambda compute has no privileged mode; docker on Windows is another matter.
_CONTAINERS = ("LINUX_CONTAINER", "ARM_CONTAINER", "LINUX_GPU_CONTAINER")


class DockerNeedsPrivilegedMode(HouseRule):
    """Builds that use docker run in privileged mode.

    Outside privileged mode the build container has no Docker daemon and the first
    docker build fails with 'Cannot connect to the Docker daemon'. Judged are Linux
    containers with an inline buildspec and no other daemon in sight.
    """

    id = "E9941"
    page = (
        "codebuild/latest/userguide/troubleshooting.html"
        "#troubleshooting-cannot-connect-to-docker-daemon"
    )
    tags = ["resources", "codebuild", "docker"]
    resource_types = (PROJECT,)

    good = build_project(
        buildspec="""\
version: 0.2
phases:
  build:
    commands:
      - docker build --tag payment .
""",
        environment="PrivilegedMode: true\n",
    )
    bad = good.replace("        PrivilegedMode: true\n", "")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for build in builds(template):
            kinds = {kind.text for kind in build.settings("Type")}
            if build.needs_daemon and kinds & {*_CONTAINERS}:
                for mode in build.settings("PrivilegedMode"):
                    if mode.is_absent or str(mode.value).lower() == "false":
                        yield (
                            mode,
                            "The buildspec uses docker, which needs "
                            "PrivilegedMode: true",
                        )


class PrivilegedModeNeedsDocker(HouseRule):
    """Only builds that use docker run in privileged mode.

    Privileged mode gives the build container all devices of its host; it is meant
    for builds that run docker or mount a file system. A buildspec that runs a command
    which may do so unseen (a script, a package manager, tests) is not judged, nor a
    project with file systems.
    """

    id = "W9941"
    page = (
        "AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environment.html"
    )
    tags = ["resources", "codebuild", "least-privilege"]
    pci = ("2.2.6", "7.2.5")
    resource_types = (PROJECT,)

    bad = build_project(
        buildspec="""\
version: 0.2
phases:
  build:
    commands:
      - aws s3 cp --recursive build s3://payment-releases
""",
        environment="PrivilegedMode: true\n",
    )
    good = bad.replace("PrivilegedMode: true", "PrivilegedMode: false")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for build in builds(template):
            systems = build.project.get("FileSystemLocations")
            if not build.may_need_privileges and all(s.is_absent for s in systems):
                for mode in build.settings("PrivilegedMode"):
                    if str(mode.value).lower() == "true":
                        yield (
                            mode,
                            "Privileged mode, but the buildspec does not use docker",
                        )


class PipelineProjectsTakeBothEnds(ShapeRule):
    """CODEPIPELINE is both source and artifacts of a project, or neither.

    CodeBuild refuses a project with Source.Type CODEPIPELINE and another
    Artifacts.Type, and the reverse.
    """

    id = "E9945"
    # The page has the types; that they go together only is also what the project
    # construct of the AWS CDK insists on.
    page = "codebuild/latest/APIReference/API_ProjectSource.html"
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT,)

    _message = (
        "Source is {whole[Source][Type]} and artifacts are {value}: CODEPIPELINE "
        "must be both or neither"
    )
    when = has("Source.Type", type="string")
    shape = where(
        has("Source.Type", const="CODEPIPELINE"),
        within("Artifacts.Type", must(_message, const="CODEPIPELINE")),
        within("Artifacts.Type", must_not(_message, const="CODEPIPELINE")),
    )
    good = build_project()
    bad = build_project(artifacts="{Type: NO_ARTIFACTS}")
