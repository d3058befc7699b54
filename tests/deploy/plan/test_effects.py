"""What a plan does to cost and evidence, before and after."""

from pathlib import Path
from typing import Any

from generator.cloudformation.document import parse
from generator.deploy.plan.effects import effects
from generator.deploy.target import Target
from generator.parameters.model import Environment
from tests.deploy.project import make_project, target

TEMPLATE = """\
Parameters:
  Name: {Type: String}
  Days: {Type: Number, Default: 30}
  Key: {Type: String, Default: 'no'}
  Secret: {Type: String, NoEcho: true, Default: ''}
Conditions:
  UsesKey: !Equals [!Ref Key, 'yes']
Resources:
  Key: {Type: AWS::KMS::Key, Condition: UsesKey, Properties: {EnableKeyRotation: true}}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Days}}
"""
OHIO = Environment("dev", "111111111111", "us-east-2")


def wanted(
    tmp_path: Path, environment: Environment = OHIO, **parameters: str
) -> Target:
    project = make_project(tmp_path, TEMPLATE)
    return target(project, environment=environment, parameters=parameters)


def stack(**parameters: str) -> dict[str, Any]:
    return {
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in parameters.items()
        ]
    }


def test_cost_and_evidence_that_change_are_told(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="90", Key="yes")
    cost, *claims = effects(made, stack(Name="pay", Days="30", Key="no"), TEMPLATE)
    # A key costs one dollar a month, a GB of logs for 60 days more 6 cents.
    assert cost.startswith("cost: 0.53 -> 1.59 US dollars a month")
    assert claims == [
        "evidence for PCI DSS 10.5.1: kept for 30 days -> kept for 90 days",
        "evidence for PCI DSS 3.7: nothing -> the key changes every year",
    ]


def test_what_stays_is_not_told(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="90")
    assert effects(made, stack(Name="pay", Days="90"), TEMPLATE) == []


def test_a_template_in_json_comes_as_a_mapping(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="90")
    assert effects(made, stack(Name="pay", Days="90"), parse(TEMPLATE).body) == []


def test_a_deployed_template_that_is_none_is_not_known(tmp_path: Path) -> None:
    (line,) = effects(wanted(tmp_path), stack(Name="pay"), "")
    assert "not known: this is not a template" in line


def test_the_deployed_template_is_what_it_was(tmp_path: Path) -> None:
    old = TEMPLATE.replace("EnableKeyRotation: true", "Enabled: true")
    made = wanted(tmp_path, Key="yes")
    assert effects(made, stack(Name="pay", Days="30", Key="yes"), old) == [
        "evidence for PCI DSS 3.7: nothing -> the key changes every year"
    ]


def test_a_region_without_prices_has_no_cost(tmp_path: Path) -> None:
    elsewhere = Environment("dev", "111111111111", "me-south-1")
    made = wanted(tmp_path, elsewhere, Key="yes")
    assert effects(made, stack(Name="pay", Days="30", Key="no"), TEMPLATE) == [
        "evidence for PCI DSS 3.7: nothing -> the key changes every year"
    ]


def test_what_cannot_be_evaluated_is_not_known(tmp_path: Path) -> None:
    old = TEMPLATE.replace("!Ref Days", "!Ref Gone")
    (line,) = effects(wanted(tmp_path), stack(Name="pay"), old)
    assert line.startswith("what it does to cost and evidence is not known: ")
    assert "Gone" in line
