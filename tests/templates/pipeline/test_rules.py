"""CloudFormation refuses parameters that do not go together."""

from collections.abc import Mapping

import pytest

from generator.cloudformation.assertions import broken_assertions
from tests.templates.stack import (
    CONNECTED,
    EVERYTHING,
    HOOKED,
    REQUIRED,
    TESTED,
    VPC,
    stack,
    template,
)

TOKEN = {"OAuthTokenSecretName": "github"}


def refused(*given: Mapping[str, str]) -> set[str]:
    return {each.rule for each in broken_assertions(stack(*given).scope)}


@pytest.mark.parametrize(
    "given", [{}, VPC, TESTED, CONNECTED, TOKEN, EVERYTHING], ids=str
)
def test_what_goes_together_is_taken(given: dict[str, str]) -> None:
    assert refused(given) == set()


@pytest.mark.parametrize("name", VPC)
def test_a_vpc_is_given_whole_or_not_at_all(name: str) -> None:
    assert refused({name: VPC[name]}) == {"VpcIsWhole"}
    assert refused(VPC, {name: ""}) == {"VpcIsWhole"}


def test_blue_and_green_are_two_target_groups() -> None:
    blue = REQUIRED["BlueTargetGroupName"]
    assert refused({"GreenTargetGroupName": blue}) == {"TargetGroupsDiffer"}


def test_the_test_listener_is_not_the_production_listener() -> None:
    production = REQUIRED["ProductionListenerArn"]
    assert refused({"TestListenerArn": production}) == {"ListenersDiffer"}


def test_a_hook_for_test_traffic_needs_a_test_listener() -> None:
    assert refused(HOOKED) == {"TestHookHasTestTraffic"}
    assert refused(HOOKED, TESTED) == set()


def test_a_token_is_not_given_together_with_a_connection() -> None:
    assert refused(CONNECTED, TOKEN) == {"SourceIsReadOneWay"}


def test_a_refusal_names_a_parameter_and_what_to_do() -> None:
    for rule in template()["Rules"].values():
        for each in rule["Assertions"]:
            what, _, remedy = each["AssertDescription"].partition(": ")
            assert any(name in what for name in template()["Parameters"])
            assert remedy
