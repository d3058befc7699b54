"""The buildspec files: read verbatim, and judged before CodeBuild sees them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from generator.buildspec_format import KEYS, LISTS, REQUIRED, VALUES, Keys
from generator.errors import GeneratorError
from generator.findings import Finding

# What is wrong, and the node that it is wrong with.
Place = tuple[yaml.Node, str]


@dataclass(frozen=True)
class Buildspecs:
    """The buildspec files of a folder, byte for byte as committed."""

    folder: Path
    texts: Mapping[str, str]

    def text(self, file: str) -> str:
        """The buildspec in that file of the folder.

        Raises GeneratorError if there is none.
        """
        if file not in self.texts:
            path = self.folder / file
            raise GeneratorError(
                f"The buildspec {path} is missing.",
                f"Restore it: git checkout -- {path}",
            )
        return self.texts[file]


def read_buildspecs(folder: Path) -> Buildspecs:
    """Every `.yml` file of the folder.

    Raises GeneratorError for a file that is not UTF-8 text.
    """
    return Buildspecs(
        folder, {path.name: _read(path) for path in sorted(folder.glob("*.yml"))}
    )


def buildspec_findings(buildspecs: Buildspecs) -> list[Finding]:
    """What CodeBuild would refuse in the buildspecs."""
    return [
        finding
        for name, text in buildspecs.texts.items()
        for finding in judge(text, str(buildspecs.folder / name))
    ]


def judge(text: str, file: str) -> list[Finding]:
    """What CodeBuild would refuse in one buildspec; `file` is shown as given."""
    carriage_return = text.find("\r")
    if carriage_return >= 0:
        line = text.count("\n", 0, carriage_return) + 1
        message = "has CR LF line ends, which the shell takes for part of a command"
        return [Finding(file, line, "buildspec", message, hint="Save it with LF.")]
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
        for node, message in _wrong(root, ())
    )


def _read(path: Path) -> str:
    try:
        # Not read_text: it would turn the CR LF that is to be found into LF.
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise GeneratorError(f"The buildspec {path} cannot be read: {error}.") from None


def _wrong(node: yaml.Node, path: Keys) -> Iterator[Place]:
    """Everything that CodeBuild would refuse, from `node` down."""
    where = ".".join(path) or "the buildspec"
    if _rule(path, LISTS) is not None:
        yield from _not_texts(node, where)
    elif (rule := _rule(path, VALUES)) is not None:
        pattern, words = VALUES[rule]
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if not re.fullmatch(pattern, value):
            yield node, f"{where} is {value!r}, but must be {words}"
    elif isinstance(node, yaml.MappingNode):
        yield from _wrong_keys(node, path, where)
        for key, value in node.value:
            yield from _wrong(value, (*path, str(key.value)))
    elif _rule(path, KEYS) is not None:
        yield node, f"{where} must be a mapping"


def _wrong_keys(node: yaml.MappingNode, path: Keys, where: str) -> Iterator[Place]:
    names = [key.value for key, _ in node.value]
    known = _rule(path, KEYS)
    for key, _ in node.value:
        if known is not None and key.value not in KEYS[known]:
            words = ", ".join(KEYS[known])
            yield key, f"{where} has the unknown key {key.value!r}, known: {words}"
        elif names.count(key.value) > 1:
            yield key, f"{where} has the key {key.value!r} more than once"
    needs = _rule(path, REQUIRED)
    for name, reason in (REQUIRED[needs] if needs is not None else {}).items():
        if name not in names:
            yield node, f"{'.'.join((*path, name))} is missing: {reason}"
    if path == ("phases",) and not any(
        key.value == "commands"
        for _, phase in node.value
        if isinstance(phase, yaml.MappingNode)
        for key, _ in phase.value
    ):
        yield node, "no phase has commands: there is nothing to run"


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
