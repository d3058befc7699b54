import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.findings import Finding
from generator.parameters.documents import Document, document
from generator.parameters.model import Place
from tests.parameters.test_nodes import anything

FILE = "params/dev/a.small.json"


def read(text: str | bytes, file: str = FILE) -> Document:
    return document(text.encode() if isinstance(text, str) else text, file)


def only(text: str | bytes, file: str = FILE) -> Finding:
    (finding,) = read(text, file).findings
    return finding


def test_the_three_sections_are_read_with_the_line_of_each_value() -> None:
    policy = {"Statement": [{"Effect": "Allow", "Priority": 1}]}
    said = read(
        '{"Parameters": {\n"A": "x",\n"B": ""},\n"Tags": {"T": "v"},\n'
        f'"StackPolicy": {json.dumps(policy)}}}'
    )
    assert said.findings == ()
    assert said.parameters == {"A": "x", "B": ""}
    assert said.parameter_places == {"A": Place(FILE, 2), "B": Place(FILE, 3)}
    assert (said.tags, said.tag_places) == ({"T": "v"}, {"T": Place(FILE, 4)})
    assert said.stack_policy == policy


def test_numbers_and_booleans_become_strings() -> None:
    said = read('{"Parameters": {"A": 5, "B": 1.50, "C": true, "D": false}}')
    assert said.parameters == {"A": "5", "B": "1.50", "C": "true", "D": "false"}


def test_yaml_is_read_too() -> None:
    said = read("Parameters:\n  A: 012345678901\n", "params/dev/a.small.yaml")
    assert said.parameters == {"A": "012345678901"}
    assert said.parameter_places["A"].line == 2


def test_the_list_form_of_aws_cli_is_read() -> None:
    said = read('[{"ParameterKey": "A",\n"ParameterValue": "x"}]')
    assert (said.parameters, said.findings) == ({"A": "x"}, ())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "it is empty"),
        (" \n", 1, "it is empty"),
        ('{"Parameters": {}}'.encode("utf-8-sig"), 1,
         "it begins with a byte order mark, which aws-cli refuses"),
        (b'{\n"A": "\xff"}', 2, "it is not UTF-8 text"),
        ('{"Parameters": {}}'.encode("utf-16"), 1, "it is not UTF-8 text"),
        ('"text"', 1, "this is a text, not an object"),
        ('{"Parameters": []}', 1, "Parameters is a list, not an object"),
        ('{"Parameters": {"A": "x",\n"A": "y"}}', 2,
         '"A" is given twice, on line 1 too'),
        ('{"StackPolicy": {"Statement": [{"Effect": "Allow", "Effect": "Deny"}]}}', 1,
         '"Effect" is given twice, on line 1 too'),
        ('{"Parameters": {\n"A": ["x"]}}', 2, 'parameter "A" is a list'),
        ('{"Parameters": {"A": {"b": 1}}}', 1, 'parameter "A" is an object'),
        ('{"Parameters": {"A": null}}', 1, 'parameter "A" has no value'),
        ('{"Parameters": {"A": "\\ud800"}}', 1,
         'parameter "A" holds half a character (a lone surrogate)'),
        ('{"Tags": {"T": []}}', 1, 'tag "T" is a list'),
        ('{"parameters": {}}', 1, '"parameters" is not a section'),
        ('{"$schema": "x"}', 1, '"$schema" is not a section'),
        ('{"ServiceName": "x"}', 1, '"ServiceName" is not a section'),
        ('{"StackPolicy": {}}', 1, "StackPolicy has no list called Statement"),
        ('[{"ParameterKey": "A", "UsePreviousValue": true}]', 1,
         "an item of the list is not a ParameterKey and a ParameterValue"),
        ('["A=x"]', 1,
         "an item of the list is not a ParameterKey and a ParameterValue"),
        ('[{"ParameterKey": "A", "ParameterValue": "x"},'
         '{"ParameterKey": "A", "ParameterValue": "y"}]', 1,
         'parameter "A" is given twice'),
        ('[{"ParameterKey": ["A"], "ParameterValue": "x"}]', 1,
         'the "ParameterKey" is a list'),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_shape_is_told_with_its_line(
    text: str | bytes, line: int, message: str
) -> None:
    finding = only(text)
    assert (finding.file, finding.line, finding.rule) == (FILE, line, "file")
    assert finding.message == message


def test_a_list_as_a_yaml_key_is_refused() -> None:
    finding = only("Parameters:\n  ? [a]\n  : x\n", "a.small.yaml")
    assert finding.message == "a key of the parameters is a list, not text"


def test_a_file_of_two_megabytes_is_refused_unread() -> None:
    finding = only(b"{" + b" " * 2_000_000)
    assert finding.message == "it has 2,000,001 bytes; at most 1,000,000 are read"


def test_a_stack_policy_longer_than_aws_takes_is_refused() -> None:
    policy = {"Statement": ["x" * 17_000]}
    finding = only(json.dumps({"StackPolicy": policy}))
    assert finding.message == "StackPolicy has 17,019 bytes; AWS takes 16,384"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"parameters": {}}', 'Did you mean "Parameters"?'),
        ('{"$schema": "x"}',
         "Name the schema in the editor's settings: docs/parameter-files.md."),
        ('{"ServiceName": "x"}', 'Write {"Parameters": {...}, "Tags": {...}}.'),
        ('{"Parameters": {"A": ["x"]}}',
         'Write one string, the items parted by commas: "a,b".'),
    ],
)  # fmt: skip
def test_the_hint_says_what_to_write(text: str, hint: str) -> None:
    assert only(text).hint == hint


def test_control_characters_never_reach_the_terminal() -> None:
    assert "\x1b" not in only('{"\\u001b[2Jx": 1}').message


@given(anything)
def test_any_json_is_read_or_refused_in_sentences(value: Any) -> None:
    said = read(json.dumps(value))
    assert all("\n" not in finding.message for finding in said.findings)
    assert all(isinstance(v, str) for v in said.parameters.values())


@given(
    st.dictionaries(st.sampled_from(["Parameters", "Tags", "StackPolicy"]), anything)
)
def test_any_sections_are_read_or_refused(value: Any) -> None:
    for finding in read(json.dumps(value)).findings:
        assert finding.rule == "file"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for file in (FILE, "a.small.yaml"):
        assert isinstance(read(content, file), Document)


@pytest.mark.parametrize(
    "text",
    ['{"Parameters": {"Port": 8080}}',
     '[{"ParameterKey": "Port", "ParameterValue": 8080}]'],
)  # fmt: skip
def test_a_number_that_aws_cli_refuses_is_a_warning_and_is_read(text: str) -> None:
    found = document(text.encode(), "a.json")
    assert found.parameters == {"Port": "8080"}
    (finding,) = found.findings
    assert (finding.severity, finding.line) == ("warning", 1)
    assert finding.message == 'parameter "Port" is a number, which aws-cli refuses'
    assert finding.hint == 'Write it in quotes: "8080".'


def test_a_boolean_of_a_tag_is_a_warning() -> None:
    (finding,) = document(b'{"Tags": {"Own": true}}', "a.json").findings
    assert finding.message == 'tag "Own" is a boolean, which aws-cli refuses'


@pytest.mark.parametrize(("word", "value"), [("NO", "false"), ("on", "true")])
def test_a_word_that_yaml_takes_for_something_else_is_an_error(
    word: str, value: str
) -> None:
    (finding,) = document(f"Parameters:\n  Code: {word}\n".encode(), "a.yaml").findings
    assert (finding.severity, finding.line) == ("error", 2)
    assert finding.message == f'parameter "Code" is {word}, which means {value}'
    assert finding.hint == (
        f'Write it in quotes: "{word}", or "{value}" if that is meant.'
    )


@pytest.mark.parametrize(
    "value", ["true", "False", "8080", "-1", "0.5", '"010"', '"NO"', "'on'"]
)
def test_what_yaml_reads_as_it_is_written_passes(value: str) -> None:
    assert document(f"Parameters: {{A: {value}}}".encode(), "a.yaml").findings == ()


@pytest.mark.parametrize(
    ("number", "read_as"),
    [("010", "8"), ("0x10", "16"), ("1_000", "1000"), ("1.10", "1.1"), ("12:30", "750"),
     ("+5", "5"), ("012345678901", None)],
)  # fmt: skip
def test_a_number_that_others_read_as_another_is_a_warning(
    number: str, read_as: str | None
) -> None:
    found = document(f"Parameters: {{A: {number}}}".encode(), "a.yaml")
    assert found.parameters == {"A": number}
    messages = [finding.message for finding in found.findings]
    told = f'parameter "A" is {number}, which others read as {read_as}'
    assert messages == ([told] if read_as else [])
    assert all(finding.severity == "warning" for finding in found.findings)
