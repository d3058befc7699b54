"""What a page of docs/ tells to write and to run is written and run, in the sandbox.

In a copy of this checkout, from the top of the page to its end. What asks is told yes.
"""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from generator.cli import generator
from tests import checkout
from tests.test_docs import PAGES

pytestmark = pytest.mark.whole_way

_BLOCK = re.compile(
    r"^Write `(?P<path>params/[\w./-]+)`[^\n]*:\n\n```json\n(?P<text>.*?)^```$"
    r"|^```sh\n(?P<shell>.*?)^```$",
    re.M | re.S,
)
# Why a page, or a command, is not walked.
ELSEWHERE = {
    "rehearse": "tests/rehearsal runs it, for it installs packages",
    "pipeline": "tests/cli/pipeline runs these at a stand-in for AWS",
    "bootstrap": "tests/cli/test_bootstrap.py runs it: a sandbox has its bucket",
    "stackset": "tests/cli/test_stackset.py runs it at a stand-in for AWS",
}
# The same, of one page.
NOT_THERE = {
    ("two-people", "destroy"): "the sample's prod is protected, and the page says that "
    "this goes first; tests/cli/test_destroy.py has the whole way",
}
# What a reader of a page does not have yet, and the sample has.
NOT_YET = {"first-pipeline": "params/dev/payment-service.*"}
# A service that is pushed lies in the clone or beside it.
SERVICE = Path("tests/fixtures/payment-service")
# What a command says beside 0, and why that is right here.
EXPECTED = {
    "doctor": {0, 1},  # it finds what is not there yet
    "sandbox": {0, 3},  # without a terminal it waits for an approval
    "pipeline": {0, 5},  # there may be nothing to go back to
    "init": {0, 2},  # without a terminal it says what it would ask
}


@dataclass(frozen=True)
class Step:
    """A file to write, or the words of a command."""

    path: str = ""
    text: str = ""
    words: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        return self.words[0] if self.words else ""


def steps(page: Path) -> Iterator[Step]:
    for found in _BLOCK.finditer(page.read_text("utf-8")):
        if found["path"]:
            yield Step(path=found["path"], text=found["text"])
        for line in (found["shell"] or "").replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words[:3] == ["python", "-m", "generator"]:
                words = words[2:]
            if words[:1] == ["generator"]:
                yield Step(words=tuple(words[1:]))


def options(words: tuple[str, ...]) -> set[str]:
    """The options that the command of these words has."""
    command: click.Command = generator
    for word in words:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(click.Context(command), word)
        assert found is not None, word
        command = found
    return {name for each in command.params for name in each.opts}


def in_the_sandbox(words: tuple[str, ...]) -> tuple[str, ...]:
    there = options(words)
    more = [
        option
        for option, wanted in (
            ("--sandbox", True),
            ("--yes", words[0] in ("deploy", "destroy") or "rollback" in words),
        )
        if wanted and option in there and option not in words
    ]
    return (*words, *more)


def is_walked(page: Path, step: Step) -> bool:
    if not step.words or (page.stem, step.command) in NOT_THERE:
        return False
    if step.command == "pipeline":
        return "--sandbox" in step.words
    return step.command not in ELSEWHERE


WALKED = [page for page in PAGES if any(is_walked(page, one) for one in steps(page))]


def waiting(here: Path, words: tuple[str, ...], home: Path) -> str:
    """The digest of the image that waits for the approval of these words."""
    paths = [word for word in words if word.startswith("params/")]
    asked = ("pipeline", "status", "--sandbox", "--format", "json", *paths)
    (stack,) = json.loads(checkout.run(here, *asked, home=home).stdout)["stacks"]
    (found,) = stack["pipeline"]["built"].values()
    return str(found)


@pytest.mark.parametrize("page", WALKED, ids=lambda page: page.stem)
def test_a_page_can_be_followed_to_its_end(page: Path, tmp_path: Path) -> None:
    here = tmp_path / "project"
    here.mkdir()
    checkout.copy_to(here)
    for path in here.glob(NOT_YET.get(page.stem, "none")):
        path.unlink()
    for there in (tmp_path / SERVICE.name, here / SERVICE):
        shutil.copytree(checkout.ROOT / SERVICE, there)
    told = []
    for step in steps(page):
        if step.path:
            path = here / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            json.loads(step.text)
            path.write_text(step.text, "utf-8")
        elif is_walked(page, step):
            words = in_the_sandbox(step.words)
            if "approve" in words:
                words = (*words, "--yes", "--digest", waiting(here, words, tmp_path))
            # Without tools nothing is installed: builds are taken for good.
            bare = {"PATH": str(tmp_path)} if step.command == "sandbox" else {}
            ended = checkout.run(here, *words, home=tmp_path, **bare)
            told.append(f"{shlex.join(words)}: {ended.returncode}")
            allowed = EXPECTED.get(step.command, {0})
            assert ended.returncode in allowed, (told, ended.stdout, ended.stderr)
            assert "Traceback" not in ended.stderr, told


def test_what_is_run_elsewhere_is_still_a_command() -> None:
    assert set(ELSEWHERE) <= set(generator.list_commands(click.Context(generator)))
