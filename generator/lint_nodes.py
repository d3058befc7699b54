"""A template that was read, as cfn-lint's rules take it.

Import this module only when something is really linted, like `lint`.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from cfnlint.decode import decode_str
from cfnlint.decode.cfn_yaml import CfnParseError, NodeConstructor, multi_constructor
from cfnlint.decode.node import dict_node, list_node, str_node

from generator.cloudformation.document import Template, TemplateError
from generator.cloudformation.references import function
from generator.cloudformation.scope import NO_VALUE, UNKNOWN, Scope, is_known
from generator.cloudformation.values import evaluate
from generator.errors import UsageError

_MERGE = re.compile(r"""<<['"]?\s*:""")


class _Constructor(NodeConstructor):  # type: ignore[misc]
    """cfn-lint's constructor, for nodes that are composed already."""


_Constructor.add_multi_constructor("!", multi_constructor)


def nodes(template: Template) -> Any:
    """cfn-lint's mappings and lists, which know where they stand.

    Exactly what cfn-lint's own `decode` makes of the text.

    Raises:
        UsageError: cfn-lint does not accept it, for example a key given twice.
    """
    found, matches = _construct(template)
    for match in matches:
        raise UsageError(
            f"{template.path}:{match.linenumber} {match.message}.",
            "Run `python -m generator build`.",
        )
    return found


def put_in(node: Any, scope: Scope) -> Any:
    """A node with each function whose value is known replaced by the value.

    What is put in stands where the function stood. Lists and mappings are
    changed in place.
    """
    if function(node):
        value = _known(node, scope)
        return node if value is UNKNOWN else _marked(value, node)
    if isinstance(node, dict):
        for key in node:
            node[key] = put_in(node[key], scope)
    elif isinstance(node, list):
        node[:] = [put_in(item, scope) for item in node]
    return node


def _known(expression: Any, scope: Scope) -> Any:
    try:
        value = evaluate(expression, scope)
    except TemplateError:
        return UNKNOWN
    return value if is_known(value) and value is not NO_VALUE else UNKNOWN


def _marked(value: Any, node: Any) -> Any:
    marks = node.start_mark, node.end_mark
    if isinstance(value, str):
        return str_node(value, *marks)
    if isinstance(value, list):
        return list_node([_marked(item, node) for item in value], *marks)
    if isinstance(value, dict):
        pairs = value.items()
        return dict_node({_marked(k, node): _marked(v, node) for k, v in pairs}, *marks)
    return value


def _construct(template: Template) -> tuple[Any, Any]:
    if template.root is None or _is_special(template):
        found, matches = decode_str(template.text)
        return found, matches
    try:
        return _Constructor(None).construct_document(template.root), ()
    except CfnParseError as error:
        return None, error.matches


def _is_special(template: Template) -> bool:
    """Does the text have what is lost once its nodes are composed?

    Those are aliases (only the scanner sees their name), merged mappings, and
    tabs of JSON, for which cfn-lint has another reader.
    """
    text = template.text
    if "\t" in text and text.lstrip()[:1] == "{":
        return True
    return bool(_MERGE.search(text)) or _has_alias(template.root)


def _has_alias(root: yaml.Node | None) -> bool:
    """Does one node stand in two places?"""
    seen: set[int] = set()
    for node in _nodes(root):
        if id(node) in seen:
            return True
        seen.add(id(node))
    return False


def _nodes(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if node is None:
        return
    yield node
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _nodes(key)
            yield from _nodes(value)
