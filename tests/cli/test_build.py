"""`build` as a user calls it: processes, files, exit codes."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from generator.cli.build import _report
from generator.findings import Finding
from tests.checkout import ROOT, copy_to, imported, run

Build = Callable[..., CompletedProcess[str]]
TEMPLATE = Path("templates_out/pipeline.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_to(tmp_path, "pipeline")


@pytest.fixture
def build(folder: Path, home: Path) -> Build:
    def call(*arguments: str, **more: str) -> CompletedProcess[str]:
        return run(folder, "build", *arguments, home=home, **more)

    return call


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.whole_way
def test_two_builds_give_the_same_bytes_wherever_they_run(
    folder: Path, build: Build
) -> None:
    committed = files(folder / "templates_out")
    (folder / TEMPLATE).write_text("edited\n")
    first = build("--out", "one", PYTHONHASHSEED="1", TZ="UTC")
    second = build("--out", "two/b", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
    assert first.returncode == second.returncode == 0
    assert "wrote two/b/pipeline.yaml" in second.stderr
    assert files(folder / "one") == files(folder / "two/b") == committed
    # Another folder is written instead of the committed one.
    assert (folder / TEMPLATE).read_text() == "edited\n"


def test_what_is_committed_is_what_the_code_makes(build: Build) -> None:
    finished = build("--check")
    assert finished.stdout == ""
    assert finished.returncode == 0


def test_a_build_with_nothing_changed_says_so_and_touches_nothing(
    folder: Path, build: Build
) -> None:
    before = (folder / TEMPLATE).stat().st_mtime_ns
    finished = build()
    assert finished.returncode == 0
    assert finished.stdout == ""
    assert "nothing has changed" in finished.stderr
    assert (folder / TEMPLATE).stat().st_mtime_ns == before


def test_a_hand_edit_is_shown_and_left_by_check_and_undone_by_build(
    folder: Path, build: Build
) -> None:
    path = folder / TEMPLATE
    made = path.read_text()
    path.write_text(made.replace("QUEUED", "PARALLEL"))
    edited = files(folder / "templates_out")
    checked = build("--check")
    assert checked.returncode == 1
    assert "-      ExecutionMode: PARALLEL" in checked.stdout
    assert "+      ExecutionMode: QUEUED" in checked.stdout
    assert "python -m generator build" in checked.stderr
    assert files(folder / "templates_out") == edited
    assert build().returncode == 0
    assert path.read_text() == made


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "\n",
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "",
    ],
    ids=["one line more", "no line end", "other line ends", "empty"],
)
def test_no_hand_edit_is_too_small(
    edit: Callable[[str], str], folder: Path, build: Build
) -> None:
    path = folder / TEMPLATE
    path.write_text(edit(path.read_text()), newline="")
    assert build("--check").returncode == 1


def test_check_misses_a_file_that_is_not_there(folder: Path, build: Build) -> None:
    (folder / TEMPLATE).unlink()
    finished = build("--check")
    assert finished.returncode == 1
    assert "--- /dev/null" in finished.stdout
    assert not (folder / TEMPLATE).exists()


def test_a_file_that_nothing_makes_fails_check_and_is_not_deleted(
    folder: Path, build: Build
) -> None:
    old = folder / "templates_out" / "old.yaml"
    old.write_text("Resources: {}\n")
    checked = build("--check")
    assert checked.returncode == 1
    assert "old.yaml" in checked.stdout
    built = build()
    assert "nothing makes it: templates_out/old.yaml" in built.stderr
    assert old.exists()


@pytest.mark.whole_way
def test_another_checkout_is_built_by_its_path(
    folder: Path, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    finished = run(elsewhere, "--project", str(folder), "build", "--check", home=home)
    assert finished.returncode == 0
    assert list(elsewhere.iterdir()) == []


def test_a_warning_that_files_have_alike_is_said_once_and_names_them_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    large = ("template-size", "is large", "warning", "Use a bucket.")
    _report(
        [
            Finding("one.yaml", 1, *large),
            Finding("one.yaml", 3, "W1234", "is odd", "warning"),
            Finding("two.yaml", 1, *large),
            Finding("one.yaml", 1, "E1234", "is wrong"),
            Finding("two.yaml", 1, "E1234", "is wrong"),
        ],
        "text",
    )
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "one.yaml, two.yaml:1 template-size is large",
        "  hint: Use a bucket.",
        "one.yaml:3 W1234 is odd",
    ]
    # An editor jumps to each error.
    assert printed.out.splitlines() == [
        "one.yaml:1 E1234 is wrong",
        "two.yaml:1 E1234 is wrong",
    ]


BROKEN_BUILDSPECS = {
    "not-yaml": ("phases: [\n", "is not YAML"),
    "no-version": ("phases:\n  build:\n    commands: [make]\n", "version is missing"),
    "old-version": ("version: 0.1\n", "version is '0.1', but must be 0.2"),
    "line-ends": ("version: 0.2\r\n", "has CR LF line ends"),
}


@pytest.mark.parametrize("name", BROKEN_BUILDSPECS)
def test_a_wrong_buildspec_is_a_finding_and_nothing_is_written(
    name: str, folder: Path, build: Build
) -> None:
    content, message = BROKEN_BUILDSPECS[name]
    (folder / "buildspecs/buildspec-build.yml").write_bytes(content.encode())
    (folder / TEMPLATE).unlink()
    before = files(folder / "templates_out")
    finished = build()
    assert finished.returncode == 1
    assert re.match(r"buildspecs/buildspec-build.yml:\d+ buildspec ", finished.stdout)
    assert message in finished.stdout
    assert "Traceback" not in finished.stderr
    assert files(folder / "templates_out") == before


def test_a_missing_buildspec_is_named_and_nothing_is_written(
    folder: Path, build: Build
) -> None:
    (folder / "buildspecs/buildspec-test.yml").unlink()
    (folder / TEMPLATE).unlink()
    before = files(folder / "templates_out")
    finished = build()
    assert finished.returncode == 1
    assert "buildspecs/buildspec-test.yml is missing" in finished.stderr
    assert "hint: Restore it: git checkout" in finished.stderr
    assert files(folder / "templates_out") == before


@pytest.mark.whole_way
def test_a_buildspec_that_makes_the_template_too_large_is_refused(
    folder: Path, build: Build
) -> None:
    before = files(folder / "templates_out")
    with (folder / "buildspecs/buildspec-test.yml").open("a") as file:
        file.write(f"# {'x' * 1_000_000}\n")
    finished = build()
    assert finished.returncode == 1
    assert "templates_out/pipeline.yaml:1 template-size" in finished.stdout
    assert "1,000,000" in finished.stdout
    assert "nothing has changed" not in finished.stderr
    assert files(folder / "templates_out") == before


def test_a_file_in_place_of_the_folder_is_a_usage_error(
    folder: Path, build: Build
) -> None:
    (folder / "file").write_text("kept")
    finished = build("--out", "file")
    assert finished.returncode == 2
    assert "'file' is a file" in finished.stderr


@pytest.mark.whole_way
def test_a_folder_that_cannot_be_made_is_named(folder: Path, build: Build) -> None:
    (folder / "file").write_text("kept")
    finished = build("--out", "file/below")
    assert finished.returncode == 1
    assert "error: file/below/" in finished.stderr
    assert "Not a directory" in finished.stderr
    assert "hint: Choose another folder with --out DIR" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert (folder / "file").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written_is_named(folder: Path, build: Build) -> None:
    (folder / "closed").mkdir(mode=0o500)
    finished = build("--out", "closed")
    assert finished.returncode == 1
    assert "closed/pipeline.yaml cannot be written" in finished.stderr
    assert files(folder / "closed") == {}


def test_an_unknown_region_is_a_usage_error_that_lists_the_known(build: Build) -> None:
    finished = build("--region", "us-east-9")
    assert finished.returncode == 2
    assert "us-east-9" in finished.stderr
    assert "us-east-2" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_regions_of_setup_cfg_are_linted_unless_others_are_given(
    folder: Path, build: Build
) -> None:
    text = (folder / "setup.cfg").read_text()
    (folder / "setup.cfg").write_text(
        text.replace("regions = us-east-2", "regions = us-east-9")
    )
    assert "us-east-9" in build().stderr
    assert build("--region", "us-east-2").returncode == 0


def test_a_finding_of_cfn_lint_stops_the_build(folder: Path, build: Build) -> None:
    """The schemas of this region have no CodeBuild project (cfn-lint 1.58)."""
    (folder / TEMPLATE).unlink()
    before = files(folder / "templates_out")
    finished = build("--region", "ca-west-1")
    assert finished.returncode == 1
    line = finished.stdout.splitlines()[0]
    assert line.startswith("templates_out/pipeline.yaml:")
    assert " E3006 " in finished.stdout
    assert files(folder / "templates_out") == before


def test_findings_are_json_for_machines(folder: Path, build: Build) -> None:
    (folder / "buildspecs/buildspec-test.yml").write_text("version: 0.1\n")
    finished = build("--format", "json")
    assert finished.returncode == 1
    found = json.loads(finished.stdout)
    assert {each["file"] for each in found} == {"buildspecs/buildspec-test.yml"}
    assert {"file", "line", "rule", "message", "severity", "hint"} == set(found[0])


def test_differences_are_json_for_machines_too(folder: Path, build: Build) -> None:
    clean = build("--check", "--format", "json")
    assert clean.returncode == 0
    (folder / TEMPLATE).write_text("edited\n")
    (folder / "templates_out/old.yaml").write_text("old\n")
    finished = build("--check", "--format", "json")
    assert finished.returncode == 1
    new = [each for each in json.loads(finished.stdout) if each["severity"] == "error"]
    assert {each["file"]: each["message"] for each in new} == {
        "templates_out/old.yaml": "is no longer made by anything",
        "templates_out/pipeline.yaml": "is not what the code makes",
    }


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_with_nothing_changed_nothing_heavy_is_imported(
    arguments: list[str], folder: Path, home: Path
) -> None:
    modules = imported(folder, "build", *arguments, home=home)
    assert "troposphere" in modules
    assert not {"cfnlint", "sympy", "boto3", "botocore", "jinja2", "rich"} & modules


@pytest.mark.whole_way
def test_without_the_cache_everything_is_linted_again(folder: Path, home: Path) -> None:
    assert "cfnlint" in imported(folder, "build", "--no-cache", home=home)


@pytest.mark.whole_way
def test_a_change_is_linted(folder: Path, home: Path) -> None:
    with (folder / "buildspecs/buildspec-test.yml").open("a") as file:
        file.write("# changed\n")
    assert "cfnlint" in imported(folder, "build", home=home)


@pytest.mark.whole_way
def test_a_broken_cache_is_ignored(folder: Path, tmp_path: Path, home: Path) -> None:
    broken = tmp_path / "home"
    shutil.copytree(home, broken)
    kept = list((broken / ".cache/payment-pipeline-generator/lint").iterdir())
    assert kept
    for path in kept:
        path.write_bytes(b"\xff")
    assert "cfnlint" in imported(folder, "build", home=broken)


@pytest.mark.whole_way
def test_the_committed_templates_are_clean_for_cfn_lints_own_command() -> None:
    """Of everybody's cfn-lint: without our rules, informational ones included."""
    finished = subprocess.run(
        [
            Path(sys.executable).with_name("cfn-lint"),
            *("--include-checks", "I", "--regions", "us-east-2", "--"),
            *sorted((ROOT / "templates_out").glob("*.yaml")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.stdout == ""
    assert finished.returncode == 0
