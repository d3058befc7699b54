"""The image of a build: that it is maintained, can be pulled, and has the runtimes."""

import re
from collections.abc import Iterator
from typing import Any

from generator.rules._buildspec import PROJECT, builds
from generator.rules._fragments import build_project
from generator.rules._house import HouseRule, Problem, names
from generator.rules._nodes import Node, resources
from generator.rules._schemas import has, must_not, required, where, within
from generator.rules._shapes import ShapeRule
from generator.runtimes import (
    IGNORED,
    NEED_PATCH_VERSION,
    RUNTIMES,
    is_preinstalled,
)

# Images for EC2 compute; those for Lambda compute and Windows have other names.
_STANDARD_IMAGE = re.compile(
    r"aws/codebuild/(?:standard|amazonlinux2?-[a-z0-9_]+-standard):[0-9.]+"
)


class BuildImagesAreMaintained(HouseRule):
    """Build images are maintained.

    AWS updates two versions of each of its standard images and no longer patches
    older ones. Images of one's own are not judged.
    """

    id = "W9944"
    page = "codebuild/latest/userguide/build-env-ref-available.html"
    tags = ["resources", "codebuild"]
    pci = ("6.3.3",)
    resource_types = (PROJECT,)

    settings = {"images": names(*RUNTIMES)}
    good = build_project(image="aws/codebuild/standard:8.0")
    bad = build_project(image="aws/codebuild/standard:5.0")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for project in resources(template, PROJECT):
            for image in project.get("Environment", "Image"):
                # A later version than those known here is no reason to warn.
                if (
                    _STANDARD_IMAGE.fullmatch(image.text)
                    and image.text not in self.config["images"]
                    and not self._is_newer(image.text)
                ):
                    yield (
                        image,
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


class ImageCredentialsFitTheImage(ShapeRule):
    """ImagePullCredentialsType fits the build image.

    Images of AWS (aws/codebuild/...) are pulled with CODEBUILD credentials, which
    is the default; an image from a registry with RegistryCredential needs
    SERVICE_ROLE.
    """

    id = "E9946"
    page = (
        "AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environment.html"
    )
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT,)

    _of_aws = "An image of AWS is pulled with ImagePullCredentialsType CODEBUILD"
    _of_registry = "RegistryCredential needs ImagePullCredentialsType SERVICE_ROLE"
    shape = within(
        "Environment",
        where(
            has("Image", pattern="^aws/codebuild/"),
            within("ImagePullCredentialsType", must_not(_of_aws, const="SERVICE_ROLE")),
        ),
        where(
            has("RegistryCredential", type="object"),
            required("ImagePullCredentialsType", _of_registry, const="SERVICE_ROLE"),
        ),
    )
    good = build_project(environment="ImagePullCredentialsType: CODEBUILD\n")
    bad = build_project(environment="ImagePullCredentialsType: SERVICE_ROLE\n")


_NODE = """\
version: 0.2
phases:
  install:
    runtime-versions: {nodejs: 22}
  build:
    commands: [npm test]
"""


class RuntimesAreKnownToTheImage(HouseRule):
    """Runtimes are known to the build image.

    A runtime that the image does not know ends the build with YAML_FILE_ERROR.
    dotnet and php versions that are not on the image are installed only if the
    patch version is given. Judged are inline buildspecs on images of AWS.
    """

    id = "E9943"
    page = "codebuild/latest/userguide/runtime-versions.html"
    tags = ["resources", "codebuild", "buildspec"]
    resource_types = (PROJECT,)

    good = build_project(buildspec=_NODE)
    bad = good.replace("nodejs: 22", "node: 22")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for source, image, name, version in _runtimes(template):
            known = RUNTIMES[image]
            if name in IGNORED:
                continue
            if name not in known:
                yield (
                    source,
                    f"Runtime {name!r} is not one of {image}: "
                    f"{', '.join(sorted(known))}",
                )
            elif _lacks_patch_version(name, version) and not is_preinstalled(
                version, known[name]
            ):
                yield (
                    source,
                    f"{image} has no {name} {version}, and installs another version "
                    "only if its patch version is given",
                )


class RuntimesArePreinstalled(HouseRule):
    """Runtime versions are on the build image.

    A version that is not on the image is downloaded and installed in every build:
    slower, from the internet, and often a version past its end of life. Judged are
    inline buildspecs on images of AWS.
    """

    id = "W9943"
    page = "codebuild/latest/userguide/available-runtimes.html"
    tags = ["resources", "codebuild", "buildspec"]
    pci = ("6.3.3",)
    resource_types = (PROJECT,)

    good = build_project(buildspec=_NODE)
    bad = good.replace("nodejs: 22", "nodejs: 18")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for source, image, name, version in _runtimes(template):
            versions = RUNTIMES[image].get(name)
            # Without a patch version it is an error: E9943.
            if (
                versions
                and not is_preinstalled(version, versions)
                and not _lacks_patch_version(name, version)
            ):
                yield (
                    source,
                    f"{image} has {name} {', '.join(versions)}; {version} is installed "
                    "in every build",
                )


def _runtimes(template: Any) -> Iterator[tuple[Node, str, str, str]]:
    """Buildspec, image, runtime and version of builds on images that are known."""
    for build in builds(template):
        for image in build.settings("Image"):
            if image.text in RUNTIMES:
                for name, version in build.runtimes.items():
                    yield build.source, image.text, name, version


def _lacks_patch_version(name: str, version: str) -> bool:
    return name in NEED_PATCH_VERSION and version.count(".") < 2
