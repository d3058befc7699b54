"""What CodeBuild takes in a buildspec, version 0.2, as tables of paths.

Source: AWS CodeBuild User Guide, "Build specification reference for CodeBuild";
the runtimes are those of the build image.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.runtimes import RUNTIMES

# Where something stands in a buildspec; in a table `*` stands for any key.
Keys = tuple[str, ...]

# The image that runs the builds: it decides which runtimes they may ask for.
BUILD_IMAGE = "aws/codebuild/standard:7.0"
# Its sibling: the same tools, jq and PyYAML among them (aws-codebuild-docker-images,
# al/aarch64/standard/3.0/Dockerfile).
ARM_BUILD_IMAGE = "aws/codebuild/amazonlinux-aarch64-standard:3.0"

_PHASE = ("run-as", "on-failure", "commands", "finally")
_ARTIFACTS = (
    "files",
    "name",
    "base-directory",
    "discard-paths",
    "exclude-paths",
    "enable-symlinks",
    "s3-prefix",
)

# The keys that a mapping may have.
KEYS: dict[Keys, Keys] = {
    (): (
        "version",
        "run-as",
        "env",
        "proxy",
        "batch",
        "phases",
        "reports",
        "artifacts",
        "cache",
    ),
    ("env",): (
        "shell",
        "variables",
        "parameter-store",
        "secrets-manager",
        "exported-variables",
        "git-credential-helper",
    ),
    ("phases",): ("install", "pre_build", "build", "post_build"),
    ("phases", "install"): (*_PHASE, "runtime-versions"),
    ("phases", "*"): _PHASE,
    ("phases", "install", "runtime-versions"): tuple(RUNTIMES[BUILD_IMAGE]),
    ("reports", "*"): ("files", "base-directory", "discard-paths", "file-format"),
    ("artifacts",): (*_ARTIFACTS, "secondary-artifacts"),
    ("artifacts", "secondary-artifacts", "*"): _ARTIFACTS,
    ("cache",): ("paths", "key", "fallback-keys", "action"),
}

# The keys that a mapping must have, and why.
REQUIRED: dict[Keys, dict[str, str]] = {
    (): {
        "version": "CodeBuild would take the file for version 0.1",
        "phases": "it says what to run",
    },
    ("artifacts",): {"files": "CodeBuild refuses artifacts without files"},
    ("reports", "*"): {"files": "CodeBuild refuses a report without files"},
}

# Lists of text that must have at least one element.
LISTS: tuple[Keys, ...] = (
    ("env", "exported-variables"),
    ("phases", "*", "commands"),
    ("phases", "*", "finally"),
    ("reports", "*", "files"),
    ("artifacts", "files"),
    ("artifacts", "secondary-artifacts", "*", "files"),
)

_REPORT_FORMATS = (
    "CUCUMBERJSON",
    "JUNITXML",
    "NUNITXML",
    "NUNIT3XML",
    "TESTNGXML",
    "VISUALSTUDIOTRX",
    "CLOVERXML",
    "COBERTURAXML",
    "JACOCOXML",
    "SIMPLECOV",
)
_VARIABLE = r"\$\w+|\$\{\w+\}"

# The pattern that a value must match as a whole, and the same in words.
VALUES: dict[Keys, tuple[str, str]] = {
    ("version",): (r"0\.2", "0.2"),
    ("env", "shell"): ("bash|/bin/sh", "bash or /bin/sh"),
    ("phases", "*", "on-failure"): (
        "ABORT|CONTINUE|RETRY(-.+)?",
        "ABORT, CONTINUE or RETRY",
    ),
    ("reports", "*", "file-format"): (
        "|".join(_REPORT_FORMATS),
        f"one of {', '.join(_REPORT_FORMATS)}",
    ),
    **{
        ("phases", "install", "runtime-versions", runtime): (
            rf"{_VARIABLE}|latest|({'|'.join(map(re.escape, versions))})(\.x)?",
            f"a version that the image has ({', '.join(versions)}) or a variable",
        )
        for runtime, versions in RUNTIMES[BUILD_IMAGE].items()
    },
}


@dataclass(frozen=True)
class Format:
    """What a buildspec must look like, as tables of paths."""

    keys: Mapping[Keys, Keys]
    required: Mapping[Keys, Mapping[str, str]]
    lists: tuple[Keys, ...]
    values: Mapping[Keys, tuple[str, str]]


# What we want of our own buildspecs, for the image that runs them.
OURS = Format(KEYS, REQUIRED, LISTS, VALUES)
# What ends any build in DOWNLOAD_SOURCE with YAML_FILE_ERROR, whatever its image.
ANY = Format(
    keys={("phases",): KEYS[("phases",)]},
    required={(): {"version": "CodeBuild refuses a buildspec without one"}},
    lists=(("phases", "*", "commands"), ("phases", "*", "finally")),
    values={("version",): (r"0\.[12]", "0.2")},
)
