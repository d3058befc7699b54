from datetime import date
from pathlib import Path

import pytest

from generator.errors import UsageError
from generator.findings import Finding
from generator.parameters import validate
from generator.parameters.files import load
from generator.parameters.suppressions import remaining, suppressions
from tests.parameters.small_project import ENVIRONMENTS, SmallProject

SUPPRESS = """
[[dev.suppress]]
file = "payment-service.small"
rule = "allowed-values"
reason = "the build image has it"
expires = 2030-06-30
"""
LAST, AFTER = date(2030, 6, 30), date(2030, 7, 1)


@pytest.fixture
def accepted(
    small: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SmallProject:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    small.environments(ENVIRONMENTS + SUPPRESS)
    return small


def left(small: SmallProject, day: date, **values: str) -> list[Finding]:
    found = small.wrong(values)
    return list(remaining(found, load(small.project).files, day))


def test_what_is_suppressed_is_not_found_until_its_last_day(
    accepted: SmallProject,
) -> None:
    assert left(accepted, LAST, NodeVersion="21") == []


def test_after_its_day_both_are_found(accepted: SmallProject) -> None:
    finding, expired = left(accepted, AFTER, NodeVersion="21")
    assert finding.rule == "allowed-values"
    toml = accepted.project.params / "environments.toml"
    assert (expired.file, expired.line, expired.severity) == (str(toml), 12, "warning")
    assert expired.message.startswith("the suppression of allowed-values for payment-")
    assert expired.message.endswith(" ended on 2030-06-30")


def test_other_rules_and_files_are_found_all_the_same(accepted: SmallProject) -> None:
    found = left(accepted, LAST, NodeVersion="21", Label="a")
    assert [finding.rule for finding in found] == ["length"]
    other = accepted.file({"NodeVersion": "21"}, name="refunds")
    assert suppressions(other) == []
    rules = {finding.rule for finding in validate(accepted.project, [other.path])}
    assert "allowed-values" in rules


def test_one_that_meets_nothing_is_told(accepted: SmallProject) -> None:
    (found,) = left(accepted, LAST)
    assert found.message.endswith("meets no finding")
    assert found.severity == "warning"


def test_validate_leaves_out_what_is_suppressed(accepted: SmallProject) -> None:
    accepted.file({"NodeVersion": "21"})
    assert [f.rule for f in validate(accepted.project)] == ["missing-service"]


def test_a_file_whose_secret_is_none_is_linted(
    accepted: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    linted = []
    monkeypatch.setattr(
        "generator.parameters.validation.lint",
        lambda files, *_, **__: iter(linted.extend(files) or ()),
    )
    accepted.environments(ENVIRONMENTS + SUPPRESS.replace("allowed-values", "secret"))
    accepted.file({"Label": "x", "AppPassword": "letmein"})
    assert [f.rule for f in validate(accepted.project)] == ["missing-service", "length"]
    assert len(linted) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[[dev.suppress]]\nrule = 'x'",
        SUPPRESS.replace("2030-06-30", "'soon'"),
        SUPPRESS.replace("2030-06-30", "2030-06-30T00:00:00"),
        SUPPRESS.replace("the build image has it", " "),
        SUPPRESS + "owner = 'me'",
        "[dev.suppress]\nfile = 'x'",
    ],
)
def test_a_suppression_without_file_rule_reason_and_day_is_refused(
    small: SmallProject, text: str
) -> None:
    small.environments(ENVIRONMENTS + text)
    with pytest.raises(UsageError, match=r"environments.toml:\d+ .*suppress") as caught:
        load(small.project)
    assert "expires = 2030-12-31" in caught.value.hint


def test_the_second_of_two_has_its_own_line(small: SmallProject) -> None:
    small.environments(ENVIRONMENTS + SUPPRESS + SUPPRESS)
    lines = [each.place.line for each in load(small.project).environments[0].suppress]
    assert lines == [12, 18]
