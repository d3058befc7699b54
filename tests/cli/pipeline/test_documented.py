"""docs/day-two.md says what the commands are and what they may call."""

import json
import re
import shlex

from generator.cli.pipeline import pipeline
from tests.checkout import ROOT
from tests.cli.commands import run
from tests.operations.aws import Aws

PAGE = (ROOT / "docs/day-two.md").read_text()


def test_every_command_line_is_one() -> None:
    blocks = re.findall(r"^```sh\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) > 8
    for line in lines:
        program, group, name, *words = shlex.split(line, comments=True)
        assert (program, group) == ("generator", "pipeline")
        # Parses the options, and asks nobody.
        pipeline.commands[name].make_context(name, words)


def test_help_has_examples_and_exit_codes() -> None:
    schema = json.loads((ROOT / "generator/deploy/result.schema.json").read_text())
    known = schema["properties"]["command"]["enum"]
    assert [f"pipeline {name}" for name in pipeline.commands] == [
        name for name in known if name.startswith("pipeline ")
    ]
    for name in pipeline.commands:
        text = run("pipeline", name, "--help").out
        assert f"python -m generator pipeline {name}" in text
        assert "  7  stale" in text
        # There is no console to open.
        assert ("--sandbox" in text) == (name != "open")


def test_the_operators_actions_are_those_that_are_called() -> None:
    """The stand-in answers nothing else, so nothing else is called in the tests."""
    told = set(re.findall(r"`[a-z]+:([A-Z]\w+)`", PAGE))
    answered = {name for name in vars(Aws) if name[0].isupper()}
    assert told == answered | {"DescribeStacks", "ListStackResources"}
