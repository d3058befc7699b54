"""A template is taken apart once: cfn-lint gets the nodes that were read."""

from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode import decode_str

from generator.cloudformation.document import parse, read
from generator.errors import UsageError
from generator.lint_nodes import nodes
from tests.checkout import ROOT
from tests.parameters.small_project import TEMPLATE

FRAGMENTS = sorted(
    path
    for folder in ("templates_out", "tests")
    for path in (ROOT / folder).rglob("*.yaml")
    if "\nResources:" in path.read_text()
)
ODD = {
    "tabs": '{"Resources": {\n\t"A":\t{"Type": "T"}}}',
    "json": '{"Resources": {"A": {"Type": "T", "Properties": {"A": [1, true]}}}}',
    "escaped slash": '{"Resources": {"A": {"Type": "a\\/b"}}}',
    "alias": "Resources:\n  A: &a {Type: T}\n  B: *a\n",
    "small": TEMPLATE,
    "merge": "Resources:\n  A: {Type: T, <<: {Type: U, B: 1}}\n",
    "short": "Resources:\n  A:\n    Type: T\n    P: [!GetAtt A.B.C, !GetAtt [A, B], "
    "!Sub ['${A}', {A: 1}], !If [C, !Ref A, 2], !Condition C, !Transform {Name: x}]\n",
    "scalars": "A: 2010-09-09\nB: 1.0\nC: 0x10\nD: ~\nE: yes\nF: |\n  a\n  b\n\n",
}


def marked(value: Any) -> Any:
    """Kind, marks and content, all the way down."""
    marks = [
        (mark.line, mark.column) if mark else None
        for mark in (getattr(value, f"{end}_mark", None) for end in ("start", "end"))
    ]
    if isinstance(value, dict):
        content: Any = [(marked(k), marked(v)) for k, v in value.items()]
    elif isinstance(value, list):
        content = [marked(item) for item in value]
    else:
        content = value
    merged = getattr(value, "using_merge", None)
    return type(value).__name__, marks, merged, content


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.stem)
def test_the_nodes_are_those_that_cfn_lint_makes_itself(path: Path) -> None:
    expected, matches = decode_str(path.read_text())
    assert not matches
    assert marked(expected) == marked(nodes(read(path)))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_ways_to_write_make_no_difference(text: str) -> None:
    expected, matches = decode_str(text)
    assert not matches
    found = nodes(parse(text))
    assert marked(found) == marked(expected)
    aliases = getattr(expected, "yaml_aliases", None)
    assert getattr(found, "yaml_aliases", None) == aliases


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources:\n  A: {}\n  A: {}\n", ":2 Duplicate found 'A' (line 2)"),
        ("Resources:\n  ~: {}\n", ":2 Null key '~' not supported (line 2)"),
    ],
)
def test_what_cfn_lint_does_not_accept_is_told_with_its_line(
    text: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        nodes(parse(text, Path("templates_out/a.yaml")))
    assert caught.value.message == f"templates_out/a.yaml{message}."
    assert caught.value.hint
