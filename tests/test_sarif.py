"""Findings in the forms that machines read."""

import json
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import ValidationError

from generator import __version__
from generator.findings import Finding, Severity
from generator.rules._house import HouseRule
from generator.sarif import as_json, as_sarif
from tests.linting import linter
from tests.sarif_log import run_of, validator

HERE = Finding("templates_out/pipeline.yaml", 7, "E3006", "is not known")


class Undocumented(HouseRule):
    """One.

    A rule without a page
    """

    id = "E9999"


def results(*findings: Finding) -> list[dict[str, Any]]:
    return run_of(as_sarif(findings))["results"]


def place(file: str) -> dict[str, str]:
    (result,) = results(Finding(file, 1, "check", "is wrong"))
    physical = result["locations"][0]["physicalLocation"]
    return physical["artifactLocation"]


def rules(*findings: Finding) -> list[dict[str, Any]]:
    described = as_sarif(findings, linter().rules.values())
    return run_of(described)["tool"]["driver"]["rules"]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    """Else the tests below would show nothing."""
    log = json.loads(as_sarif([HERE]))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(ValidationError):
        validator().validate(log)


def test_no_finding_is_a_valid_log_without_results() -> None:
    run = run_of(as_sarif([]))
    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_the_tool_is_named_with_its_version() -> None:
    driver = run_of(as_sarif([]))["tool"]["driver"]
    assert driver["name"] == "payment-pipeline-generator"
    assert driver["version"] == __version__


LEVELS: list[tuple[Severity, str]] = [
    ("error", "error"),
    ("warning", "warning"),
    ("informational", "note"),
]


@pytest.mark.parametrize(("severity", "level"), LEVELS)
def test_a_severity_has_its_level(severity: Severity, level: str) -> None:
    (result,) = results(Finding("a", 1, "check", "is wrong", severity))
    assert result["level"] == level


@pytest.mark.parametrize(("line", "start"), [(7, 7), (1, 1), (0, 1)])
def test_lines_count_from_1(line: int, start: int) -> None:
    """A finding of a whole file has line 0, which the schema refuses."""
    (result,) = results(Finding("a", line, "check", "is wrong"))
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": start}


def test_a_hint_is_part_of_the_message() -> None:
    plain, helped = results(HERE, Finding("a", 1, "E3006", "is bad.", hint="Mend it."))
    assert plain["message"]["text"] == "is not known"
    assert helped["message"]["text"] == "is bad. Mend it."


def test_a_file_of_the_checkout_is_relative_to_it() -> None:
    assert place("params/dev/a.json") == {
        "uri": "params/dev/a.json",
        "uriBaseId": "%SRCROOT%",
    }


def test_a_file_elsewhere_has_its_whole_address() -> None:
    assert place("/srv/out/a.yaml") == {"uri": "file:///srv/out/a.yaml"}


@pytest.mark.parametrize(
    ("file", "uri"),
    [("a b.yaml", "a%20b.yaml"), ("a#b%.yaml", "a%23b%25.yaml"), ("ä", "%C3%A4")],
)
def test_a_name_is_quoted_in_an_address(file: str, uri: str) -> None:
    assert place(file)["uri"] == uri


def test_only_rules_that_found_something_are_listed_each_once() -> None:
    twice = [HERE, Finding("b", 1, "W9970", "is bad"), HERE]
    assert [rule["id"] for rule in rules(*twice)] == ["E3006", "W9970"]
    run = run_of(as_sarif(twice))
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0]


@pytest.mark.parametrize("id_", ["E3006", "W9970"])
def test_a_rule_of_cfn_lint_or_of_ours_is_described(id_: str) -> None:
    (described,) = rules(Finding("a", 1, id_, "is bad"))
    rule = linter().rules[id_]
    assert described == {
        "id": id_,
        "shortDescription": {"text": rule.shortdesc},
        "fullDescription": {"text": rule.description},
        "helpUri": rule.source_url,
    }
    assert described["helpUri"].startswith("https://")


def test_every_rule_there_is_can_be_described() -> None:
    ids = [rule.id for rule in linter().rules.values()]
    found = rules(*(Finding("a", 1, id_, "is bad") for id_ in ids))
    assert len(found) == len(ids)
    assert all(rule["shortDescription"]["text"] for rule in found)


def test_a_check_that_is_no_rule_has_its_name_alone() -> None:
    assert rules(Finding("a", 1, "buildspec", "is bad")) == [{"id": "buildspec"}]


def test_a_rule_without_a_page_has_no_empty_address() -> None:
    text = as_sarif([Finding("a", 1, "E9999", "is bad")], [Undocumented()])
    (rule,) = run_of(text)["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert rule["fullDescription"] == {"text": "A rule without a page"}


def test_json_is_the_findings_with_all_their_fields() -> None:
    findings = [HERE, Finding("b", 0, "check", 'is "bad" ä', "warning", "Mend it.")]
    read = json.loads(as_json(findings))
    assert [Finding(**each) for each in read] == findings
    assert set(read[0]) == {field.name for field in fields(Finding)}
    assert json.loads(as_json([])) == []
