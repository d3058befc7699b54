"""CodeBuild projects: settings that CodeBuild refuses together."""

from generator.rules._buildspec import PROJECT
from generator.rules._fragments import build_project
from generator.rules._schemas import (
    Schema,
    all_of,
    has,
    must_not,
    where,
    within,
)
from generator.rules._shapes import ShapeRule

# "Limitations of AWS Lambda compute", CodeBuild User Guide.
_NOT_OF_LAMBDA = (
    "FileSystemLocations",
    "QueuedTimeoutInMinutes",
    "TimeoutInMinutes",
    "VpcConfig",
)
_PRIVILEGED = "Lambda compute has no privileged mode"


class LambdaComputeRefuses(ShapeRule):
    """Builds on Lambda compute have no timeouts, cache or privileged mode.

    Lambda compute has limits of its own, no Docker daemon, no cache, no network of
    yours and no badge; CodeBuild refuses a project of it with TimeoutInMinutes,
    QueuedTimeoutInMinutes, a cache, PrivilegedMode and the like.
    """

    id = "E9940"
    page = "codebuild/latest/userguide/lambda.html"
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT,)

    when = has("Environment.Type", pattern="_LAMBDA_CONTAINER$")
    shape = all_of(
        *(
            within(key, must_not("Lambda compute takes no {key}"))
            for key in _NOT_OF_LAMBDA
        ),
        within(
            "Cache.Type", must_not("Lambda compute has no cache", enum=["LOCAL", "S3"])
        ),
        within("Environment.PrivilegedMode", must_not(_PRIVILEGED, const=True)),
        within("BadgeEnabled", must_not("Lambda compute has no badge", const=True)),
    )
    good = (
        build_project(image="aws/codebuild/amazonlinux-x86_64-lambda-standard:nodejs22")
        .replace("LINUX_CONTAINER", "LINUX_LAMBDA_CONTAINER")
        .replace("BUILD_GENERAL1_SMALL", "BUILD_LAMBDA_1GB")
    )
    bad = good.replace(
        "      Artifacts:", "      TimeoutInMinutes: 30\n      Artifacts:"
    )


def _other(architecture: str, kinds: str, images: str) -> Schema:
    message = f"{{value}} is an image for another processor than {architecture}"
    return where(
        has("Environment.Type", pattern=kinds),
        within("Environment.Image", must_not(message, type="string", pattern=images)),
    )


class BuildImagesFitTheProcessor(ShapeRule):
    """A build image of AWS is for the processor that the project has.

    The standard images of AWS are each for one processor. On another the build
    ends before its first command: with 'exec format error', or with no image found.
    """

    id = "E9944"
    page = "codebuild/latest/userguide/build-env-ref-available.html"
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT,)

    shape = all_of(
        _other("ARM", "^ARM_", "^aws/codebuild/(standard:|amazonlinux2?-x86_64-)"),
        _other("x86-64", "^LINUX_", "^aws/codebuild/amazonlinux2?-aarch64-"),
    )
    good = build_project()
    bad = good.replace("Type: LINUX_CONTAINER", "Type: ARM_CONTAINER")


class BadgesNeedASource(ShapeRule):
    """A project that a pipeline feeds has no badge.

    A badge shows the builds of a branch of a repository; a project whose source is
    CODEPIPELINE knows none, and CodeBuild refuses BadgeEnabled for it.
    """

    id = "E9939"
    page = "codebuild/latest/userguide/sample-build-badges.html"
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT,)

    when = has("Source.Type", enum=["CODEPIPELINE", "S3"])
    shape = within(
        "BadgeEnabled", must_not("There is no badge for this source", const=True)
    )
    good = build_project()
    bad = good.replace("      Artifacts:", "      BadgeEnabled: true\n      Artifacts:")


class LocalCachesAndNetworks(ShapeRule):
    """A project in a VPC counts on no local cache.

    Builds in a VPC get a new host more often than not, so that a local cache is
    almost never found again. Use an S3 cache.
    """

    id = "W9939"
    page = "codebuild/latest/userguide/build-caching.html"
    tags = ["resources", "codebuild"]
    resource_types = (PROJECT,)

    when = has("VpcConfig.VpcId", type="string")
    shape = within(
        "Cache.Type", must_not("A local cache does not last in a VPC", const="LOCAL")
    )
    _vpc = (
        "      VpcConfig:\n        VpcId: vpc-0123456789abcdef0\n"
        "        Subnets: [subnet-0123456789abcdef0]\n"
        "        SecurityGroupIds: [sg-0123456789abcdef0]\n"
        "      Artifacts:"
    )
    good = build_project().replace("      Artifacts:", _vpc)
    bad = good.replace(
        "      Artifacts:",
        "      Cache: {Type: LOCAL, Modes: [LOCAL_SOURCE_CACHE]}\n      Artifacts:",
    )
