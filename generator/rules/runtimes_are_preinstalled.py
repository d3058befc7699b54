"""W9043: a build uses a runtime that is on its image."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._buildspec import builds
from generator.rules._fragments import build_project
from generator.rules._nodes import together
from generator.rules._runtimes import (
    NEED_PATCH_VERSION,
    RUNTIMES,
    is_preinstalled,
)


class RuntimesArePreinstalled(_house.HouseRule):
    """Flags versions that CodeBuild downloads anew in each build."""

    id = "W9043"
    shortdesc = "Runtime versions are on the build image"
    description = (
        "A version that is not on the image is downloaded and installed in every "
        "build: slower, from the internet, and often a version past its end of life. "
        "Judged are inline buildspecs on images of AWS."
    )
    source_url = (
        "https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html"
    )
    tags = ["resources", "codebuild", "buildspec"]
    pci = ("6.3.3",)
    resource_types = ("AWS::CodeBuild::Project",)

    good = build_project(
        buildspec="""\
version: 0.2
phases:
  install:
    runtime-versions: {nodejs: 22}
  build:
    commands: [npm test]
"""
    )
    bad = good.replace("nodejs: 22", "nodejs: 18")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each version that is not preinstalled."""
        for build in builds(cfn):
            for image in build.environment.get("Image"):
                known = RUNTIMES.get(image.text)
                if (
                    known is None
                    or together(cfn, build.source.when, image.when) is None
                ):
                    continue
                for name, version in build.runtimes.items():
                    if name not in known or is_preinstalled(version, known[name]):
                        continue
                    if name in NEED_PATCH_VERSION and version.count(".") < 2:
                        continue  # E9043
                    yield RuleMatch(
                        build.source.rule_path,
                        f"{image.text} has {name} {', '.join(known[name])}; "
                        f"{version} is installed in every build",
                    )
