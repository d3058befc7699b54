"""E9948 and E9949: buildspecs that CodeBuild cannot read, and outputs never made."""

from collections.abc import Callable

import pytest

from generator.rules._fragments import build_project
from generator.rules.build_formats import OutputsOfBuildsAreMade

HEAD = "version: 0.2\nphases:\n"


@pytest.mark.parametrize(
    ("buildspec", "problem"),
    [
        (
            HEAD + "  build:\n    commands:\n      - echo a: b\n",
            "line 5 of it: an elem",
        ),
        (HEAD + "  build:\n    commands:\n      - k: [v]\n", "is not text: quote it"),
        (HEAD + "  compile:\n    commands: [make]\n", "the unknown key 'compile'"),
        ("phases:\n  build:\n    commands: [make]\n", "version is missing"),
        ("version: 2\nphases:\n  build:\n    commands: [make]\n", "version is '2'"),
        (HEAD + "  build:\n\tcommands: [make]\n", "is not YAML: found character"),
        ("- make\n- install\n", "is not a mapping"),
    ],
)
def test_what_ends_a_build_before_its_first_command_is_found(
    buildspec: str, problem: str, judge: Callable[[str, str], list[str]]
) -> None:
    found = judge("E9948", build_project(buildspec=buildspec))
    assert any(problem in one for one in found), found


@pytest.mark.parametrize(
    "buildspec",
    [
        HEAD + "  build:\n    commands:\n      - |\n        echo a: b\n",
        HEAD + "  build:\n    commands: ['echo a: b']\n    on-failure: CONTINUE\n",
        "version: 0.1\nphases:\n  build:\n    commands: [make]\n",
        # Of other images, and of later days.
        HEAD + "  install:\n    runtime-versions: {elixir: 1}\n    commands: [make]\n",
        "cache: {paths: [a]}\nnew: key\n" + HEAD + "  build: {commands: [make]}\n",
    ],
)
def test_what_codebuild_reads_is_fine(
    buildspec: str, judge: Callable[[str, str], list[str]]
) -> None:
    assert judge("E9948", build_project(buildspec=buildspec)) == []


def test_a_buildspec_written_as_json_is_read(
    judge: Callable[[str, str], list[str]],
) -> None:
    text = build_project(
        source="\n        Type: CODEPIPELINE\n        BuildSpec: "
        "{Fn::ToJsonString: {phases: {build: {commands: [make]}}}}"
    )
    (problem,) = judge("E9948", text)
    assert "version is missing" in problem


def test_what_is_in_a_file_or_not_known_is_not_judged(
    judge: Callable[[str, str], list[str]],
) -> None:
    for buildspec in ("ci/build.yml", "!Ref Given", "!ImportValue spec"):
        source = f"{{Type: CODEPIPELINE, BuildSpec: {buildspec}}}"
        assert judge("E9948", build_project(source=source)) == []


def test_an_action_without_outputs_needs_no_artifacts(
    judge: Callable[[str, str], list[str]],
) -> None:
    bad = OutputsOfBuildsAreMade.bad
    assert len(judge("E9949", bad)) == 1
    output = "OutputArtifacts: [{Name: BuildOutput}]"
    assert bad.count(output) == 1
    assert judge("E9949", bad.replace(output, "RunOrder: 1")) == []
