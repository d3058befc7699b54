"""W9044: a build runs on an image that AWS still maintains."""

import re
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import build_project
from generator.rules._nodes import resources
from generator.rules._runtimes import RUNTIMES

# Images for EC2 compute; those for Lambda compute and Windows have other names.
_STANDARD_IMAGE = re.compile(
    r"aws/codebuild/(?:standard|amazonlinux2?-[a-z0-9_]+-standard):[0-9.]+"
)


class BuildImagesAreMaintained(_house.HouseRule):
    """Flags images of AWS that get no more updates."""

    id = "W9044"
    shortdesc = "Build images are maintained"
    description = (
        "AWS updates two versions of each of its standard images and no longer patches "
        "older ones. Images of one's own are not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/codebuild/latest/userguide/"
        "build-env-ref-available.html"
    )
    tags = ["resources", "codebuild"]
    pci = ("6.3.3",)
    resource_types = ("AWS::CodeBuild::Project",)

    good = build_project(image="aws/codebuild/standard:8.0")
    bad = build_project(image="aws/codebuild/standard:5.0")

    def __init__(self) -> None:
        """The images that are maintained, as AWS adds new ones."""
        super().__init__()
        self.config_definition = {
            "images": {
                "default": list(RUNTIMES),
                "type": "list",
                "itemtype": "string",
            }
        }
        self.configure()

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each project and branch on an old image."""
        for project in resources(cfn, "AWS::CodeBuild::Project"):
            for image in project.get("Environment", "Image"):
                # A later version than those known here is no reason to warn.
                if (
                    _STANDARD_IMAGE.fullmatch(image.text)
                    and image.text not in self.config["images"]
                    and not self._is_newer(image.text)
                ):
                    yield RuleMatch(
                        image.rule_path,
                        f"{image.text} is no longer maintained; maintained are "
                        f"{', '.join(self.config['images'])}",
                    )

    def _is_newer(self, image: str) -> bool:
        name, _, version = image.partition(":")
        known = [
            _ordered(maintained.partition(":")[2])
            for maintained in self.config["images"]
            if maintained.startswith(f"{name}:")
        ]
        return bool(known) and _ordered(version) > max(known)


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part)
