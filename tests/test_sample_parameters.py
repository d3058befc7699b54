"""The sample stacks: their values in the template leave no finding."""

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint.context.parameters import ParameterSet

from tests.checkout import ROOT
from tests.linting import linter
from tests.templates.stack import stack, template

FILES = sorted((ROOT / "params").glob("*/*.pipeline.json"))
each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)


def content(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text())
    return data


def parameters(environment: str) -> dict[str, str]:
    path = ROOT / "params" / environment / "payment-service.pipeline.json"
    found: dict[str, str] = content(path)["Parameters"]
    return found


@each
def test_the_template_with_these_values_has_no_finding(path: Path) -> None:
    values = ParameterSet(source=None, parameters=content(path)["Parameters"])
    committed = ROOT / "templates_out" / "pipeline.yaml"
    found = linter().findings(committed, shown_as=str(path), parameters=[values])
    assert found == []


def test_a_wrong_value_would_be_found() -> None:
    values = {**parameters("prod"), "LogRetentionDays": "366"}
    committed = ROOT / "templates_out" / "pipeline.yaml"
    given = [ParameterSet(source=None, parameters=values)]
    assert linter().findings(committed, shown_as="prod", parameters=given)


@each
def test_a_file_has_the_form_of_codepipelines_template_configuration(
    path: Path,
) -> None:
    data = content(path)
    assert set(data) == {"Parameters", "Tags"}
    for values in data.values():
        assert {type(value) for value in values.values()} == {str}


@each
def test_a_file_gives_what_must_be_given_and_only_what_there_is(path: Path) -> None:
    given = set(content(path)["Parameters"])
    declared = template()["Parameters"]
    assert {name for name in declared if "Default" not in declared[name]} <= given
    assert given <= set(declared)


@each
def test_a_file_is_for_the_environment_of_its_folder(path: Path) -> None:
    assert content(path)["Parameters"]["EnvironmentSuffix"] == path.parent.name


def test_dev_staging_and_prod_have_one_each() -> None:
    assert {path.parent.name for path in FILES} >= {"dev", "staging", "prod"}


def test_one_sample_shows_the_token_and_one_the_connection() -> None:
    token, connection = stack(parameters("dev")), stack(parameters("staging"))
    assert "Webhook" in token.resources
    assert "Webhook" not in connection.resources


def test_prod_keeps_logs_a_year_and_shifts_traffic_slowly() -> None:
    """PCI DSS 10.5.1 asks for twelve months."""
    prod = stack(parameters("prod"))
    assert prod.properties("UnitTestLogGroup")["RetentionInDays"] == "365"
    group = prod.properties("DeploymentGroup")
    assert group["DeploymentConfigName"] == (
        "CodeDeployDefault.ECSCanary10Percent15Minutes"
    )
    assert "Webhook" not in prod.resources
