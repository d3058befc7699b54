"""E9943 for runtimes that end the build, W9943 for those installed each time."""

import pytest

from generator.rules._fragments import build_project


def build(runtimes, image="aws/codebuild/standard:8.0"):
    return build_project(
        buildspec="version: 0.2\nphases:\n  install:\n"
        f"    runtime-versions: {runtimes}\n  build:\n    commands: [ls]\n",
        image=image,
    )


@pytest.mark.parametrize(
    ("runtimes", "image"),
    [
        ("{node: 22}", "aws/codebuild/standard:8.0"),
        ("{rust: 1.93}", "aws/codebuild/standard:7.0"),
        ("{dotnet: 6.0}", "aws/codebuild/standard:8.0"),
        ("{php: 7.4}", "aws/codebuild/standard:7.0"),
    ],
)
def test_a_runtime_that_ends_the_build_is_found(judge, runtimes, image):
    assert len(judge("E9943", build(runtimes, image))) == 1
    assert judge("W9943", build(runtimes, image)) == []


@pytest.mark.parametrize(
    "runtimes", ["{nodejs: 18}", "{java: corretto16, python: 3.12}", "{php: 8.1.2}"]
)
def test_a_version_that_is_downloaded_each_time_is_found(judge, runtimes):
    assert len(judge("W9943", build(runtimes))) == 1
    assert judge("E9943", build(runtimes)) == []


@pytest.mark.parametrize(
    "runtimes",
    [
        "{nodejs: 22}",
        "{nodejs: 22.x, python: 3.x}",
        "{java: corretto21, golang: latest}",
        "{python: 3.10}",
        "{nodejs: $NODE_VERSION}",
        "{docker: 20}",
        "{nodejs: [22]}",
        "nothing",
    ],
)
def test_what_the_image_has_or_nobody_knows_is_fine(judge, runtimes):
    assert judge("E9943", build(runtimes)) == judge("W9943", build(runtimes)) == []


@pytest.mark.parametrize("image", ["!Ref Given", "public.ecr.aws/docker/node:22"])
def test_other_images_are_not_judged(judge, image):
    text = build("{node: 22, nodejs: 6}", image)
    assert judge("E9943", text) == judge("W9943", text) == []


def test_each_branch_is_judged(judge):
    new, old = "aws/codebuild/standard:8.0", "aws/codebuild/standard:7.0"
    for image in (
        f"!If [IsProduction, {new}, {old}]",
        f"!If [IsProduction, {old}, {new}]",
    ):
        assert len(judge("W9943", build("{nodejs: 18}", image))) == 1
        assert len(judge("E9943", build("{rust: 1.93}", image))) == 1
