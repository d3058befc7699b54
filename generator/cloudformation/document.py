"""Reads a template, YAML or JSON, so that every way to write it looks the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import yaml

Section = Mapping[str, Any]

SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs", "Metadata")
_MEMBERS_ARE_MAPPINGS = ("Parameters", "Resources", "Outputs")


class TemplateError(ValueError):
    """A text is no template, or an expression in it means nothing.

    `line` counts from 1 and is 0 where no line is known.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Template:
    """A template as plain mappings and lists, functions in their long form.

    `Fn::GetAtt` always has a list, `[logical ID, attribute]`. `path` is where
    the text was read, if it came from a file.
    """

    text: str = field(repr=False)
    body: Section = field(repr=False, compare=False)
    path: Path | None = None
    root: yaml.Node | None = field(default=None, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process gets the text: the nodes of a text are no data.
        return parse, (self.text, self.path)

    @property
    def parameters(self) -> Mapping[str, Section]:
        """The declared parameters, in the template's order."""
        return self._section("Parameters")

    @property
    def mappings(self) -> Section:
        """The mappings."""
        return self._section("Mappings")

    @property
    def conditions(self) -> Section:
        """The conditions by name."""
        return self._section("Conditions")

    @property
    def resources(self) -> Mapping[str, Section]:
        """The resources by logical ID, loops of a transform left out."""
        return self._section("Resources")

    @property
    def outputs(self) -> Mapping[str, Section]:
        """The outputs by name, loops of a transform left out."""
        return self._section("Outputs")

    def _section(self, name: str) -> Section:
        members = self.body.get(name) or {}
        return {k: v for k, v in members.items() if not str(k).startswith("Fn::")}

    @cached_property
    def sha256(self) -> str:
        """Of the text as CloudFormation keeps it."""
        return digest(self.text)

    @cached_property
    def size(self) -> int:
        """Bytes of the text, as CloudFormation counts them."""
        return len(self.text.encode())

    @cached_property
    def resource_types(self) -> frozenset[str]:
        """Types of all resources."""
        return frozenset(str(each.get("Type")) for each in self.resources.values())

    @property
    def nested(self) -> bool:
        """Does it contain other stacks?"""
        return "AWS::CloudFormation::Stack" in self.resource_types

    @cached_property
    def capabilities(self) -> list[str]:
        """What has to be acknowledged for this template, and no more.

        [CloudFormation API reference, CreateChangeSet, "Capabilities"]
        """
        needed = []
        if any(kind.startswith("AWS::IAM::") for kind in self.resource_types):
            needed.append("CAPABILITY_NAMED_IAM")
        if "Transform" in self.body or self.nested or _transforms(self.body):
            needed.append("CAPABILITY_AUTO_EXPAND")
        return needed

    @cached_property
    def no_echo(self) -> frozenset[str]:
        """Names of the parameters whose values nobody may see."""
        return frozenset(
            name
            for name, declared in self.parameters.items()
            if as_text(declared.get("NoEcho", False)).strip().lower() == "true"
        )

    def default(self, parameter: str) -> str | None:
        """A parameter's default as CloudFormation takes it, or None."""
        value = self.parameters.get(parameter, {}).get("Default")
        return None if value is None else as_text(value)

    def line(self, path: Iterable[str | int]) -> int:
        """The line, from 1, of a value or the nearest thing around it.

        `path` leads to the value from the root, for example `("Resources",
        "Bucket", "Properties")`; functions are found in their short form too.
        """
        if self.root is None:
            return 1
        node, line = self.root, 1
        for step in path:
            if node.tag.startswith("!") and step == _long(node.tag[1:]):
                continue
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON, or of a text as CloudFormation keeps it."""
    if isinstance(value, str):
        # GetTemplate may drop the line at the end; nothing else may differ.
        return hashlib.sha256(value.strip().encode()).hexdigest()
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(value: Any) -> str:
    """A scalar of a template as CloudFormation takes it: a string."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_list(parameter_type: str) -> bool:
    """Does a parameter of this type hold a list, given as a string with commas?"""
    return parameter_type == "CommaDelimitedList" or parameter_type.startswith("List<")


def read(path: Path) -> Template:
    """The template in a file.

    Raises:
        OSError: there is no such file, or it may not be read.
        TemplateError: its text is no template.
    """
    try:
        return parse(path.read_bytes().decode(), path)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise TemplateError("this is not UTF-8", line) from None


def parse(text: str, path: Path | None = None) -> Template:
    """A template's text as a value; no line ending is changed.

    Raises:
        TemplateError: it is neither YAML nor JSON, or no template.
    """
    body, root = _json(text) if text.lstrip()[:1] == "{" else _yaml(text)
    template = Template(text, body, path, root)
    _check(template)
    return template


def from_body(body: Section) -> Template:
    """A template that another program has read already, in either form.

    Raises:
        TemplateError: it is no template.
    """
    template = Template(json.dumps(body, default=str), _long_forms(body))
    _check(template)
    return template


def _check(template: Template) -> None:
    """Refuse what no reader of a template could make sense of."""
    if not isinstance(template.body, Mapping):
        raise TemplateError("this is not a template: it has no sections", 1)
    for name in SECTIONS:
        section = template.body.get(name)
        if section is not None and not isinstance(section, Mapping):
            raise TemplateError(f"{name} has no members", template.line((name,)))
        if name in _MEMBERS_ARE_MAPPINGS:
            for member, value in template._section(name).items():
                if not isinstance(value, Mapping):
                    where = template.line((name, member))
                    raise TemplateError(f"{name}/{member} has no members", where)


def _json(text: str) -> tuple[Any, yaml.Node | None]:
    try:
        body = json.loads(text)
    except ValueError:
        # YAML's flow style begins with a brace too, and its message has a line.
        return _yaml(text)
    except RecursionError:
        raise TemplateError("the values are nested too deeply") from None
    try:
        # JSON has tabs between values only, where YAML wants blanks.
        root = yaml.compose(text.replace("\t", " "), Loader=_Loader)
    except yaml.YAMLError:
        root = None
    return _long_forms(body), root


def _yaml(text: str) -> tuple[Any, yaml.Node | None]:
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        body = loader.construct_document(root) if root else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise TemplateError(f"this is not YAML: {error.problem}", line) from None
    except yaml.YAMLError as error:
        what = str(error).splitlines()[0]
        raise TemplateError(f"this is not YAML: {what}") from None
    except RecursionError:
        raise TemplateError("the values are nested too deeply") from None
    except ValueError as error:  # a date or a number that does not exist
        raise TemplateError(f"this is not YAML: {error}") from None
    return _long_forms(body), root


class _Loader(yaml.CSafeLoader):
    """The safe loader, with `!Ref x` read as `{Ref: x}` and dates as text."""


def _function(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any = None
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    return {_long(suffix): value}


def _as_written(loader: _Loader, node: yaml.ScalarNode) -> Any:
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!", _function)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


def _long(suffix: str) -> str:
    return suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"


def _long_forms(value: Any) -> Any:
    """The value with every GetAtt as a list, which is its one form from here on."""
    if isinstance(value, list):
        return [_long_forms(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: inner.split(".", 1)
        if key == "Fn::GetAtt" and isinstance(inner, str)
        else _long_forms(inner)
        for key, inner in value.items()
    }


def _transforms(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_transforms, value))
    return isinstance(value, Mapping) and (
        "Fn::Transform" in value or any(map(_transforms, value.values()))
    )


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    """The line at which a child begins (its key's, if it has one), and the child."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return _line_of(key), cast(yaml.Node, value)
    if isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
        return _line_of(node.value[int(step)]), node.value[int(step)]
    return None


def _line_of(node: yaml.Node) -> int:
    return cast(int, node.start_mark.line) + 1
