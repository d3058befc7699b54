"""How conditions fall together is what cfn-lint's solver says of all of them."""

from itertools import combinations as choices

import pytest
from cfnlint.decode import decode_str
from cfnlint.template import Template

from generator.rules import _combinations
from generator.rules._combinations import combinations

TEMPLATE = """
Parameters:
  Stage: {Type: String, AllowedValues: [dev, qa, prod]}
  Key: {Type: String, Default: ""}
  Vpc: {Type: String, Default: ""}
  Topic: {Type: String, Default: ""}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsQa: !Equals [!Ref Stage, qa]
  IsProduction: !Equals [prod, !Ref Stage]
  HasKey: !Not [!Equals [!Ref Key, ""]]
  HasVpc: !Not [!Equals [!Ref Vpc, ""]]
  HasTopic: !Not [!Equals [!Ref Topic, ""]]
  IsGuarded: !And [!Condition HasVpc, !Condition IsProduction]
  HasOurTopic: !Equals [!Ref Topic, ours]
Rules:
  VpcNeedsKey:
    RuleCondition: !Not [!Equals [!Ref Vpc, ""]]
    Assertions:
      - Assert: !Not [!Equals [!Ref Key, ""]]
Resources: {}
"""


@pytest.fixture(scope="module")
def template() -> Template:
    decoded, _ = decode_str(TEMPLATE)
    return Template("template.yaml", decoded, ["us-east-2"])


def all_of(template: Template) -> list[str]:
    return list(template.template["Conditions"])


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_any_conditions_fall_together_as_the_whole_solver_says(
    template: Template, count: int
) -> None:
    for names in choices(all_of(template), count):
        asked = tuple((name, None) for name in names)
        whole = template.conditions.build_scenarios(dict(asked))
        assert combinations(template, asked) == tuple(whole)


def test_what_is_given_stays(template: Template) -> None:
    asked = (("HasKey", False), ("HasVpc", None), ("HasTopic", None))
    assert combinations(template, asked) == (
        {"HasVpc": False, "HasTopic": True, "HasKey": False},
        {"HasVpc": False, "HasTopic": False, "HasKey": False},
    )
    assert combinations(template, asked, 1) == combinations(template, asked)[:1]


def test_nothing_is_said_of_a_condition_that_is_not_declared(
    template: Template,
) -> None:
    assert combinations(template, (("HasKey", None), ("Missing", True))) == ()
    assert combinations(template, ()) == ()


def test_the_solver_is_told_of_what_is_connected_only(template: Template) -> None:
    connected = _combinations._connected(template)
    assert connected["HasKey"] == connected["HasVpc"] == connected["IsDev"]
    assert connected["HasTopic"] == connected["HasOurTopic"]
    assert connected["HasTopic"].isdisjoint(connected["HasKey"])
