import pytest

from generator.findings import Finding
from tests.parameters.blue_green import TEMPLATE, listener, project, values
from tests.parameters.small_project import SmallProject


def wrong(small: SmallProject, **given: str) -> list[Finding]:
    return project(small).wrong(values("pay", **given))


def test_a_pair_with_a_test_listener_passes(small: SmallProject) -> None:
    assert wrong(small, Test=listener(7)) == []


def test_two_target_groups_that_are_one_are_found_at_the_second(
    small: SmallProject,
) -> None:
    (found,) = wrong(small, Green="pay-blue")
    assert (found.rule, found.line) == ("target-group", 7)
    assert 'both target groups of Group are "pay-blue"' in found.message


def test_a_test_through_the_production_listener_is_found(small: SmallProject) -> None:
    (found,) = wrong(small, Production=listener(7), Test=listener(7))
    assert found.rule == "listener"
    assert found.hint


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        (
            "CodeDeployDefault.ECSCanary10Percent5Minuts",
            "Did you mean CodeDeployDefault.ECSCanary10Percent5Minutes?",
        ),
        ("CodeDeployDefault.OneAtATime", "Use CodeDeployDefault.ECSLinear10Percent"),
    ],
)
def test_a_configuration_that_ecs_does_not_have_is_found(
    small: SmallProject, name: str, hint: str
) -> None:
    (found,) = wrong(small, Config=name)
    assert (found.rule, found.line) == ("deployment-config", 9)
    assert found.hint.startswith(hint)


def test_a_configuration_of_ones_own_passes(small: SmallProject) -> None:
    assert wrong(small, Config="Slowly") == []


LINEAR = "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"


@pytest.mark.parametrize("config", [{}, {"Config": LINEAR}])
def test_a_network_load_balancer_with_a_canary_is_found_at_the_listener(
    small: SmallProject, config: dict[str, str]
) -> None:
    (found,) = wrong(small, Production=listener(1, "net"), **config)
    assert (found.rule, found.line) == ("deployment-config", 8)
    assert found.message.startswith("a Network Load Balancer shifts all traffic at on")


def test_a_network_load_balancer_that_shifts_at_once_passes(
    small: SmallProject,
) -> None:
    at_once = "CodeDeployDefault.ECSAllAtOnce"
    assert wrong(small, Production=listener(1, "net"), Config=at_once) == []


def test_what_only_aws_knows_is_not_judged(small: SmallProject) -> None:
    small.template(TEMPLATE.replace("!Ref Green", "!GetAtt Other.TargetGroupName"))
    assert small.wrong(values("pay", Blue="{{resolve:ssm:/blue:1}}")) == []


@pytest.mark.parametrize(
    "odd",
    ["ECSServices: [a]", "ECSServices: {a: b}", "LoadBalancerInfo: [a]",
     "LoadBalancerInfo: {TargetGroupPairInfoList: [a, {TargetGroups: a}]}"],
)  # fmt: skip
def test_an_odd_group_is_left_to_the_lint(small: SmallProject, odd: str) -> None:
    service = "ECSServices: [{ClusterName: a, ServiceName: b}]"
    small.template(
        "Parameters: {NotificationEmail: {Type: String}}\n"
        "Resources: {G: {Type: 'AWS::CodeDeploy::DeploymentGroup',"
        f" Properties: {{{service}, {odd}}}}}}}\n"
    )
    assert small.wrong({}) == []
