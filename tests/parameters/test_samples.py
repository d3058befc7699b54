"""What is committed in params/ and templates_out/ fits together.

The sample files are there to be replaced: what we decided for them is not asked
of those that took their place.
"""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import generator
from generator.parameters import validate
from generator.parameters.committed import read_template, template_names
from generator.parameters.java_regex import java_regex
from generator.project import Project
from tests.samples import sample_project
from tests.templates.stack import Stack, stack

PROJECT = Project(Path(__file__).parents[2])
ENVIRONMENTS = ("dev", "staging", "prod")


def sample(environment: str) -> dict[str, dict[str, str]]:
    path = PROJECT.params / environment / "payment-service.pipeline.json"
    if not path.exists():
        pytest.skip("the sample service was replaced by real ones")
    content: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return content


def sample_stack(environment: str) -> Stack:
    return stack(sample(environment)["Parameters"])


def test_the_committed_parameter_files_have_no_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert [each for each in validate(PROJECT) if each.severity == "error"] == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_sample_works_unmodified_in_other_tools(environment: str) -> None:
    # aws-cli sends values as they are and its API model takes strings only;
    # CodePipeline documents these three sections and no other.
    content = sample(environment)
    assert set(content) <= {"Parameters", "Tags", "StackPolicy"}
    assert all(isinstance(value, str) for value in content["Parameters"].values())


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_sample_names_its_environment_for_other_tools(environment: str) -> None:
    assert sample(environment)["Parameters"]["EnvironmentSuffix"] == environment


def test_decision_one_sample_shows_the_token_and_one_the_connection() -> None:
    assert "Webhook" in sample_stack("dev").resources
    assert "Webhook" not in sample_stack("staging").resources


def test_decision_prod_keeps_logs_a_year_and_shifts_traffic_slowly() -> None:
    """PCI DSS 10.5.1 asks for twelve months."""
    prod = sample_stack("prod")
    assert prod.properties("UnitTestLogGroup")["RetentionInDays"] == "365"
    group = prod.properties("DeploymentGroup")
    assert group["DeploymentConfigName"] == (
        "CodeDeployDefault.ECSCanary10Percent15Minutes"
    )
    assert "Webhook" not in prod.resources


@pytest.mark.parametrize("name", template_names(PROJECT))
def test_every_pattern_of_a_template_can_be_judged_here(name: str) -> None:
    for parameter in read_template(PROJECT, name).parameters.values():
        assert java_regex(str(parameter.get("AllowedPattern", "")))


def test_the_new_service_of_the_pages_is_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (PROJECT.root / "docs/parameter-files.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^generator (params new(?:.*\\\n)+.*)$", page, re.M)
    project = sample_project(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    words = shlex.split(command.replace("\\\n", " "))
    ran = CliRunner().invoke(generator, ["--project", str(tmp_path), *words])
    assert ran.exit_code == 0, ran.exception
    path = Path(ran.stdout.strip())
    found = validate(project, [path])
    assert [each for each in found if each.severity == "error"] == []
