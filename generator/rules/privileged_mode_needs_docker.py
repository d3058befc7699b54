"""W9041: a build runs in privileged mode only to use docker."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._buildspec import builds
from generator.rules._fragments import build_project
from generator.rules._nodes import together


class PrivilegedModeNeedsDocker(_house.HouseRule):
    """Flags privileged mode beside an inline buildspec without docker."""

    id = "W9041"
    shortdesc = "Only builds that use docker run in privileged mode"
    description = (
        "Privileged mode gives the build container all devices of its host; it is "
        "meant for builds that run docker. A buildspec that names docker, or that runs "
        "scripts which may, is not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environment.html"
    )
    tags = ["resources", "codebuild", "least-privilege"]
    pci = ("2.2.6", "7.2.5")
    resource_types = ("AWS::CodeBuild::Project",)

    bad = build_project(
        buildspec="""\
version: 0.2
phases:
  build:
    commands:
      - npm ci
      - npm test
""",
        environment="PrivilegedMode: true\n",
    )
    good = bad.replace("PrivilegedMode: true", "PrivilegedMode: false")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch that is privileged for nothing."""
        for build in builds(cfn):
            if build.may_use_docker:
                continue
            for mode in build.environment.get("PrivilegedMode"):
                if together(cfn, build.source.when, mode.when) is None:
                    continue
                if str(mode.value).lower() == "true":
                    yield RuleMatch(
                        mode.rule_path,
                        "Privileged mode, but the buildspec does not use docker",
                    )
