"""A wrong hit would hide a finding: any change of anything is a miss."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from generator import lint_cache as module
from generator.findings import Finding
from generator.lint_cache import KEPT_SECONDS, LintCache, lint_cache

REGIONS = ["us-east-2"]
INPUTS = ("templates_out/pipeline.yaml", "Resources: {}\n")
FINDING = Finding(file="a.yaml", line=1, rule="E0000", message="broken")


@dataclass
class Installed:
    """cfn-lint as pip has put it into a folder."""

    folder: Path
    version: str = "1.58.0"
    record: str = "cfnlint/rules/A.py,sha256=a,1"
    requires: list[str] = field(default_factory=lambda: ["pyyaml>5", "x; extra == 'y'"])

    def read_text(self, name: str) -> str | None:
        return self.record if name == "RECORD" else None

    def locate_file(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """A machine of our own, in which everything can be changed."""
    site = Installed(tmp_path / "site")
    schema = site.folder / "cfnlint" / "data" / "schema.json"
    schema.parent.mkdir(parents=True)
    schema.write_text("{}")
    (site.folder / "cfnlint" / "Rule.py").write_text("")
    code = tmp_path / "generator"
    (code / "rules").mkdir(parents=True)
    (code / "rules" / "rule.py").write_text("")
    (code / "lint.py").write_text("")
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(module, "distribution", {"cfn-lint": site}.__getitem__)
    monkeypatch.setattr(module, "version", {"pyyaml": "6.0"}.__getitem__)
    monkeypatch.setattr(module, "CODE", code)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path / "here")
    return site


def remembered() -> bool:
    return lint_cache(REGIONS).knows_clean(*INPUTS)


@pytest.fixture
def kept(installed: Installed) -> None:
    lint_cache(REGIONS).keep([], *INPUTS)


@pytest.mark.usefixtures("kept")
def test_what_was_clean_and_has_not_changed_is_known() -> None:
    assert remembered()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "inputs",
    [
        ("templates_out/other.yaml", INPUTS[1]),
        (INPUTS[0], INPUTS[1] + "\n"),
        INPUTS[:1],
        (*INPUTS, ""),
        (INPUTS[0] + INPUTS[1], ""),
    ],
    ids=["path", "text", "fewer", "more", "joined"],
)
def test_another_input_is_unknown(inputs: tuple[str, ...]) -> None:
    assert not lint_cache(REGIONS).knows_clean(*inputs)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("regions", [[], ["eu-west-1"], ["us-east-2", "eu-west-1"]])
def test_other_regions_are_unknown(regions: list[str]) -> None:
    assert not lint_cache(regions).knows_clean(*INPUTS)


def another_version(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    site.version = "1.59.0"


def another_record(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    site.record = "cfnlint/rules/A.py,sha256=b,1"


def edited_rule(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    (site.folder / "cfnlint" / "Rule.py").write_text("pass")


def edited_schema(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    """Of the same size: the time tells."""
    path = site.folder / "cfnlint" / "data" / "schema.json"
    path.write_text("[]")
    os.utime(path, (1, 1))


def another_library(tmp_path: Path, site: Installed, mp: pytest.MonkeyPatch) -> None:
    mp.setattr(module, "version", {"pyyaml": "6.1"}.__getitem__)


def edited_house_rule(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    (tmp_path / "generator" / "rules" / "rule.py").write_text("pass")


def new_house_rule(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    (tmp_path / "generator" / "rules" / "another.py").write_text("")


def edited_call(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    (tmp_path / "generator" / "lint.py").write_text("pass")


def another_python(tmp_path: Path, site: Installed, mp: pytest.MonkeyPatch) -> None:
    mp.setattr("platform.python_version", lambda: "3.99.0")


def downloaded_schemas(tmp_path: Path, site: Installed, _: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cache" / "aws" / "cfn-lint" / "schemas" / "version.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"version": "2027-01"}')


def another_day(tmp_path: Path, site: Installed, mp: pytest.MonkeyPatch) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date.fromordinal(date.today().toordinal() + 1)

    mp.setattr(module, "date", Tomorrow)


CHANGES = [
    another_version,
    another_record,
    edited_rule,
    edited_schema,
    another_library,
    edited_house_rule,
    new_house_rule,
    edited_call,
    another_python,
    downloaded_schemas,
    another_day,
]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_decides_the_result_makes_it_unknown(
    change: Callable[..., None],
    tmp_path: Path,
    installed: Installed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert remembered()
    change(tmp_path, installed, monkeypatch)
    assert not remembered()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("name", [".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"])
@pytest.mark.parametrize("folder", ["here", "home"])
def test_with_a_configuration_of_cfn_lint_nothing_is_known_or_kept(
    folder: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    path = tmp_path / folder / name
    path.write_text("ignore_checks: [E3002]\n")
    assert not remembered()
    lint_cache(REGIONS).keep([], *INPUTS, "another")
    path.unlink()
    assert remembered()
    assert not lint_cache(REGIONS).knows_clean(*INPUTS, "another")


@pytest.mark.usefixtures("kept")
def test_without_the_cache_nothing_is_known_or_kept() -> None:
    off = lint_cache(REGIONS, enabled=False)
    assert not off.knows_clean(*INPUTS)
    off.keep([], *INPUTS, "another")
    assert not lint_cache(REGIONS).knows_clean(*INPUTS, "another")


@pytest.mark.usefixtures("installed")
def test_a_result_with_a_finding_is_not_kept() -> None:
    lint_cache(REGIONS).keep([FINDING], *INPUTS)
    assert not remembered()


def files(cache: LintCache) -> list[Path]:
    return list(cache.folder.iterdir())


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("content", [b"", b"clean", b"\xff\xfe"])
def test_a_broken_or_foreign_file_is_no_result(content: bytes) -> None:
    (path,) = files(lint_cache(REGIONS))
    path.write_bytes(content)
    assert not remembered()


@pytest.mark.usefixtures("installed")
def test_a_text_comes_back_byte_for_byte_or_not_at_all() -> None:
    text = "# Page\r\n\n\u00e9\n"
    lint_cache(REGIONS).keep_text(text, *INPUTS)
    assert lint_cache(REGIONS).text(*INPUTS) == text
    (path,) = files(lint_cache(REGIONS))
    path.write_bytes(path.read_bytes()[:-3])
    assert lint_cache(REGIONS).text(*INPUTS) is None


@pytest.mark.usefixtures("kept")
def test_a_file_that_somebody_renamed_is_no_result() -> None:
    (path,) = files(lint_cache(REGIONS))
    cache = lint_cache(["eu-west-1"])
    cache.keep([], *INPUTS)
    (other,) = set(files(cache)) - {path}
    path.replace(other)
    assert not cache.knows_clean(*INPUTS)


@pytest.mark.usefixtures("kept")
def test_a_folder_in_place_of_a_file_is_no_result() -> None:
    (path,) = files(lint_cache(REGIONS))
    path.unlink()
    path.mkdir()
    assert not remembered()


@pytest.mark.usefixtures("installed")
def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    lint_cache(REGIONS).keep([], *INPUTS)
    assert not remembered()


@pytest.mark.usefixtures("kept")
def test_old_results_go_and_young_ones_stay() -> None:
    (path,) = files(lint_cache(REGIONS))
    old = time.time() - KEPT_SECONDS - 60
    os.utime(path, (old, old))
    lint_cache(REGIONS).keep([], *INPUTS, "young")
    assert not remembered()
    lint_cache(REGIONS).keep([], *INPUTS, "younger")
    assert lint_cache(REGIONS).knows_clean(*INPUTS, "young")


def test_the_real_cfn_lint_is_what_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in the key is empty because it was looked for in the wrong place."""
    seen: list[str] = []

    def spy(state: Any) -> str:
        seen.append(repr(state))
        return seen[-1]

    monkeypatch.setattr(module.json, "dumps", spy)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    lint_cache(REGIONS)
    site = Path(str(distribution("cfn-lint").locate_file("")))
    for part in (
        "us-east-2",
        str(site / "cfnlint/rules/_rules.py"),
        str(site / "cfnlint/data/schemas/providers/us-east-2.json"),
        "pyyaml",
        str(module.CODE / "rules" / "_house.py"),
        str(module.CODE / "lint.py"),
        str(module.CODE / "review" / "prices.toml"),
    ):
        assert part in seen[0]


def test_without_a_place_of_its_own_the_cache_is_in_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = lint_cache(REGIONS).folder
    assert folder == tmp_path / ".cache" / "payment-pipeline-generator" / "lint"
