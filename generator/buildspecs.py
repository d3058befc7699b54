"""The buildspec files: read verbatim, and judged before CodeBuild sees them.

A command may be `step log-in.sh`, or several files: what stands in them under
`steps/` beside the buildspec takes its place, as one command. So a step is a shell
script by itself, and CodeBuild gets one text. Left as it is, it would be a command
that no shell knows, which fails.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from generator.buildspec_format import OURS, Format, Keys
from generator.errors import GeneratorError
from generator.findings import Finding

# What is wrong, and the node that it is wrong with.
Place = tuple[yaml.Node, str]

STEPS = "steps"
_STEP = re.compile(r"^( *)- step ([\w. -]+)$", re.M)


@dataclass(frozen=True)
class Buildspecs:
    """The buildspec files of a folder, byte for byte as committed, and their steps."""

    folder: Path
    texts: Mapping[str, str]
    steps: Mapping[str, str] = field(default_factory=dict)

    def text(self, file: str) -> str:
        """The buildspec in that file of the folder, with its steps put in.

        Raises GeneratorError if it, or a step of it, is not there.
        """
        if file not in self.texts:
            raise _missing("buildspec", self.folder / file)
        return _STEP.sub(self._command, self.texts[file])

    def _command(self, found: re.Match[str]) -> str:
        """A command that is what the files have, one after another."""
        indent, names = found[1], found[2].split()
        for name in names:
            if name not in self.steps:
                raise _missing("step", self.folder / STEPS / name)
        lines = [line for name in names for line in self.steps[name].splitlines()]
        indented = [f"{indent} {line}" if line else "" for line in lines]
        return "\n".join([f"{indent}- |", *indented])


def read_buildspecs(folder: Path) -> Buildspecs:
    """Every `.yml` file of the folder, and every script of its steps.

    Raises GeneratorError for a file that is not UTF-8 text.
    """
    steps = folder / STEPS
    return Buildspecs(
        folder,
        {path.name: _read(path) for path in sorted(folder.glob("*.yml"))},
        {path.name: _read(path) for path in sorted(steps.glob("*.sh"))},
    )


def buildspec_findings(buildspecs: Buildspecs) -> list[Finding]:
    """What CodeBuild would refuse in the buildspecs, and a shell in their steps."""
    folder = buildspecs.folder
    return [
        *(
            finding
            for name, text in buildspecs.texts.items()
            for finding in judge(text, str(folder / name))
        ),
        *(
            finding
            for name, text in buildspecs.steps.items()
            for finding in _line_ends(text, str(folder / STEPS / name))
        ),
    ]


def judge(text: str, file: str, format: Format = OURS) -> list[Finding]:
    """What CodeBuild would refuse in one buildspec; `file` is shown as given."""
    if wrong := _line_ends(text, file):
        return wrong
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", error)
        line = mark.line + 1 if mark else 1
        return [Finding(file, line, "buildspec", f"is not YAML: {reason}")]
    if not isinstance(root, yaml.MappingNode):
        return [Finding(file, 1, "buildspec", "is not a mapping of buildspec keys")]
    return sorted(
        Finding(file, node.start_mark.line + 1, "buildspec", message)
        for node, message in _wrong(root, (), format)
    )


def _line_ends(text: str, file: str) -> list[Finding]:
    carriage_return = text.find("\r")
    if carriage_return < 0:
        return []
    line = text.count("\n", 0, carriage_return) + 1
    message = "has CR LF line ends, which the shell takes for part of a command"
    return [Finding(file, line, "buildspec", message, hint="Save it with LF.")]


def _missing(what: str, path: Path) -> GeneratorError:
    return GeneratorError(
        f"The {what} {path} is missing.", f"Restore it: git checkout -- {path}"
    )


def _read(path: Path) -> str:
    try:
        # Not read_text: it would turn the CR LF that is to be found into LF.
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise GeneratorError(f"The buildspec {path} cannot be read: {error}.") from None


def _wrong(node: yaml.Node, path: Keys, format: Format) -> Iterator[Place]:
    """Everything that CodeBuild would refuse, from `node` down."""
    where = _where(path)
    if _rule(path, format.lists) is not None:
        yield from _not_texts(node, where)
    elif (rule := _rule(path, format.values)) is not None:
        pattern, words = format.values[rule]
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if not re.fullmatch(pattern, value):
            yield node, f"{where} is {value!r}, but must be {words}"
    elif isinstance(node, yaml.MappingNode):
        yield from _wrong_keys(node, path, format)
        for key, value in node.value:
            yield from _wrong(value, (*path, str(key.value)), format)
    elif _rule(path, format.keys) is not None:
        yield node, f"{where} must be a mapping"


def _wrong_keys(node: yaml.MappingNode, path: Keys, format: Format) -> Iterator[Place]:
    where = _where(path)
    names = [key.value for key, _ in node.value]
    known = _rule(path, format.keys)
    for key, _ in node.value:
        if known is not None and key.value not in format.keys[known]:
            words = ", ".join(format.keys[known])
            yield key, f"{where} has the unknown key {key.value!r}, known: {words}"
        elif names.count(key.value) > 1:
            yield key, f"{where} has the key {key.value!r} more than once"
    needs = _rule(path, format.required)
    for name, reason in (format.required[needs] if needs is not None else {}).items():
        if name not in names:
            yield node, f"{'.'.join((*path, name))} is missing: {reason}"
    if path == ("phases",) and not any(
        key.value == "commands"
        for _, phase in node.value
        if isinstance(phase, yaml.MappingNode)
        for key, _ in phase.value
    ):
        yield node, "no phase has commands: there is nothing to run"


def _where(path: Keys) -> str:
    return ".".join(path) or "the buildspec"


def _not_texts(node: yaml.Node, where: str) -> Iterator[Place]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        yield node, f"{where} must be a list with at least one element"
        return
    for element in node.value:
        if not isinstance(element, yaml.ScalarNode):
            # The classic: an unquoted command with a colon and a space.
            yield (
                element,
                f"an element of {where} is not text: quote it or use a | block",
            )


def _rule(path: Keys, table: Iterable[Keys]) -> Keys | None:
    """The entry of a table for a path; `*` in the table matches any name."""
    for entry in table:
        if len(entry) == len(path) and all(
            expected in ("*", name) for expected, name in zip(entry, path, strict=True)
        ):
            return entry
    return None
