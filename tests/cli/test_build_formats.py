"""`build --format json|sarif` in a process, as CI calls it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.checkout import copy_to, imported, run
from tests.sarif_log import run_of

Build = Callable[..., CompletedProcess[str]]
BUILDSPEC = "buildspecs/buildspec-test.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_to(tmp_path, "pipeline")


@pytest.fixture
def build(folder: Path, home: Path) -> Build:
    def call(*arguments: str) -> CompletedProcess[str]:
        return run(folder, "build", *arguments, home=home)

    return call


def test_a_finding_of_cfn_lint_is_sarif_with_its_rule(build: Build) -> None:
    """The schemas of this region have no CodeBuild project (cfn-lint 1.58)."""
    finished = build("--region", "ca-west-1", "--format", "sarif")
    assert finished.returncode == 1
    assert finished.stderr == ""
    log = run_of(finished.stdout)
    result = next(each for each in log["results"] if each["ruleId"] == "E3006")
    assert result["level"] == "error"
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {
        "uri": "templates_out/pipeline.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    assert physical["region"]["startLine"] > 1
    rule = log["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["helpUri"].startswith("https://")


def test_a_finding_next_to_a_clean_template_is_sarif(
    folder: Path, build: Build
) -> None:
    (folder / BUILDSPEC).write_text("version: 0.1\n")
    finished = build("--format", "sarif")
    assert finished.returncode == 1
    assert finished.stderr == ""
    log = run_of(finished.stdout)
    assert {"id": "buildspec"} in log["tool"]["driver"]["rules"]
    (place,) = log["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == BUILDSPEC


def test_a_finding_is_sarif_where_cfn_lint_cannot_be_loaded(
    folder: Path, build: Build
) -> None:
    """To describe rules must not cost the findings of another check."""
    (folder / BUILDSPEC).write_text("version: 0.1\n")
    (folder / ".cfnlintrc").write_text("regions: 7\n")
    finished = build("--format", "sarif")
    assert finished.returncode == 1
    assert run_of(finished.stdout)["results"]


def test_a_difference_is_sarif_though_the_template_is_known_to_be_clean(
    folder: Path, build: Build, home: Path
) -> None:
    (folder / "templates_out/pipeline.yaml").write_text("edited\n")
    arguments = ("--check", "--format", "sarif")
    finished = build(*arguments)
    assert finished.returncode == 1
    assert finished.stderr == ""
    found = [
        each
        for each in run_of(finished.stdout)["results"]
        if each["ruleId"] == "committed-file"
    ]
    assert len(found) == 1
    assert "python -m generator build" in found[0]["message"]["text"]
    # Nobody waits for cfn-lint, which knows nothing of this check.
    assert "cfnlint" not in imported(folder, "build", *arguments, home=home)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_clean_build_is_a_document_without_errors(form: str, build: Build) -> None:
    finished = build("--format", form)
    assert finished.returncode == 0
    # Progress is not part of the document.
    assert finished.stderr == "nothing has changed\n"
    document = json.loads(finished.stdout)
    if form == "sarif":
        levels = [each["level"] for each in run_of(finished.stdout)["results"]]
    else:
        levels = [each["severity"] for each in document]
    assert "error" not in levels


def test_json_and_sarif_have_the_same_findings(folder: Path, build: Build) -> None:
    (folder / BUILDSPEC).write_text("version: 0.1\nphases: 7\n")
    found = json.loads(build("--format", "json").stdout)
    log = run_of(build("--format", "sarif").stdout)
    assert found
    assert [each["rule"] for each in found] == [
        each["ruleId"] for each in log["results"]
    ]


def test_an_unknown_format_is_wrong_usage(build: Build) -> None:
    finished = build("--format", "xml")
    assert finished.returncode == 2
    assert "'text', 'json', 'sarif'" in finished.stderr
    assert finished.stdout == ""
