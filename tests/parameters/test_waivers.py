"""Vulnerabilities that somebody answers for, from params/ to the stack."""

from datetime import date
from pathlib import Path

import pytest

from generator.errors import GeneratorError
from generator.findings import Finding
from generator.parameters import select, validate
from generator.parameters.files import load
from generator.parameters.waivers import expired, read_waivers
from tests.parameters.small_project import TEMPLATE, SmallProject

FIRST = """\
[[waivers]]
id = "CVE-2025-26519"
reason = "iconv is not used"
owner = "payments-platform"
expires = 2099-06-30
"""
SECOND = """
[[waivers]]
id = "GHSA-jf85-cpcp-j695"
reason = "only in dev"
owner = "payments-platform"
expires = 2099-12-31
environments = ["dev"]
"""
NAME = "payment-service.waivers.toml"


@pytest.fixture
def small(small: SmallProject) -> SmallProject:
    waivers = "  Waivers:\n    Type: String\n    Default: ''\n"
    small.template(TEMPLATE.replace("  Zone:\n", f"{waivers}  Zone:\n"))
    return small


def found(small: SmallProject, text: str) -> list[Finding]:
    path = small.write(NAME, text)
    return list(read_waivers(path, ["dev", "prod"]).findings)


def test_a_stack_gets_the_waivers_of_its_service_and_environment(
    small: SmallProject,
) -> None:
    path = small.write(NAME, FIRST + SECOND)
    dev, prod = small.file(), small.file(environment="prod")
    assert dev.parameters["Waivers"] == (
        "CVE-2025-26519:2099-06-30,GHSA-jf85-cpcp-j695:2099-12-31"
    )
    assert prod.parameters["Waivers"] == "CVE-2025-26519:2099-06-30"
    assert dev.place_of("Waivers").file == str(path)
    assert [each.owner for each in dev.waivers] == ["payments-platform"] * 2
    assert "Waivers" not in small.file(name="refunds").parameters


def test_a_stack_without_waivers_is_sent_as_before(small: SmallProject) -> None:
    small.write(NAME, "")
    assert "Waivers" not in small.file().parameters


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("CVE-2025-26519", "musl", 1, "has no id of a vulnerability"),
        ("CVE-2025-26519", "CVE-1,CVE-2", 1, "has no id of a vulnerability"),
        ('"CVE-2025-26519"', "5", 1, "a waiver has no id"),
        ('reason = "iconv is not used"\n', "", 1, "has no reason"),
        ("iconv is not used", "  ", 1, "has no reason"),
        ('owner = "payments-platform"\n', "", 1, "has no owner"),
        ("2099-06-30", '"2099-06-30"', 1, "does not say when it expires"),
        ("2099-06-30", "2099-06-30T10:00:00", 1, "does not say when it expires"),
        ("2099-06-30", "2099-06-31", 1, "it is not TOML"),
        ("owner", "oner", 1, 'has the unknown key "oner"'),
        ("GHSA-jf85-cpcp-j695", "CVE-2025-26519", 7, "stands on line 1, too"),
        ('"dev"', '"test"', 7, 'is for "test", which is no environment'),
        ('["dev"]', "[]", 7, "has environments that are no list of names"),
        ("[[waivers]]", "[[waiver]]", 1, '"waiver" is not known'),
    ],
)
def test_what_is_wrong_in_a_file_is_found_at_its_line(
    small: SmallProject, old: str, new: str, line: int, message: str
) -> None:
    text = FIRST + SECOND
    assert old in text
    at = text.rindex(old) if line == 7 else text.index(old)
    wrong = found(small, text[:at] + text[at:].replace(old, new, 1))
    assert (wrong[0].line, wrong[0].rule) == (line, "waiver")
    assert message in wrong[0].message


def test_nothing_is_sent_while_the_waivers_are_wrong(small: SmallProject) -> None:
    file = small.file()
    path = small.write(NAME, FIRST.replace("owner", "oner"))
    with pytest.raises(GeneratorError) as caught:
        select(small.project, environments=["dev"])
    # Whoever works on the parameter file alone hears of the line in the other.
    told = " ".join([caught.value.message, *caught.value.details])
    assert f"{path}:" in told and "oner" in told
    files = {finding.file for finding in validate(small.project)}
    assert files == {str(path), str(file.path)}


def test_waivers_are_written_in_no_other_place(small: SmallProject) -> None:
    path = small.write(
        "dev/payment-service.small.json",
        '{"Parameters": {\n"NotificationEmail": "a@example.com",\n'
        '"Waivers": "CVE-2025-26519:2099-06-30"}}',
    )
    (finding,) = load(small.project).findings
    assert (finding.file, finding.line, finding.rule) == (str(path), 3, "waiver")
    assert finding.message == f"Waivers is made of params/{NAME}"


@pytest.mark.parametrize("name", ["card-service.waivers.toml", NAME])
def test_a_file_that_nothing_reads_is_named(small: SmallProject, name: str) -> None:
    small.file(name="refunds" if name == NAME else "payment-service")
    path = small.write(name, FIRST)
    (finding,) = load(small.project).findings
    assert finding.file == str(path)
    service = name.partition(".")[0]
    assert finding.message.startswith(f"no parameter file {service} has a template")


def test_a_waiver_ends_after_its_last_day(small: SmallProject) -> None:
    path = small.write(NAME, FIRST + SECOND)
    files = [small.file(), small.file(environment="prod")]
    assert list(expired(files, date(2099, 6, 30))) == []
    (finding,) = expired(files, date(2099, 7, 1))
    assert (finding.file, finding.line) == (str(path), 1)
    assert finding.message.startswith(
        "the waiver of CVE-2025-26519 ended on 2099-06-30"
    )


def test_validate_finds_the_end_of_a_waiver(
    small: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    small.file()
    small.write(NAME, FIRST.replace("2099", "2020"))
    rules = [finding.rule for finding in validate(small.project)]
    assert "waiver" in rules
