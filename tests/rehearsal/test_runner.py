"""The runner goes through a buildspec as CodeBuild does."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build, run_build
from generator.rehearsal.shell import SHELLS

ARTIFACTS = {"files": ["out/**/*"]}
SECRETS = {
    "db": '{"user": "me"}',
    "plain": "text",
    "long": "confidential\nof two lines",
}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def run(tmp_path: Path, shell: str) -> Any:
    """Run phases given as keyword arguments; `out/done` is always there."""
    (tmp_path / "src" / "out").mkdir(parents=True)
    (tmp_path / "src" / "out" / "done").touch()

    def run(
        variables: tuple[Variable, ...] = (),
        started_with: tuple[Variable, ...] = (),
        spec: dict[str, Any] | None = None,
        minutes: float = 1,
        **phases: Any,
    ) -> Build:
        document = {"version": 0.2, "phases": phases, "artifacts": ARTIFACTS}
        (tmp_path / "work").mkdir()
        return run_build(
            BuildProject(
                yaml.safe_dump(document | (spec or {})), variables, minutes=minutes
            ),
            tmp_path / "src",
            tmp_path / "work",
            shell=shell,
            commit="abc123",
            machine={"PATH": os.environ["PATH"]},
            secret=SECRETS.__getitem__,
            started_with=started_with,
        )

    return run


def ran(build: Build) -> list[str]:
    return [phase.name for phase in build.phases]


def does(*commands: str, **more: Any) -> dict[str, Any]:
    return {"commands": list(commands), **more}


@pytest.mark.parametrize("shell", ["one shell"])
def test_all_phases_share_one_shell(run: Any) -> None:
    build = run(
        install=does("mkdir there; cd there; A='1\n2'; say() { echo \"<$A>\"; }"),
        post_build=does('say; basename "$PWD"; set -e', "set -o | grep errexit"),
    )
    assert "<1\n2>\nthere\n" in build.output
    assert build.output.split()[-1] == "on"
    assert ran(build) == ["install", "pre_build", "build", "post_build"]


@pytest.mark.parametrize("shell", ["a shell each"])
def test_a_shell_of_its_own_gets_exported_variables_and_the_folder(run: Any) -> None:
    build = run(
        install=does("mkdir there; cd there; export A='1\n2'; B=3", 'echo "$A $B."'),
        build=does("say() { echo said; }; set -e; F=(1 2)"),
        post_build=does('basename "$PWD"', "false; set -o | grep errexit", "say"),
    )
    assert build.output.startswith("1\n2 .\nthere\n")
    assert "errexit        \toff" in build.output
    assert "say: command not found" in build.last_words
    assert build.failed_phase == "POST_BUILD"


def test_a_command_may_exit_and_stops_its_phase_alone(run: Any) -> None:
    build = run(
        build=does(
            "export A=1; exit 3", "echo unreachable", **{"finally": ["echo at last"]}
        ),
        post_build=does('echo "A=$A succeeding=$CODEBUILD_BUILD_SUCCEEDING"'),
    )
    assert build.output == "at last\nA=1 succeeding=0\n"
    assert build.failed_phase == "BUILD"


@pytest.mark.parametrize("phase", ["install", "pre_build"])
def test_a_failure_before_the_build_ends_it(run: Any, phase: str) -> None:
    build = run(**{phase: does("false"), "post_build": does("echo too far")})
    assert build.failed_phase == phase.upper()
    assert build.output == ""


def test_abort_keeps_post_build_from_running(run: Any) -> None:
    build = run(
        build=does("false", **{"on-failure": "ABORT"}),
        post_build=does("echo too far"),
    )
    assert build.output == ""
    assert ran(build)[-1] == "build"


def test_continue_goes_on_as_if_nothing_had_happened(run: Any) -> None:
    build = run(
        pre_build=does("false", **{"on-failure": "CONTINUE"}),
        build=does('echo "$CODEBUILD_BUILD_SUCCEEDING"'),
    )
    assert build.failed_phase is None
    assert build.output == "1\n"


def test_a_start_of_the_build_comes_before_the_project_and_the_buildspec(
    run: Any,
) -> None:
    build = run(
        spec={"env": {"variables": {"A": "spec", "B": "spec", "C": "spec"}}},
        variables=(Variable("B", "project"), Variable("C", "project")),
        started_with=(Variable("C", "start"),),
        build=does('echo "$A $B $C $CODEBUILD_RESOLVED_SOURCE_VERSION"'),
    )
    assert build.output == "spec project start abc123\n"


def test_secrets_are_read_and_masked(run: Any) -> None:
    build = run(
        spec={"env": {"secrets-manager": {"U": "db:user"}}},
        variables=(Variable("P", "plain", "SECRETS_MANAGER"),),
        build=does('echo "$U $P"'),
    )
    assert build.output == "*** ***\n"
    assert build.raw_output == "me text\n"


def test_a_secret_is_never_in_a_file(run: Any, tmp_path: Path) -> None:
    build = run(
        variables=(Variable("P", "long", "SECRETS_MANAGER"),),
        build=does('[ "$P" ] && export HERE=1', 'echo "$HERE $P"; sleep 9 &'),
    )
    assert build.output == "1 ***\n***\n"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"confidential" in path.read_bytes()]


def test_what_runs_in_the_background_does_not_hold_the_build_up(run: Any) -> None:
    build = run(build=does("sleep 60 & echo $! > out/pid"), post_build=does("true"))
    assert build.failed_phase is None
    assert sum(phase.seconds for phase in build.phases) < 30


def test_a_build_that_takes_too_long_is_ended(run: Any) -> None:
    build = run(minutes=0.005, build=does("sleep 60"), post_build=does("echo late"))
    assert build.failed_phase == "BUILD"
    assert "late" not in build.output


@pytest.mark.parametrize("reference", ["nothing", "db:password", "plain:key"])
def test_a_secret_that_is_not_there_fails_before_any_command(
    run: Any, reference: str
) -> None:
    build = run(
        variables=(Variable("S", reference, "SECRETS_MANAGER"),),
        build=does("echo too far"),
    )
    assert build.failed_phase == "DOWNLOAD_SOURCE"
    assert build.phases == []
    assert reference.split(":")[0] in build.last_words


def test_codebuild_keeps_its_names_for_itself(run: Any) -> None:
    build = run(variables=(Variable("CODEBUILD_SRC_DIR", "/"),), build=does("true"))
    assert build.failed_phase == "SUBMITTED"


@pytest.mark.parametrize(
    ("version", "phase"), [("$V", None), ("18", None), ("16", "DOWNLOAD_SOURCE")]
)
def test_a_runtime_must_be_in_the_image(run: Any, version: str, phase: str) -> None:
    build = run(
        variables=(Variable("V", "22"),),
        install={"runtime-versions": {"nodejs": version}},
    )
    assert build.failed_phase == phase


def test_exported_variables_are_those_of_the_shell_at_the_end(run: Any) -> None:
    build = run(
        spec={"env": {"exported-variables": ["A", "B"]}},
        build=does("export A='x y' B=", "A=$A$A"),
    )
    assert build.exported == {"A": "x yx y", "B": ""}


def test_artifacts_are_zipped_from_their_base_directory(run: Any) -> None:
    artifacts = {"files": ["**/*"], "base-directory": "out"}
    build = run(
        spec={"artifacts": artifacts}, build=does("mkdir out/a; echo > out/a/b")
    )
    assert set(build.artifact_files()) == {"done", "a/b"}


def test_artifacts_may_lose_their_folders(run: Any) -> None:
    artifacts = {**ARTIFACTS, "discard-paths": "yes"}
    build = run(spec={"artifacts": artifacts}, build=does("true"))
    assert set(build.artifact_files()) == {"done"}


def test_a_good_build_without_artifacts_fails(run: Any) -> None:
    build = run(build=does("rm -r out"))
    assert build.failed_phase == "UPLOAD_ARTIFACTS"
    assert build.artifact_files() == {}


def test_artifacts_are_tried_after_a_failure_too(run: Any) -> None:
    build = run(build=does("false"))
    assert build.failed_phase == "BUILD"
    assert set(build.artifact_files()) == {"out/done"}


REPORTS = {"tests": {"files": ["*.xml"], "base-directory": "out"}}


def test_reports_are_read_in_their_format(run: Any) -> None:
    build = run(
        spec={"reports": REPORTS}, build=does("echo '<testsuites/>' > out/a.xml")
    )
    assert [root.tag for root in build.reports["tests"]] == ["testsuites"]


@pytest.mark.parametrize("text", ["<coverage/>", "no xml"])
def test_a_report_in_another_format_is_refused(run: Any, text: str) -> None:
    build = run(spec={"reports": REPORTS}, build=does(f"echo '{text}' > out/a.xml"))
    assert build.failed_phase == "UPLOAD_ARTIFACTS"
    assert "a.xml" in build.last_words
