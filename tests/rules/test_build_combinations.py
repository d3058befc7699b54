"""What CodeBuild refuses together: E9939, E9940, E9944 and W9939."""

from collections.abc import Callable

import pytest

from generator.rules._fragments import build_project
from generator.rules.build_combinations import LambdaComputeRefuses

Judge = Callable[[str, str], list[str]]
LAMBDA = LambdaComputeRefuses.good


def project(*lines: str, of: str | None = None) -> str:
    text = of or build_project()
    more = "".join(f"      {line}\n" for line in lines)
    return text.replace("      Artifacts:", f"{more}      Artifacts:")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (project("TimeoutInMinutes: 30", of=LAMBDA), "takes no TimeoutInMinutes"),
        (project("QueuedTimeoutInMinutes: 9", of=LAMBDA), "no QueuedTimeoutInMinutes"),
        (project("Cache: {Type: S3, Location: b}", of=LAMBDA), "has no cache"),
        (project("BadgeEnabled: true", of=LAMBDA), "has no badge"),
        (project("VpcConfig: {VpcId: vpc-1}", of=LAMBDA), "takes no VpcConfig"),
        (
            LAMBDA.replace(
                "        Image:", "        PrivilegedMode: true\n        Image:"
            ),
            "no privileged mode",
        ),
        (
            project(
                "TimeoutInMinutes: 30",
                of=LAMBDA.replace("LINUX_LAMBDA", "ARM_LAMBDA"),
            ),
            "takes no TimeoutInMinutes",
        ),
    ],
)
def test_lambda_compute_refuses(text: str, problem: str, judge: Judge) -> None:
    (found,) = judge("E9940", text)
    assert problem in found


def test_what_other_compute_has_and_lambda_compute_leaves_out_is_fine(
    judge: Judge,
) -> None:
    fine = project("TimeoutInMinutes: 30", "Cache: {Type: LOCAL}")
    assert judge("E9940", fine) == []
    assert judge("E9940", project("Cache: {Type: NO_CACHE}", of=LAMBDA)) == []


@pytest.mark.parametrize(
    ("kind", "image", "fits"),
    [
        ("ARM_CONTAINER", "aws/codebuild/standard:7.0", False),
        ("ARM_CONTAINER", "aws/codebuild/amazonlinux-x86_64-standard:6.0", False),
        ("ARM_CONTAINER", "aws/codebuild/amazonlinux2-x86_64-standard:5.0", False),
        ("ARM_LAMBDA_CONTAINER", "aws/codebuild/amazonlinux-x86_64-lambda-a:1", False),
        ("LINUX_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0", False),
        ("LINUX_CONTAINER", "aws/codebuild/amazonlinux2-aarch64-standard:3.0", False),
        ("ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0", True),
        ("LINUX_CONTAINER", "aws/codebuild/standard:8.0", True),
        ("ARM_CONTAINER", "public.ecr.aws/acme/standard:1", True),
        ("!Ref Given", "aws/codebuild/standard:8.0", True),
    ],
)
def test_a_build_image_is_for_its_processor(
    kind: str, image: str, fits: bool, judge: Judge
) -> None:
    text = build_project(image=image).replace("LINUX_CONTAINER", kind)
    assert (judge("E9944", text) == []) is fits


def test_a_badge_needs_a_repository(judge: Judge) -> None:
    (found,) = judge("E9939", project("BadgeEnabled: true"))
    assert "no badge" in found
    github = "{Type: GITHUB, Location: 'https://github.com/a/b'}"
    own = build_project(source=github, artifacts="{Type: NO_ARTIFACTS}")
    assert judge("E9939", project("BadgeEnabled: true", of=own)) == []
    assert judge("E9939", project("BadgeEnabled: false")) == []


def test_a_local_cache_does_not_last_in_a_network(judge: Judge) -> None:
    vpc = "VpcConfig: {VpcId: vpc-1, Subnets: [a], SecurityGroupIds: [b]}"
    cache = "Cache: {Type: LOCAL, Modes: [LOCAL_DOCKER_LAYER_CACHE]}"
    assert len(judge("W9939", project(vpc, cache))) == 1
    assert judge("W9939", project(vpc, "Cache: {Type: S3, Location: b}")) == []
    assert judge("W9939", project(cache)) == []
