"""The committed environments, parameter files and templates agree."""

import json
from pathlib import Path

import pytest

from generator.parameters import select, validate
from generator.parameters.committed import read_template, template_names
from generator.parameters.java_regex import java_regex
from generator.project import Project

PROJECT = Project(Path(__file__).parents[2])
SAMPLES = sorted(PROJECT.params.glob("*/*.json"))


def test_the_samples_have_no_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert validate(PROJECT) == []


def test_changes_travel_from_dev_over_staging_to_prod() -> None:
    names = [file.environment.name for file in select(PROJECT).files]
    assert list(dict.fromkeys(names)) == ["dev", "staging", "prod"]


@pytest.mark.parametrize("path", SAMPLES, ids=str)
def test_a_sample_works_unmodified_in_other_tools(path: Path) -> None:
    # aws-cli sends values as they are and its API model takes strings only;
    # CodePipeline documents these three sections and no other.
    content = json.loads(path.read_text(encoding="utf-8"))
    assert set(content) <= {"Parameters", "Tags", "StackPolicy"}
    assert all(isinstance(value, str) for value in content["Parameters"].values())


@pytest.mark.parametrize("name", template_names(PROJECT))
def test_every_pattern_of_a_template_can_be_judged_here(name: str) -> None:
    parameters = read_template(PROJECT, name).parameters.values()
    patterns = [p["AllowedPattern"] for p in parameters if "AllowedPattern" in p]
    assert patterns
    for pattern in patterns:
        java_regex(pattern)
