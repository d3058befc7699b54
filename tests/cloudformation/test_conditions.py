from copy import deepcopy
from typing import Any

import pytest

from generator.cloudformation.conditions import (
    Branch,
    branches,
    choice,
    elements,
    exists,
    specialise,
    truths,
)
from generator.cloudformation.document import TemplateError, from_body
from generator.cloudformation.scope import parameter_values
from generator.cloudformation.values import names_given
from tests.cloudformation.expressions import PARAMETERS, PSEUDO, TEMPLATE

NOTHING = {"Ref": "AWS::NoValue"}
DOCUMENT = from_body(TEMPLATE)
SCOPE = names_given(DOCUMENT, {**parameter_values(DOCUMENT, PARAMETERS), **PSEUDO})


def if_(name: str, yes: Any, no: Any) -> dict[str, Any]:
    return {"Fn::If": [name, yes, no]}


def test_each_side_of_a_choice_is_a_branch_with_its_way_and_path() -> None:
    value = if_("A", "a", if_("B", "b", NOTHING))
    assert list(branches(value)) == [
        Branch("a", (("A", True),), ("Fn::If", 1)),
        Branch("b", (("A", False), ("B", True)), ("Fn::If", 2, "Fn::If", 1)),
        Branch(NOTHING, (("A", False), ("B", False)), ("Fn::If", 2, "Fn::If", 2)),
    ]


def test_a_side_that_contradicts_the_way_to_it_is_left_out() -> None:
    value = if_("A", if_("A", 1, 2), if_("A", 3, 4))
    assert [branch.value for branch in branches(value)] == [1, 4]
    assert [branch.way for branch in branches(value)] == [
        (("A", True),),
        (("A", False),),
    ]


def test_a_side_that_cannot_be_is_left_out() -> None:
    value = if_("A", if_("B", 1, 2), 3)
    found = branches(value, possible=lambda way: ("B", True) not in way)
    assert [branch.value for branch in found] == [2, 3]


def test_elements_are_taken_out_of_lists_in_all_branches() -> None:
    value = ["a", if_("A", ["b", if_("B", "c", NOTHING)], NOTHING)]
    found = list(elements(value, path=("Action",)))
    assert [each.value for each in found] == ["a", "b", "c"]
    assert found[0].path == ("Action", 0)
    assert found[2].path == ("Action", 1, "Fn::If", 1, 1, "Fn::If", 1)
    assert found[2].way == (("A", True), ("B", True))


def test_a_value_without_a_list_is_its_one_element() -> None:
    assert [each.value for each in elements("a")] == ["a"]
    assert list(elements(NOTHING)) == []


@pytest.mark.parametrize("value", ["a", {"Fn::If": ["A", 1]}, {"Fn::If": [1, 2, 3]}])
def test_what_is_no_choice_is_none(value: Any) -> None:
    assert choice(value) is None


def test_the_truths_are_the_conditions_that_are_known() -> None:
    assert truths(SCOPE) == {
        "Yes": True,
        "No": False,
        "Both": False,
        "Either": True,
        "Three": True,
        "True": True,
        "HasIds": True,
        "HasNone": True,
        "SecondIsB": True,
        "Here": True,
        "Mapped": True,
        "UnknownAndNo": False,
        "UnknownOrYes": True,
    }


def test_a_resource_exists_if_its_condition_holds() -> None:
    assert exists({}, SCOPE) is True
    assert exists({"Condition": "No"}, SCOPE) is False
    assert exists({"Condition": "Unknown"}, SCOPE) is None
    for odd in ("Nobody", ["Yes"], None):
        with pytest.raises(TemplateError, match="unresolved condition"):
            exists({"Condition": odd}, SCOPE)


def test_specialising_leaves_what_the_conditions_let_stand() -> None:
    body = {
        "Conditions": {"A": {}, "B": {}},
        "Resources": {
            "Kept": {
                "Condition": "A",
                "Properties": {"P": if_("A", [if_("B", 1, 2)], 3)},
            },
            "Gone": {"Condition": "B"},
            "After": {"DependsOn": ["Kept", "Gone"]},
        },
        "Outputs": {"Out": {"Condition": "B", "Value": 1}},
    }
    before = deepcopy(body)
    left = specialise(body, {"A": True, "B": False})
    assert left == {
        "Resources": {
            "Kept": {"Properties": {"P": [2]}},
            "After": {"DependsOn": ["Kept"]},
        },
        "Outputs": {},
    }
    assert body == before


def test_specialising_leaves_odd_members_to_others() -> None:
    odd = {"A": {"Condition": ["C"]}, "B": {"DependsOn": [["A"], {"b": 1}]}, "C": 5}
    body = {"Conditions": {"C": {}}, "Resources": odd}
    assert specialise(body, {"C": True}) == {"Resources": odd}


def test_specialising_keeps_what_is_not_known() -> None:
    body = {
        "Conditions": {"A": {}, "B": {}},
        "Resources": {"X": {"Condition": "A", "Properties": {"P": if_("A", 1, 2)}}},
    }
    assert specialise(body, {"B": True}) == body
