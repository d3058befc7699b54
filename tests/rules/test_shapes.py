"""The shapes that rules want: what is not known breaks none and proves none."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.template import Template

from generator.rules._schemas import has, holds, must, must_not, required, where, within
from generator.rules._shapes import ShapeRule

COMBINING = {"allOf", "anyOf", "properties", "items", "if", "then", "else", "message"}


def problems(properties: str, shape: Any, when: Any = None) -> list[str]:
    class Judged(ShapeRule):
        """A rule. With a reason."""

        resource_types = ("AWS::SNS::Topic",)

    Judged.shape, Judged.when = shape, when or {}
    template, errors = decode_str(
        "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n"
        "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"
        f"    Properties: {properties}\n"
    )
    assert not errors, errors
    cfn = Template("template.yaml", template, ["us-east-2"])
    return [
        f"{'/'.join(map(str, match.path[3:]))}: {match.message}"
        for match in Judged().match(cfn)
    ]


ON = must("{key} is {value}", const=True)
NEVER = must_not("{key} is {value}", const="x")


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ("{A: true}", []),
        ('{A: "true"}', []),
        ("{A: !Ref P}", []),
        ("{A: false}", ["A: A is False"]),
        ('{A: "False"}', ["A: A is False"]),
        ("{}", [": no A"]),
        ("{A: !Ref AWS::NoValue}", ["A: no A"]),
        ("{A: !If [C, true, !Ref P]}", []),
        ("{A: !If [C, true, false]}", ["A/Fn::If/2: A is False"]),
        ("{A: !If [C, !Ref AWS::NoValue, true]}", ["A/Fn::If/1: no A"]),
        ("{A: !If [C, true, true], B: !If [C, 1, 2]}", []),
        ("!Ref P", []),
    ],
)
def test_a_required_value_is_found_missing_or_wrong_in_its_branch(properties, found):
    assert problems(properties, required("A", "no A", ON)) == found


@pytest.mark.parametrize(
    ("value", "count"), [("x", 1), ("y", 0), ("!Ref P", 0), ("!Sub 'x${P}'", 0)]
)
def test_an_unknown_value_is_not_what_it_must_not_be(value, count):
    assert len(problems(f"{{A: {value}}}", within("A", NEVER))) == count
    deep = {"not": has("A", const="x"), "message": "never"}
    assert len(problems(f"{{A: {value}}}", deep)) == count


def test_what_must_not_be_there_must_not_be_there_unknown_either():
    assert problems("{A: !Ref P}", within("A", must_not("no"))) == ["A: no"]
    assert problems("{A: !Ref AWS::NoValue}", within("A", must_not("no"))) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [("x", ["B: then"]), ("y", ["B: else"]), ("!Ref P", [])],
)
def test_neither_side_of_an_unknown_if_is_wanted(value, found):
    shape = where(
        has("A", const="x"),
        within("B", must_not("then")),
        within("B", must_not("else")),
    )
    assert problems(f"{{A: {value}, B: 1}}", shape) == found


@pytest.mark.parametrize(("value", "count"), [("x", 1), ("y", 0), ("!Ref P", 0)])
def test_only_what_certainly_fits_when_is_judged(value, count):
    when = has("A", const="x")
    assert len(problems(f"{{A: {value}}}", required("B", "no B"), when)) == count
    unless = {"not": has("A", enum=["y"])}
    assert len(problems(f"{{A: {value}}}", required("B", "no B"), unless)) == count


@pytest.mark.parametrize(
    ("value", "count"),
    [("[a, x]", 1), ("[a]", 0), ("[a, !Ref P]", 0), ("!Ref P", 0), ("text", 0)],
)
def test_a_list_certainly_holds_only_what_is_known(value, count):
    when = has("A", **holds({"const": "x"}))
    assert len(problems(f"{{A: {value}}}", required("B", "no B"), when)) == count


def test_parts_on_one_condition_are_judged_together():
    shape = where(has("A", const="x"), required("B", "no B"))
    together = "{A: !If [C, x, y], B: !If [C, 1, !Ref AWS::NoValue]}"
    crossed = "{A: !If [C, x, y], B: !If [C, !Ref AWS::NoValue, 1]}"
    assert problems(together, shape) == []
    assert problems(crossed, shape) == ["B/Fn::If/1: no B"]


def test_elements_are_counted_and_found_where_they_stand():
    most = must("{count} elements", maxItems=1)
    assert problems("{A: [1, !Ref P]}", within("A", most)) == ["A: 2 elements"]
    either = "{A: [1, !If [C, 2, !Ref AWS::NoValue]]}"
    assert problems(either, within("A", most)) == ["A: 2 elements"]
    inner = within("A.*.B", NEVER)
    assert problems("{A: [{B: y}, {B: x}]}", inner) == ["A/1/B: B is x"]


def schemas(schema: Any, is_condition: bool = False) -> Iterator[tuple[Any, bool]]:
    if isinstance(schema, Mapping):
        yield schema, is_condition
        for keyword in ("then", "else", "items"):
            yield from schemas(schema.get(keyword), is_condition)
        for keyword in ("if", "not", "contains"):
            yield from schemas(schema.get(keyword), True)
        for inner in schema.get("allOf", ()):
            yield from schemas(inner, is_condition)
        for inner in schema.get("anyOf", ()):
            yield from schemas(inner, True)
        for inner in schema.get("properties", {}).values():
            yield from schemas(inner, is_condition)


def test_every_schema_that_can_be_broken_has_a_message(house_rules: Rules) -> None:
    rules = [rule for rule in house_rules.values() if isinstance(rule, ShapeRule)]
    shaped = [rule for rule in rules if rule.shape]
    assert len(shaped) >= 20
    for rule in shaped:
        for schema, is_condition in schemas(rule.shape):
            if not is_condition and (schema.keys() - COMBINING or "anyOf" in schema):
                assert schema.get("message"), (rule.id, schema)
