"""E9043: the build image has, or can install, the runtime that is asked for."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._buildspec import builds
from generator.rules._fragments import build_project
from generator.rules._nodes import together
from generator.rules._runtimes import (
    IGNORED,
    NEED_PATCH_VERSION,
    RUNTIMES,
    is_preinstalled,
)


class RuntimesAreKnownToTheImage(_house.HouseRule):
    """Flags runtimes with which the build fails before its first command."""

    id = "E9043"
    shortdesc = "Runtimes are known to the build image"
    description = (
        "A runtime that the image does not know ends the build with YAML_FILE_ERROR. "
        "dotnet and php versions that are not on the image are installed only if the "
        "patch version is given. Judged are inline buildspecs on images of AWS."
    )
    source_url = (
        "https://docs.aws.amazon.com/codebuild/latest/userguide/runtime-versions.html"
    )
    tags = ["resources", "codebuild", "buildspec"]
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
    bad = good.replace("nodejs: 22", "node: 22")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each runtime and branch that cannot work."""
        for build in builds(cfn):
            for image in build.environment.get("Image"):
                known = RUNTIMES.get(image.text)
                if (
                    known is None
                    or together(cfn, build.source.when, image.when) is None
                ):
                    continue
                for name, version in build.runtimes.items():
                    if name in IGNORED:
                        continue
                    if name not in known:
                        yield RuleMatch(
                            build.source.rule_path,
                            f"Runtime {name!r} is not one of {image.text}: "
                            f"{', '.join(sorted(known))}",
                        )
                    elif (
                        name in NEED_PATCH_VERSION
                        and version.count(".") < 2
                        and not is_preinstalled(version, known[name])
                    ):
                        yield RuleMatch(
                            build.source.rule_path,
                            f"{image.text} has no {name} {version}, and installs "
                            "another version only if its patch version is given",
                        )
