"""The regions come from setup.cfg, or are the one that we started with."""

from pathlib import Path

import pytest

from generator.errors import UsageError
from generator.project import Project
from generator.settings import DEFAULT_REGION, lint_regions, wanted_templates
from tests.checkout import ROOT


def regions_of(folder: Path, content: str | bytes) -> tuple[str, ...]:
    raw = content.encode() if isinstance(content, str) else content
    (folder / "setup.cfg").write_bytes(raw)
    return lint_regions(Project(folder))


def test_one_or_several_regions_are_named_with_spaces_or_lines(tmp_path: Path) -> None:
    assert regions_of(tmp_path, "[generator]\nregions = eu-west-1\n") == ("eu-west-1",)
    text = "[generator]\nregions =\n    eu-west-1\n    eu-west-2 eu-west-3\n"
    assert regions_of(tmp_path, text) == ("eu-west-1", "eu-west-2", "eu-west-3")


@pytest.mark.parametrize("text", ["", "[generator]\n", "[metadata]\nname = x\n"])
def test_without_a_word_it_is_the_region_of_old(text: str, tmp_path: Path) -> None:
    assert regions_of(tmp_path, text) == (DEFAULT_REGION,)


def test_without_a_file_it_is_the_region_of_old(tmp_path: Path) -> None:
    assert lint_regions(Project(tmp_path)) == (DEFAULT_REGION,)


def test_this_checkout_names_its_regions() -> None:
    assert lint_regions(Project(ROOT))


@pytest.mark.parametrize(
    "content",
    ["regions = x\n", "[generator]\nregions = a\nregions = b\n", b"[generator]\n\xff"],
    ids=["no section", "twice", "not text"],
)
def test_a_file_that_is_not_one_is_named_and_can_be_gone_around(
    content: str | bytes, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        regions_of(tmp_path, content)
    assert str(tmp_path / "setup.cfg") in caught.value.message
    assert "--region" in caught.value.hint


def test_without_a_word_every_template_is_wanted(tmp_path: Path) -> None:
    assert wanted_templates(Project(tmp_path)) == ()
    (tmp_path / "setup.cfg").write_text("[generator]\ntemplates = pipeline service\n")
    assert wanted_templates(Project(tmp_path)) == ("pipeline", "service")
