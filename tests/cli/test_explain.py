"""`explain`: a rule in words, for people and for machines."""

import json

import pytest
from click.testing import CliRunner, Result

from generator.cli import generator as command
from generator.errors import UsageError
from generator.rules._house import house_rules


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["explain", *arguments])


def test_a_rule_is_explained_with_its_reason_evidence_source_and_fragments():
    rule = house_rules()["E9933"]
    shown = run("E9933")
    assert shown.exit_code == 0
    for text in (rule.shortdesc, rule.source_url, *rule.pci, *rule.resource_types):
        assert text in shown.stdout
    assert rule.description in " ".join(shown.stdout.split())


def test_the_lines_that_make_the_difference_are_marked():
    marked = [line for line in run("E9933").stdout.splitlines() if line[:2] == "> "]
    assert marked == [">         Enabled: false"]


def test_a_rule_may_be_named_in_small_letters():
    assert run("e9901").stdout == run("E9901").stdout


def test_a_rule_may_be_named_by_its_former_id():
    assert run("E9001").stdout == run("E9901").stdout


def test_an_unknown_rule_names_the_nearest():
    shown = run("E9929")
    assert isinstance(shown.exception, UsageError)
    assert "'E9929'" in shown.exception.message
    assert "E9930" in shown.exception.hint


@pytest.mark.parametrize("name", ["W9901", "E901", "nonsense"])
def test_whatever_is_asked_gets_a_hint(name):
    shown = run(name)
    assert isinstance(shown.exception, UsageError)
    assert shown.exception.exit_code == 2
    assert "E9901" in shown.exception.hint


def test_every_rule_stands_in_one_line_of_the_list():
    lines = run().stdout.splitlines()
    for rule in house_rules().values():
        [line] = [line for line in lines if rule.id in line]
        assert rule.shortdesc in line
        assert rule.severity in line


def test_json_holds_all_of_it():
    rule = house_rules()["W9917"]
    shown = json.loads(run("W9917", "--format", "json").stdout)
    assert shown["severity"] == "warning"
    assert (shown["bad"], shown["good"]) == (rule.bad, rule.good)
    assert shown["pci_dss_4_0_1"] == ["8.6.2"]


def test_the_list_as_json_holds_every_rule():
    shown = json.loads(run("--format", "json").stdout)
    assert [rule["id"] for rule in shown] == list(house_rules())


@pytest.mark.parametrize("name", sorted(house_rules()))
def test_every_rule_can_be_explained(name):
    shown = run(name)
    assert shown.exit_code == 0
    assert "\nBad\n" in shown.stdout
    assert "> " in shown.stdout
