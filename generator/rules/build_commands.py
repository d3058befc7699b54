"""What the commands of an inline buildspec may count on."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.rules._buildspec import PROJECT, inline_buildspec
from generator.rules._fragments import build_project
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import resources

_DEFINED = re.compile(r"(?m)^\s*(?:function\s+([\w-]+)|([\w-]+)\s*\(\s*\))")
# Where a shell looks for the name of a command.
_COMMAND = (
    r"(?m)(?:^|[;&|(){{!]|\b(?:then|do|else|if|elif|while|until|time))\s*{name}"
    r"(?=\s|[;&|)]|$)"
)
_COMMENT = re.compile(r"(?m)(^|\s)#.*$")


class CommandsStandAlone(HouseRule):
    """A command of a buildspec calls no function that another one defines.

    CodeBuild may run each list item in a shell of its own: variables and the folder
    are carried on, functions, traps and options are not. A gate like
    `npm test || fail "tests"` then ends with 127 in the next item's place, or is
    followed by the next line: it fails open. Define the function in the item that
    calls it, or write both as one item.
    """

    id = "E9947"
    page = "codebuild/latest/userguide/build-spec-ref.html"
    tags = ["resources", "codebuild", "buildspec"]
    pci = ("6.5.1",)
    resource_types = (PROJECT,)

    good = build_project(
        buildspec="""\
version: 0.2
phases:
  build:
    commands:
      - |
        fail() { echo "ERROR: $1"; exit 1; }
        npm test || fail "the tests failed"
""",
    )
    bad = build_project(
        buildspec="""\
version: 0.2
phases:
  install:
    commands:
      - 'fail() { echo "ERROR: $1"; exit 1; }'
  build:
    commands:
      - npm test || fail "the tests failed"
""",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for project in resources(template, PROJECT):
            for source in project.get("Source", "BuildSpec"):
                for name in _strangers(inline_buildspec(source) or {}):
                    yield source, f"{name} is a function of another command"


def _strangers(buildspec: Mapping[str, Any]) -> list[str]:
    """Functions that a command calls and only another one defines, in order."""
    commands = [_COMMENT.sub("", text) for text in _commands(buildspec)]
    defined = [_functions(text) for text in commands]
    everywhere = {name for names in defined for name in names}
    found = [
        name
        for text, own in zip(commands, defined, strict=True)
        for name in sorted(everywhere - own)
        if re.search(_COMMAND.format(name=re.escape(name)), text)
    ]
    return list(dict.fromkeys(found))


def _commands(buildspec: Mapping[str, Any]) -> Iterator[str]:
    phases = buildspec.get("phases")
    for phase in phases.values() if isinstance(phases, dict) else ():
        for key in ("commands", "finally"):
            commands = phase.get(key) if isinstance(phase, dict) else None
            yield from map(str, commands if isinstance(commands, list) else [])


def _functions(text: str) -> set[str]:
    return {first or second for first, second in _DEFINED.findall(text)}
