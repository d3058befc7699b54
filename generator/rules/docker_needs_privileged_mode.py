"""E9041: a build that uses docker runs in privileged mode."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._buildspec import builds
from generator.rules._fragments import build_project
from generator.rules._nodes import together

# Lambda compute has no privileged mode; docker on Windows is another matter.
_CONTAINERS = ("LINUX_CONTAINER", "ARM_CONTAINER", "LINUX_GPU_CONTAINER")


class DockerNeedsPrivilegedMode(_house.HouseRule):
    """Flags inline buildspecs that call the Docker daemon that is not there."""

    id = "E9041"
    shortdesc = "Builds that use docker run in privileged mode"
    description = (
        "Outside privileged mode the build container has no Docker daemon and the "
        "first docker build fails with 'Cannot connect to the Docker daemon'. Judged "
        "are Linux containers with an inline buildspec and no other daemon in sight."
    )
    source_url = (
        "https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html"
        "#troubleshooting-cannot-connect-to-docker-daemon"
    )
    tags = ["resources", "codebuild", "docker"]
    resource_types = ("AWS::CodeBuild::Project",)

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

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch in which docker runs unprivileged."""
        for build in builds(cfn):
            kind = str(build.environment.value.get("Type", ""))
            if not build.needs_daemon or kind not in _CONTAINERS:
                continue
            for mode in build.environment.get("PrivilegedMode"):
                if together(cfn, build.source.when, mode.when) is None:
                    continue
                if mode.is_absent or str(mode.value).lower() == "false":
                    yield RuleMatch(
                        mode.rule_path,
                        "The buildspec uses docker, which needs PrivilegedMode: true",
                    )
