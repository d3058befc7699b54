import pytest

from generator.rules._fragments import build_project


@pytest.mark.parametrize(
    "image",
    [
        "aws/codebuild/standard:5.0",
        "aws/codebuild/amazonlinux2-x86_64-standard:3.0",
        "aws/codebuild/amazonlinux2-aarch64-standard:2.0",
    ],
)
def test_an_old_image_is_found(judge, image):
    assert len(judge("W9944", build_project(image=image))) == 1


@pytest.mark.parametrize(
    "image",
    [
        "aws/codebuild/standard:7.0",
        "aws/codebuild/standard:9.0",
        "aws/codebuild/amazonlinux-aarch64-standard:3.0",
        "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        "aws/codebuild/amazonlinux-x86_64-lambda-standard:nodejs22",
        "aws/codebuild/windows-base:2022-1.0",
        "111122223333.dkr.ecr.us-east-2.amazonaws.com/standard:1.0",
        "!Ref Given",
    ],
)
def test_other_images_are_fine(judge, image):
    assert judge("W9944", build_project(image=image)) == []


def test_each_branch_is_judged(judge):
    new, old = "aws/codebuild/standard:8.0", "aws/codebuild/standard:5.0"
    for image in (
        f"!If [IsProduction, {new}, {old}]",
        f"!If [IsProduction, {old}, {new}]",
    ):
        assert len(judge("W9944", build_project(image=image))) == 1
