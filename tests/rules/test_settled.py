"""Settled resources: every scenario once, and what is known within it."""

import pytest
from cfnlint.decode import decode_str
from cfnlint.template import Template

from generator.rules._settled import constant, part, parts, settled, stated

NO_VALUE = "!Ref AWS::NoValue"


def topics(properties: str, conditions: dict[str, str], condition: str = ""):
    declared = "\n".join(f"  {name}: {text}" for name, text in conditions.items())
    parameters = "".join(f"  P{number}: {{Type: String}}\n" for number in range(12))
    template, errors = decode_str(
        f"Parameters:\n{parameters}\nConditions:\n{declared}\nResources:\n"
        f"  Topic:\n    Type: AWS::SNS::Topic\n{condition}"
        f"    Properties: {properties}\n"
    )
    assert not errors, errors
    cfn = Template("template.yaml", template, ["us-east-2"])
    return [resource.properties for resource in settled(cfn, "AWS::SNS::Topic")]


def equals(number: int) -> str:
    return f"!Equals [!Ref P{number}, a]"


CONDITIONS = {f"C{number}": equals(number) for number in range(12)}


def test_a_resource_without_conditions_is_read_once():
    [topic] = topics("{TopicName: a}", CONDITIONS)
    assert constant(part(topic, "TopicName")) == "a"


def test_every_combination_of_a_few_conditions_is_read():
    found = topics(
        "{TopicName: !If [C0, a, b], DisplayName: !If [C1, c, d]}", CONDITIONS
    )
    read = {
        (constant(part(topic, "TopicName")), constant(part(topic, "DisplayName")))
        for topic in found
    }
    assert read == {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")}
    assert len(found) == 4


def test_impossible_combinations_are_not_read():
    conditions = {"Is": equals(0), "IsNot": "!Not [!Condition Is]"}
    found = topics(
        "{TopicName: !If [Is, a, b], DisplayName: !If [IsNot, c, d]}", conditions
    )
    assert len(found) == 2


def test_the_condition_of_the_resource_holds():
    [topic] = topics("{TopicName: !If [C0, a, b]}", CONDITIONS, "    Condition: C0\n")
    assert constant(part(topic, "TopicName")) == "a"


def test_many_conditions_are_each_seen_true_and_false():
    keys = [f"K{number}: !If [C{number}, holds, fails]" for number in range(12)]
    found = topics("{" + ", ".join(keys) + "}", CONDITIONS)
    assert len(found) <= 24
    for number in range(12):
        values = {constant(part(topic, f"K{number}")) for topic in found}
        assert values == {"holds", "fails"}, number


def test_a_condition_that_is_not_declared_is_left_to_cfn_lint():
    assert topics("{TopicName: !If [Nowhere, a, b]}", CONDITIONS) == []


def test_conditions_below_other_functions_do_not_multiply():
    assert (
        len(topics("{TopicName: !Sub ['${A}', {A: !If [C0, a, b]}]}", CONDITIONS)) == 1
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("[a, b]", 2),
        ("[]", 0),
        ("!Ref AWS::NoValue", 0),
        (f"[a, !If [C0, b, {NO_VALUE}]]", {1, 2}),
        ("!Ref P0", None),
        ("[a, !Ref P0]", None),
    ],
)
def test_how_many_parts_there_are(value, expected):
    counts = {
        None if (found := parts(part(topic, "List"))) is None else len(found)
        for topic in topics(f"{{List: {value}}}", CONDITIONS)
    }
    assert counts == (expected if isinstance(expected, set) else {expected})


def test_below_an_expression_a_part_may_be_and_is_not_stated():
    [topic] = topics("{Outer: !Ref P0, Known: {Inner: 1}}", CONDITIONS)
    assert not part(topic, "Outer", "Inner").is_absent
    assert stated(topic, "Outer", "Inner").is_absent
    assert stated(topic, "Known", "Other").is_absent
    assert constant(stated(topic, "Known", "Inner")) == "1"


@pytest.mark.parametrize(
    ("value", "text"),
    [("true", "true"), ("8", "8"), ("text", "text"), ("!Ref P0", ""), ("[a]", "")],
)
def test_what_counts_as_text(value, text):
    [topic] = topics(f"{{Value: {value}}}", CONDITIONS)
    assert constant(part(topic, "Value")) == text
