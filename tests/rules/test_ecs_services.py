"""E9938: CodeDeploy deploys a service that lets it."""

from collections.abc import Callable

import pytest

from generator.rules.ecs_services import CodedeployServiceController as Rule

CONTROLLER = "      DeploymentController: {Type: CODE_DEPLOY}\n"


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ("", "deployment controller ECS"),
        ("      DeploymentController: {Type: ECS}\n", "deployment controller ECS"),
        ("      DeploymentController: {Type: EXTERNAL}\n", "controller EXTERNAL"),
        (
            "      DeploymentController:\n"
            "        Type: !If [IsProduction, CODE_DEPLOY, ECS]\n",
            "deployment controller ECS",
        ),
    ],
)
def test_another_controller_is_found(
    new: str, problem: str, judge: Callable[[str, str], list[str]]
) -> None:
    (found,) = judge("E9938", Rule.good.replace(CONTROLLER, new))
    assert problem in found


def test_a_service_by_its_name_is_found_too(
    judge: Callable[[str, str], list[str]],
) -> None:
    named = Rule.bad.replace("!GetAtt Service.Name", "pay").replace(
        "      DesiredCount: 1\n", "      DesiredCount: 1\n      ServiceName: pay\n"
    )
    assert len(judge("E9938", named)) == 1


def test_a_service_elsewhere_or_of_a_parameter_is_not_judged(
    judge: Callable[[str, str], list[str]],
) -> None:
    assert judge("E9938", Rule.bad.replace("!GetAtt Service.Name", "other")) == []
    given = Rule.good.replace("{Type: CODE_DEPLOY}", "{Type: !Ref Given}")
    assert judge("E9938", given) == []
