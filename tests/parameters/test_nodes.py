import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.parameters.nodes import Node, Unreadable, read_json, read_yaml

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(anything)
def test_json_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    text = json.dumps(value, indent=1)
    assert read_json(text).plain() == json.loads(text)


def test_values_know_their_line() -> None:
    root = read_json('{\n "a": 1,\n "b": {\n  "c": [\n   true]}}')
    (_, a), (key, b) = root.pairs
    (_, c) = b.pairs[0]
    assert (a.line, key.line, c.line, c.items[0].line) == (2, 3, 4, 5)


def test_numbers_keep_their_spelling() -> None:
    number = read_json("1.10")
    assert (number.kind, number.text) == ("number", "1.10")
    yaml_number = read_yaml("a: 012").pairs[0][1]
    assert (yaml_number.kind, yaml_number.text) == ("number", "012")


@pytest.mark.parametrize("spelling", ["yes", "True", "on"])
def test_yaml_booleans_become_true_and_false(spelling: str) -> None:
    assert read_yaml(f"a: {spelling}").pairs[0][1] == Node(1, "boolean", "true")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"a": 1,}', 1, "the comma before the closing bracket is one too many"),
        ('{"a": [1,\n]}', 2, "the comma before the closing bracket is one too many"),
        ('{\n// why\n"a": 1}', 2, "JSON has no comments"),
        ("# why\n{}", 1, "JSON has no comments"),
        ('{"a" 1}', 1, "this is not JSON: a colon is missing after a key"),
        ('{"a": "x"\n"b": 1}', 2,
         'this is not JSON: a comma is missing after the value of "a"'),
        ('{"a": [1 2]}', 1,
         'this is not JSON: a comma is missing after the value of "a"'),
        ('{"a": x}', 1, 'this is not JSON: there is no value for "a"'),
        ("{a: 1}", 1, "this is not JSON: there is no key in double quotes"),
        ("{'a': 1}", 1, "JSON has double quotes only"),
        ('{"a": "x}', 1, "this is not JSON: a text has no closing quote"),
        ('{"a": "x\ny"}', 1,
         "this is not JSON: there is a line break or a tab within a text"),
        (r'{"a": "\x"}', 1, "this is not JSON: a backslash stands alone"),
        ("{} {}", 1, "this is not JSON: there is more after the end"),
        ('{"a": 1', 1, "this is not JSON: the file ends too early"),
        ("NaN", 1, "this is not JSON: NaN is not JSON"),
        ("[" * 100_000, 1, "the values are nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_not_json_is_told_with_its_line(
    text: str, line: int, message: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_json(text)
    assert (caught.value.line, caught.value.message) == (line, message)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# only a comment", 1, "there is nothing in it"),
        ("a: 1\nb: !Ref x", 2, "the tag !Ref is not read"),
        ("a: &x 1\nb: *x", 2, "YAML aliases are not read"),
        ("a:\n\t- 1", 2,
         "this is not YAML: found character that cannot start any token"),
        ("a: 1\n---\nb: 2", 2, "this is not YAML: but found another document"),
        ("[" * 60 + "]" * 60, 1, "the values are nested too deeply"),
        ("a: \x00", 1, "this is not YAML: unacceptable character #x0000: "
         "control characters are not allowed"),
    ],
)  # fmt: skip
def test_what_is_not_plain_yaml_is_told_with_its_line(
    text: str, line: int, message: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_yaml(text)
    assert (caught.value.line, caught.value.message) == (line, message)


@given(st.text())
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    for read in (read_json, read_yaml):
        try:
            read(text).plain()
        except Unreadable as refusal:
            assert "\n" not in refusal.message
            assert refusal.line >= 1


def test_a_number_of_many_digits_is_kept_as_text() -> None:
    digits = "9" * 5000
    assert read_json(digits).plain() == digits


@pytest.mark.parametrize(
    "text", ['{"A": "hunter2" "B": 1}', '{"hunter2" "b"}', '{"A": hunter2}',
             '{"A": "hunter2', "{'A': 'hunter2'}"]
)  # fmt: skip
def test_a_value_is_not_shown_with_a_mistake(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_json(text)
    assert "hunter2" not in caught.value.message + caught.value.hint
