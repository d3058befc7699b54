"""The shape of one parameter file: text -> values with lines, and mistakes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.findings import Finding
from generator.parameters.model import Place
from generator.parameters.nodes import Node, Unreadable, read_json, read_yaml
from generator.parameters.wording import nearest, shown

SECTIONS = ("Parameters", "Tags", "StackPolicy")
SHAPE = 'Write {"Parameters": {...}, "Tags": {...}}.'

# The longest file that AWS could take is 200 parameters of 4,096 bytes and a
# stack policy of 16,384 [CloudFormation quotas; API_SetStackPolicy].
LARGEST_FILE = 1_000_000
LARGEST_STACK_POLICY = 16_384


@dataclass(frozen=True)
class Document:
    """What one parameter file says, and what is wrong with how it says it."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    stack_policy: Mapping[str, Any] | None = None
    parameter_places: Mapping[str, Place] = field(default_factory=dict)
    tag_places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def document(content: bytes, file: str) -> Document:
    """Read the content of a parameter file; mistakes are findings of the result.

    `file` is the path that findings show; one that ends in .json is JSON, any
    other YAML. A list of ParameterKey and ParameterValue, as aws-cli takes it,
    is read too.
    """
    reader = _Reader(file)
    reader.read(content)
    return Document(
        {k: node.text for k, node in reader.parameters.items()},
        {k: node.text for k, node in reader.tags.items()},
        reader.stack_policy,
        {k: Place(file, node.line) for k, node in reader.parameters.items()},
        {k: Place(file, node.line) for k, node in reader.tags.items()},
        tuple(reader.findings),
    )


class _Reader:
    """Collects the values and the mistakes of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parameters: dict[str, Node] = {}
        self.tags: dict[str, Node] = {}
        self.stack_policy: Mapping[str, Any] | None = None
        self.findings: list[Finding] = []

    def wrong(self, line: int, message: str, hint: str = "") -> None:
        self.findings.append(Finding(self.file, line, "file", message, hint=hint))

    def read(self, content: bytes) -> None:
        try:
            root = _root(content, self.file)
        except Unreadable as error:
            self.wrong(error.line, error.message, error.hint)
            return
        self.repetitions(root)
        if root.kind == "list":
            self.parameters = self.cli_list(root)
        elif root.kind == "object":
            self.sections(root)
        else:
            self.wrong(root.line, f"this is a {root.kind}, not an object", SHAPE)

    def sections(self, root: Node) -> None:
        sections = self.members(root, "the file")
        for key, node in sections.items():
            if key not in SECTIONS:
                self.wrong(node.line, f"{shown(key)} is not a section", _advice(key))
            elif node.kind != "object":
                self.wrong(node.line, f"{key} is a {node.kind}, not an object", SHAPE)
            elif key == "Parameters":
                self.parameters = self.scalars(node, "parameter")
            elif key == "Tags":
                self.tags = self.scalars(node, "tag")
            else:
                self.policy(node)

    def repetitions(self, node: Node) -> None:
        """Report the keys that stand twice in one object, at any depth."""
        lines: dict[str, int] = {}
        for key, value in node.pairs:
            if key.text in lines:
                self.wrong(
                    key.line,
                    f"{shown(key.text)} is given twice, on line {lines[key.text]} too",
                    "Other tools keep one of them without a word; delete one.",
                )
            lines.setdefault(key.text, key.line)
            self.repetitions(value)
        for item in node.items:
            self.repetitions(item)

    def members(self, node: Node, where: str) -> dict[str, Node]:
        """The members of an object whose keys are text."""
        for key, _ in node.pairs:
            if key.kind in ("list", "object"):
                self.wrong(key.line, f"a key of {where} is a {key.kind}, not text")
        return {
            key.text: value
            for key, value in node.pairs
            if key.kind not in ("list", "object")
        }

    def scalars(self, node: Node, what: str) -> dict[str, Node]:
        members = self.members(node, f"the {what}s")
        return {k: v for k, v in members.items() if self.is_scalar(k, v, what)}

    def is_scalar(self, key: str, node: Node, what: str) -> bool:
        problem = _not_a_scalar(node)
        if problem:
            message, hint = problem
            self.wrong(node.line, f"{what} {shown(key)} {message}", hint)
        elif node.kind in ("number", "boolean"):
            self.unquoted(node, f"{what} {shown(key)}")
        return problem is None

    def unquoted(self, node: Node, what: str) -> None:
        """Report what other tools refuse, or what is not read as it is written."""
        quoted = f'Write it in quotes: "{node.written}"'
        if node.written.lower() != node.text:
            message = f"{what} is {node.written}, which means {node.text}"
            meant = f'{quoted}, or "{node.text}" if that is meant.'
            self.wrong(node.line, message, meant)
            return
        if self.file.endswith(".json"):
            message = f"{what} is a {node.kind}, which aws-cli refuses"
        elif node.kind == "number" and node.otherwise != node.written:
            message = f"{what} is {node.written}, which others read as {node.otherwise}"
        else:
            return
        self.findings.append(
            Finding(self.file, node.line, "file", message, "warning", f"{quoted}.")
        )

    def cli_list(self, root: Node) -> dict[str, Node]:
        parameters: dict[str, Node] = {}
        for item in root.items:
            pair = self.members(item, "the item") if item.kind == "object" else {}
            key, value = pair.get("ParameterKey"), pair.get("ParameterValue")
            if key is None or value is None or len(pair) != 2:
                self.wrong(
                    item.line,
                    "an item of the list is not a ParameterKey and a ParameterValue",
                    SHAPE,
                )
            elif self.is_scalar("ParameterKey", key, "the") and key.text in parameters:
                self.wrong(item.line, f"parameter {shown(key.text)} is given twice")
            elif self.is_scalar(key.text, value, "parameter"):
                parameters[key.text] = value
        return parameters

    def policy(self, node: Node) -> None:
        policy = node.plain()
        size = len(json.dumps(policy).encode())
        if not isinstance(policy.get("Statement"), list):
            self.wrong(
                node.line,
                "StackPolicy has no list called Statement",
                'Write {"Statement": [{"Effect": ..., "Action": ..., ...}]}.',
            )
        elif size > LARGEST_STACK_POLICY:
            self.wrong(
                node.line,
                f"StackPolicy has {size:,} bytes; AWS takes {LARGEST_STACK_POLICY:,}",
            )
        else:
            self.stack_policy = policy


def _root(content: bytes, file: str) -> Node:
    if len(content) > LARGEST_FILE:
        raise Unreadable(
            1, f"it has {len(content):,} bytes; at most {LARGEST_FILE:,} are read"
        )
    if content.startswith(b"\xef\xbb\xbf"):
        raise Unreadable(
            1,
            "it begins with a byte order mark, which aws-cli refuses",
            'Save it as "UTF-8", not "UTF-8 with BOM".',
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            line, "it is not UTF-8 text", "Save it in that encoding."
        ) from None
    if not text.strip():
        raise Unreadable(1, "it is empty", SHAPE)
    return read_json(text) if file.endswith(".json") else read_yaml(text)


def _not_a_scalar(node: Node) -> tuple[str, str] | None:
    if node.kind == "list":
        return "is a list", 'Write one string, the items parted by commas: "a,b".'
    if node.kind == "object":
        return "is an object", "CloudFormation takes one string."
    if node.kind == "null":
        return "has no value", "Leave the key out, or write an empty string."
    if any("\ud800" <= char <= "\udfff" for char in node.text):
        return "holds half a character (a lone surrogate)", "Write it in full."
    return None


def _advice(key: str) -> str:
    if key == "$schema":
        return "Name the schema in the editor's settings: docs/parameter-files.md."
    near = nearest(key, SECTIONS)
    return f'Did you mean "{near}"?' if near else SHAPE
