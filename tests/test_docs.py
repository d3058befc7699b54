"""The README and docs/: links lead somewhere, commands are commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from generator.cli import generator
from tests.checkout import ROOT

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def commands(path: Path) -> Iterator[str]:
    """Each `generator ...` that a page has in a block of shell, as one line."""
    for language, block in _FENCE.findall(path.read_text("utf-8")):
        if language == "sh":
            for line in block.replace("\\\n", " ").splitlines():
                if found := re.match(r" *(?:python -m )?generator (.*)", line):
                    yield found[1]


COMMANDS = [(page.name, line) for page in PAGES for line in commands(page)]


def parse(words: list[str]) -> None:
    """Let each command on the way read its options, and run none."""
    command: click.Command = generator
    context: click.Context | None = None
    while True:
        context = command.make_context(command.name, list(words), parent=context)
        words = [*context._protected_args, *context.args]
        if not isinstance(command, click.Group):
            return
        name, found, words = command.resolve_command(context, words)
        assert found is not None, name
        command = found


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_of_the_pages_is_one_that_the_program_takes(
    page: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(line, comments=True)
    # What the shell takes for itself.
    for sign in (">", "|", "&&"):
        words = words[: words.index(sign)] if sign in words else words
    parse(words)


def anchors(path: Path) -> set[str]:
    """What GitHub and the site call the headings of a page."""
    text = _FENCE.sub("", path.read_text("utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in titles
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text("utf-8"))
    for target in _LINK.findall(text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), target
        assert there.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(there), target
        if page.parent == DOCS:
            assert there.parent == DOCS, f"{target} is no page of the site"


def test_every_page_is_in_the_site_and_in_its_table() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = set(re.findall(r"[\w-]+\.md", str(site["nav"])))
    assert listed == {page.name for page in DOCS.glob("*.md")}
    start = _LINK.findall((DOCS / "index.md").read_text("utf-8"))
    assert listed - set(start) == {"index.md"}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150
