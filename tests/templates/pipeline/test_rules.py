"""CloudFormation refuses parameters that do not go together."""

from collections.abc import Mapping

import pytest

from generator.cloudformation.assertions import broken_assertions
from tests.templates.stack import (
    ALARMED,
    BY_ECS,
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
    "given", [{}, VPC, TESTED, CONNECTED, TOKEN, EVERYTHING, BY_ECS], ids=str
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


@pytest.mark.parametrize("name", sorted(set(BY_ECS) - {"DeploymentController"}))
def test_codedeploy_needs_what_it_shifts(name: str) -> None:
    assert refused({name: ""}) == {"CodeDeployHasWhatItShifts"}


# One value of each parameter that is CodeDeploy's alone.
CODE_DEPLOYS = {
    **{name: REQUIRED[name] for name in sorted(set(BY_ECS) & set(REQUIRED))},
    **TESTED,
    **HOOKED,
    **ALARMED,
    "TestTrafficWaitMinutes": "10",
    "DeploymentConfigName": "CodeDeployDefault.ECSAllAtOnce",
    "BlueTerminationWaitMinutes": "60",
}


@pytest.mark.parametrize("name", CODE_DEPLOYS)
def test_ecs_is_given_nothing_that_would_do_nothing(name: str) -> None:
    given = {name: CODE_DEPLOYS[name]}
    if name == "AfterAllowTestTrafficHook":
        given |= TESTED
    assert refused(BY_ECS, given) == {"EcsShiftsByItself"}


def test_the_limit_of_ecs_is_not_given_to_codedeploy() -> None:
    minutes = {"DeploymentTimeoutMinutes": "30"}
    assert refused(minutes) == {"EcsAlonePutsALimit"}
    assert refused(BY_ECS, minutes) == set()


def test_a_refusal_names_a_parameter_and_what_to_do() -> None:
    for rule in template()["Rules"].values():
        for each in rule["Assertions"]:
            what, _, remedy = each["AssertDescription"].partition(": ")
            assert any(name in what for name in template()["Parameters"])
            assert remedy
