"""Language runtimes of the build images that AWS maintains.

Source: `runtimes.yml` of each image in github.com/aws/aws-codebuild-docker-images
and CodeBuild guide, "Available runtimes" and "Runtime versions". The older images
lose versions as these end, so their lists hold every version that was there.
"""

from collections.abc import Mapping

_OLDER = {
    "java": ("corretto8", "corretto11", "corretto17", "corretto21", "corretto25"),
    "golang": ("1.20", "1.21", "1.22", "1.23", "1.24", "1.25", "1.26"),
    "python": ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14"),
    "php": ("8.1", "8.2", "8.3", "8.4", "8.5"),
    "ruby": ("3.1", "3.2", "3.3", "3.4", "4.0"),
    "nodejs": ("18", "20", "22", "24"),
    "dotnet": ("6.0", "8.0", "10.0"),
}
_NEWER = {
    "java": ("corretto8", "corretto11", "corretto17", "corretto21", "corretto25"),
    "golang": ("1.24", "1.25", "1.26"),
    "rust": ("1.93", "1.94"),
    "python": ("3.10", "3.11", "3.12", "3.13", "3.14"),
    "php": ("8.2", "8.3", "8.4", "8.5"),
    "ruby": ("3.3", "3.4", "4.0"),
    "nodejs": ("22", "24"),
    "dotnet": ("8.0", "10.0"),
}

RUNTIMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws/codebuild/standard:7.0": _OLDER,
    "aws/codebuild/standard:8.0": _NEWER,
    "aws/codebuild/amazonlinux-x86_64-standard:5.0": _OLDER,
    "aws/codebuild/amazonlinux-x86_64-standard:6.0": _NEWER,
    "aws/codebuild/amazonlinux-aarch64-standard:3.0": _OLDER,
    "aws/codebuild/amazonlinux-aarch64-standard:4.0": _NEWER,
    # The names that two of them had before.
    "aws/codebuild/amazonlinux2-x86_64-standard:5.0": _OLDER,
    "aws/codebuild/amazonlinux2-aarch64-standard:3.0": _OLDER,
}

# A buildspec may still name it; the images say it is deprecated and go on.
IGNORED = ("docker",)

# "Custom runtime versions": these two are installed on demand only if the patch
# version is given; the others accept less.
NEED_PATCH_VERSION = ("dotnet", "php")


def is_preinstalled(version: str, versions: tuple[str, ...]) -> bool:
    """The version, `latest` or `20.x`, is on the image; so is what begins like it."""
    if version == "latest" or "$" in version:
        return True
    if version.endswith(".x"):
        prefix = version[:-1]
        return any(v == version[:-2] or v.startswith(prefix) for v in versions)
    return version in versions
