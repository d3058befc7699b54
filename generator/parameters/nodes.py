"""JSON and YAML text -> values that remember their line."""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any, Literal, NoReturn, cast

import yaml

from generator.parameters.wording import shown

Kind = Literal["text", "number", "boolean", "null", "list", "object"]
Scan = Callable[[str, int], tuple[Any, int]]

# Deeper than anything CloudFormation takes, shallower than Python's stack.
DEEPEST = 50

_YAML_KINDS: dict[str, Kind] = {
    "tag:yaml.org,2002:int": "number",
    "tag:yaml.org,2002:float": "number",
    "tag:yaml.org,2002:bool": "boolean",
    "tag:yaml.org,2002:null": "null",
}
_YAML_TRUE = {"yes", "true", "on"}
# The one in C is ten times faster; PyYAML's wheels all have it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Exception):  # noqa: N818 - it says what the text is
    """The text is not JSON or YAML; one sentence, the line, and a hint."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


@dataclass(frozen=True)
class Node:
    """One value and its line (from 1).

    `text` is a scalar as it was spelled, so that `012` and `1.10` survive;
    booleans are `true` or `false`, `written` is how they stand there. `items`
    belong to a list, `pairs` to an object, whose keys may repeat.
    """

    line: int
    kind: Kind
    text: str = ""
    written: str = field(default="", compare=False)
    items: tuple["Node", ...] = ()
    pairs: tuple[tuple["Node", "Node"], ...] = ()

    @property
    def otherwise(self) -> str:
        """What a reader that takes a YAML number for a number makes of it."""
        return str(yaml.safe_load(self.written))

    def plain(self) -> Any:
        """The value without lines, as `json.loads` would give it."""
        if self.kind == "object":
            return {key.text: value.plain() for key, value in self.pairs}
        if self.kind == "list":
            return [item.plain() for item in self.items]
        return self.text if self.kind == "text" else _scalar(self.text)


def _scalar(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # a YAML spelling such as 0x10, or thousands of digits
        return text


class _Number(str):
    """A JSON number as it was spelled."""


class _LineDecoder(json.JSONDecoder):
    """The standard decoder, its scanner wrapped to note where a value begins."""

    def __init__(self, text: str) -> None:
        super().__init__(
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=self._refuse,
        )
        self._newlines = [i for i, char in enumerate(text) if char == "\n"]
        self.parse_object = self._object
        self.parse_array = self._array
        self.scan_once = self._located(py_make_scanner(self))

    def _located(self, scan: Scan) -> Scan:
        def located(text: str, index: int) -> tuple[Node, int]:
            value, end = scan(text, index)
            return self._node(value, bisect_right(self._newlines, index) + 1), end

        return located

    def _object(self, start: Any, strict: bool, scan: Scan, *rest: Any) -> Any:
        memo = rest[-1]
        return JSONObject(start, strict, self._located(scan), None, _Pairs, memo)

    def _array(self, start: Any, scan: Scan) -> Any:
        return JSONArray(start, self._located(scan))

    @staticmethod
    def _node(value: Any, line: int) -> Node:
        if isinstance(value, _Pairs):
            # The scanner does not tell where a key begins: its value's line.
            return Node(
                line,
                "object",
                pairs=tuple((Node(v.line, "text", k), v) for k, v in value),
            )
        if isinstance(value, list):
            return Node(line, "list", items=tuple(value))
        if isinstance(value, bool):
            return Node(line, "boolean", str(value).lower(), str(value).lower())
        if value is None:
            return Node(line, "null", "null")
        return Node(
            line, "number" if isinstance(value, _Number) else "text", value, value
        )

    @staticmethod
    def _refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not JSON")


class _Pairs(tuple[tuple[str, Node], ...]):
    """The members of a JSON object, repetitions included."""


def read_json(text: str) -> Node:
    """Read JSON.

    Raises:
        Unreadable: with the line and what is wrong there.
    """
    try:
        return cast(Node, _LineDecoder(text).decode(text))
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, *_diagnosis(text, error)) from None
    except RecursionError:
        raise Unreadable(1, "the values are nested too deeply") from None
    except ValueError as error:
        raise Unreadable(1, f"this is not JSON: {error}") from None


_KEY = re.compile(r'"([^"\\]*)"\s*:')
# The decoder's messages in other words, and what to do [CPython, json.decoder
# and json.scanner].
_MISSING = {
    "Expecting ',' delimiter": ("a comma is missing", ""),
    "Expecting ':' delimiter": ("a colon is missing after a key", ""),
    "Expecting property name enclosed in double quotes": (
        "there is no key in double quotes",
        "",
    ),
    "Expecting value": ("there is no value", 'Text stands in double quotes, "so".'),
    "Unterminated string starting at": ("a text has no closing quote", ""),
    "Invalid control character at": (
        "there is a line break or a tab within a text",
        r"Write \n or \t.",
    ),
    "Invalid \\escape": ("a backslash stands alone", r"Write \\ for one."),
    "Extra data": ("there is more after the end", "One file is one object."),
}


def _diagnosis(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    """What is wrong, in the words of somebody who mends it."""
    at = text[error.pos : error.pos + 1]
    before = text[: error.pos].rstrip()
    if at and at in "/#":
        hint = "Delete the comment, or name the file .yaml and write YAML."
        return "JSON has no comments", hint
    if at and at in "}]" and before.endswith(","):
        return "the comma before the closing bracket is one too many", ""
    if at == "'":
        return "JSON has double quotes only", 'Write "...".'
    known = next((w for m, w in _MISSING.items() if error.msg.startswith(m)), None)
    if known is None:
        return f"this is not JSON: {error.msg}", ""
    message, hint = known
    if not at and "closing quote" not in message:
        message, hint = "the file ends too early", "A closing bracket is missing."
    # Of what stands before only the key is shown: a value may be a secret.
    keys = _KEY.findall(before)
    after = f" after the value of {shown(keys[-1])}" if keys else ""
    of = f" for {shown(keys[-1])}" if keys else ""
    more = {"a comma is missing": after, "there is no value": of}.get(message, "")
    return f"this is not JSON: {message}{more}", hint


def read_yaml(text: str) -> Node:
    """Read YAML of one document, without aliases and tags.

    Raises:
        Unreadable: with the line and what is wrong there.
    """
    try:
        _refuse_aliases(yaml.parse(text, Loader=_LOADER))
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(line, f"this is not YAML: {error.problem}") from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        what = str(error).splitlines()[0]
        raise Unreadable(1, f"this is not YAML: {what}") from None
    if root is None:
        raise Unreadable(1, "there is nothing in it")
    return _yaml_node(root)


def _refuse_aliases(events: Iterator[yaml.Event]) -> None:
    depth = 0
    for event in events:
        line = cast(yaml.Mark, event.start_mark).line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(line, "YAML aliases are not read", "Write the value out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Unreadable(line, "the values are nested too deeply")


def _yaml_node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if node.tag.startswith("!"):
        raise Unreadable(
            line, f"the tag {node.tag} is not read", "Write the plain value."
        )
    if isinstance(node, yaml.MappingNode):
        pairs = tuple((_yaml_node(k), _yaml_node(v)) for k, v in node.value)
        return Node(line, "object", pairs=pairs)
    if isinstance(node, yaml.SequenceNode):
        return Node(line, "list", items=tuple(map(_yaml_node, node.value)))
    kind = _YAML_KINDS.get(node.tag, "text")
    if kind == "boolean":
        true = str(node.value.lower() in _YAML_TRUE).lower()
        return Node(line, kind, true, node.value)
    return Node(line, kind, node.value, node.value)
