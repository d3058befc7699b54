from troposphere import Equals, NoValue, Parameter, Ref

from generator.templates.switch import Always, Switch, given

GIVEN = Parameter("ListenerArn", Type="String", Default="")
SWITCH = Switch("HasListener", Equals(Ref(GIVEN), ""))
NOTHING = NoValue.to_dict()


def test_when_is_the_value_or_nothing() -> None:
    assert SWITCH.when("x").to_dict() == {"Fn::If": ["HasListener", "x", NOTHING]}


def test_unless_is_nothing_or_the_value() -> None:
    assert SWITCH.unless("x").to_dict() == {"Fn::If": ["HasListener", NOTHING, "x"]}


def test_choose_is_one_or_the_other() -> None:
    assert SWITCH.choose("x", "y").to_dict() == {"Fn::If": ["HasListener", "x", "y"]}


def test_what_is_always_there_leaves_no_condition() -> None:
    always = Always()
    assert always.when("x") == always.choose("x", "y") == "x"
    assert given(On=always.when("x"), Off=always.unless("y")) == {"On": "x"}
    assert always.condition_of_resource == {}
    assert SWITCH.condition_of_resource == {"Condition": "HasListener"}
