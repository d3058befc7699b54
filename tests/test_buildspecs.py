"""Buildspecs are judged, with file and line, before CodeBuild sees them."""

from pathlib import Path

import pytest
import yaml

from generator.buildspecs import buildspec_findings, judge, read_buildspecs
from generator.errors import GeneratorError

COMMITTED = Path(__file__).parents[1] / "buildspecs"
FIRST, SECOND = "first.yml", "second.yml"
GOOD = """\
version: 0.2
env:
  shell: bash
  variables: {CI: "true"}
  exported-variables: [IMAGE_URI]
phases:
  install:
    runtime-versions:
      nodejs: "$NODE_VERSION"
  build:
    on-failure: ABORT
    commands:
      - npm test
reports:
  tests:
    files: [junit.xml]
    file-format: JUNITXML
artifacts:
  files: ["**/*"]
"""


WITH_STEP = GOOD.replace("- npm test", "- step start.sh test.sh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (FIRST, SECOND):
        (tmp_path / name).write_text(GOOD)
    return tmp_path


def test_the_committed_buildspecs_are_good() -> None:
    assert buildspec_findings(read_buildspecs(COMMITTED)) == []


def test_a_good_buildspec_has_no_finding() -> None:
    assert judge(GOOD, "b.yml") == []


def test_the_text_is_read_byte_for_byte(folder: Path) -> None:
    text = "# é\r\nversion: 0.2\n\n"
    (folder / FIRST).write_bytes(text.encode())
    assert read_buildspecs(folder).text(FIRST) == text
    assert read_buildspecs(folder).text(SECOND) == GOOD


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("version: 0.2", "version: 0.1", 1, "version is '0.1', but must be 0.2"),
        ("version: 0.2", "run-as: root", 1, "version is missing"),
        ("shell: bash", "shell: zsh", 3, "env.shell is 'zsh'"),
        ("[IMAGE_URI]", "IMAGE_URI", 5, "must be a list with at least one element"),
        ("  build:", "  compile:", 10, "unknown key 'compile', known: install, pre"),
        ("  install:", "  pre_build:", 8, "unknown key 'runtime-versions'"),
        ('"$NODE_VERSION"', "16", 9, "nodejs is '16', but must be a version that"),
        ('nodejs: "$NODE_VERSION"', "python: 2.7", 9, "python is '2.7', but must be"),
        ("reports:", "? [a]\n: b\nreports:", 14, "has the unknown key"),
        ("nodejs: ", "deno: ", 9, "unknown key 'deno'"),
        ("ABORT", "STOP", 11, "on-failure is 'STOP', but must be ABORT, CONTINUE"),
        ("on-failure", "onfailure", 11, "phases.build has the unknown key"),
        ("- npm test", "- echo a: b", 13, "is not text: quote it"),
        ("- npm test", "[]", 13, "must be a list with at least one element"),
        ("    commands:\n      - npm test\n", "", 7, "no phase has commands"),
        ("JUNITXML", "JUNIT", 17, "file-format is 'JUNIT', but must be one of"),
        ("    files: [junit.xml]\n", "", 16, "reports.tests.files is missing"),
        ('  files: ["**/*"]\n', "  name: x\n", 19, "artifacts.files is missing"),
        ('  files: ["**/*"]\n', "  - x\n", 19, "artifacts must be a mapping"),
        ("reports:", "version: 0.2\nreports:", 1, "the key 'version' more than once"),
        ("  shell: bash", "\tshell: bash", 3, "is not YAML: found character"),
        (GOOD, "- a\n", 1, "is not a mapping"),
        (GOOD, "", 1, "is not a mapping"),
        (GOOD, "a: \x01", 1, "is not YAML: special characters are not allowed"),
        ("env:\n", "env:\r\n", 2, "has CR LF line ends"),
    ],
)
def test_what_codebuild_refuses_is_found_at_its_line(
    old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    findings = judge(GOOD.replace(old, new), "b.yml")
    assert findings, "nothing found"
    assert str(findings[0]).startswith(f"b.yml:{line} buildspec ")
    assert message in findings[0].message


@pytest.mark.parametrize("version", ["18", "24", "22.x", "latest", '"${NODE}"'])
def test_a_runtime_of_the_image_or_a_variable_is_fine(version: str) -> None:
    assert judge(GOOD.replace('"$NODE_VERSION"', version), "b.yml") == []


def test_findings_name_the_file_as_it_was_given(folder: Path) -> None:
    (folder / SECOND).write_text(GOOD.replace("build:", "bild:"))
    (finding, *_) = buildspec_findings(read_buildspecs(folder))
    assert finding.file == str(folder / SECOND)


def test_a_missing_buildspec_is_one_sentence_with_a_hint(folder: Path) -> None:
    (folder / FIRST).unlink()
    with pytest.raises(GeneratorError, match=f"{FIRST} is missing") as caught:
        read_buildspecs(folder).text(FIRST)
    assert "git checkout" in caught.value.hint


def test_a_buildspec_that_is_no_text_is_named(folder: Path) -> None:
    (folder / FIRST).write_bytes(b"\xff\xfe")
    with pytest.raises(GeneratorError, match=f"{FIRST} cannot be read"):
        read_buildspecs(folder)


def test_a_folder_in_place_of_a_buildspec_is_named(folder: Path) -> None:
    (folder / FIRST).unlink()
    (folder / FIRST).mkdir()
    with pytest.raises(GeneratorError, match=f"{FIRST} cannot be read"):
        read_buildspecs(folder)


@pytest.fixture
def with_steps(folder: Path) -> Path:
    (folder / FIRST).write_text(WITH_STEP)
    (folder / "steps").mkdir()
    (folder / "steps" / "start.sh").write_text("set -e\n\n")
    (folder / "steps" / "test.sh").write_text("cat <<END\n  a\nEND\n")
    return folder


def test_a_step_is_one_command_of_what_its_files_have(with_steps: Path) -> None:
    spec = yaml.safe_load(read_buildspecs(with_steps).text(FIRST))
    (command,) = spec["phases"]["build"]["commands"]
    assert command == "set -e\n\ncat <<END\n  a\nEND\n"
    assert spec == yaml.safe_load(GOOD) | {
        "phases": {
            **yaml.safe_load(GOOD)["phases"],
            "build": {"on-failure": "ABORT", "commands": [command]},
        }
    }
    assert buildspec_findings(read_buildspecs(with_steps)) == []


def test_a_missing_step_is_one_sentence_with_a_hint(with_steps: Path) -> None:
    (with_steps / "steps" / "test.sh").unlink()
    with pytest.raises(GeneratorError, match=r"step .*test\.sh is missing") as caught:
        read_buildspecs(with_steps).text(FIRST)
    assert "git checkout" in caught.value.hint


def test_a_step_has_the_line_ends_of_a_shell(with_steps: Path) -> None:
    (with_steps / "steps" / "test.sh").write_bytes(b"true\ntrue\r\n")
    (finding,) = buildspec_findings(read_buildspecs(with_steps))
    assert (finding.file, finding.line) == (str(with_steps / "steps" / "test.sh"), 2)


def test_a_buildspec_of_an_action_without_outputs_needs_no_artifacts() -> None:
    assert judge(GOOD.replace('artifacts:\n  files: ["**/*"]\n', ""), "b.yml") == []
