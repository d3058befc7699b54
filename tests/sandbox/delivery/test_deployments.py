"""Deployments of the sandbox shift the traffic as their configuration says."""

from collections.abc import Callable
from typing import Any

import pytest

from generator.sandbox.delivery.course import of_codedeploy, of_ecs
from tests.sandbox.delivery.conftest import PLACE, Delivery
from tests.templates.stack import ALARMED

KEEPS = {
    "BlueGreenDeploymentConfiguration": {
        "TerminateBlueInstancesOnDeploymentSuccess": {"TerminationWaitTimeInMinutes": 5}
    }
}


@pytest.mark.parametrize(
    ("name", "custom", "shifts"),
    [
        ("CodeDeployDefault.ECSAllAtOnce", {}, [(1, 100)]),
        ("CodeDeployDefault.ECSCanary10Percent5Minutes", {}, [(1, 10), (6, 100)]),
        (
            "ours",
            {
                "TimeBasedLinear": {"LinearPercentage": 40, "LinearInterval": 2},
                "Type": "TimeBasedLinear",
            },
            [(1, 40), (3, 80), (5, 100)],
        ),
        (
            "ours",
            {"TimeBasedCanary": {"CanaryPercentage": "25", "CanaryInterval": "600"}},
            # No wait takes longer than ten seconds.
            [(1, 25), (11, 100)],
        ),
    ],
)
def test_codedeploy_shifts_in_the_steps_of_its_configuration(
    name: str, custom: dict[str, Any], shifts: list[tuple[float, float]]
) -> None:
    course = of_codedeploy(name, KEEPS, custom)
    assert list(course.shifts) == shifts
    assert course.ends == shifts[-1][0] + 5


def test_a_linear_shift_takes_every_step() -> None:
    name = "CodeDeployDefault.ECSLinear10PercentEvery3Minutes"
    shares = [share for _, share in of_codedeploy(name, {}, {}).shifts]
    assert shares == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


@pytest.mark.parametrize(
    ("given", "shifts"),
    [
        ({}, [(1, 100)]),
        ({"Strategy": "BLUE_GREEN"}, [(1, 100)]),
        (
            {
                "Strategy": "CANARY",
                "CanaryConfiguration": {
                    "CanaryPercent": 20,
                    "CanaryBakeTimeInMinutes": 4,
                },
            },
            [(1, 20), (5, 100)],
        ),
        (
            {
                "Strategy": "LINEAR",
                "LinearConfiguration": {
                    "StepPercent": 50,
                    "StepBakeTimeInMinutes": 3,
                },
            },
            [(1, 50), (4, 100)],
        ),
    ],
)
def test_ecs_shifts_in_the_steps_of_its_service(
    given: dict[str, Any], shifts: list[tuple[float, float]]
) -> None:
    assert list(of_ecs(given).shifts) == shifts


def weights(delivery: Delivery) -> dict[str, float]:
    codedeploy = delivery.client("codedeploy")
    name = deployment(delivery)["deploymentId"]
    (target,) = codedeploy.batch_get_deployment_targets(
        deploymentId=name, targetIds=["x"]
    )["deploymentTargets"]
    return {
        one["taskSetLabel"]: one["trafficWeight"]
        for one in target["ecsTarget"]["taskSetsInfo"]
    }


def deployment(delivery: Delivery) -> dict[str, Any]:
    codedeploy = delivery.client("codedeploy")
    group = codedeploy.get_deployment_group(
        applicationName="payment-service-app-dev",
        deploymentGroupName="payment-service-dg-dev",
    )["deploymentGroupInfo"]
    name = group["lastAttemptedDeployment"]["deploymentId"]
    found: dict[str, Any] = codedeploy.get_deployment(deploymentId=name)
    return found["deploymentInfo"]


def test_a_canary_gets_the_rest_when_it_has_stood_its_time(delivery: Delivery) -> None:
    delivery.push()
    delivery.approve()
    assert weights(delivery) == {"Blue": 100, "Green": 0}
    delivery.clock.turn(2)
    assert weights(delivery) == {"Blue": 90, "Green": 10}
    assert delivery.stage("Deploy")["latestExecution"]["status"] == "InProgress"
    delivery.clock.turn(5)
    assert weights(delivery) == {"Blue": 0, "Green": 100}
    assert deployment(delivery)["status"] == "InProgress", "the old tasks are kept"
    delivery.clock.turn(5)
    assert deployment(delivery)["status"] == "Succeeded"
    assert delivery.statuses() == ["Succeeded"]


def test_a_deployment_that_is_stopped_goes_back(delivery: Delivery) -> None:
    delivery.released()
    image = delivery.image()
    delivery.push()
    delivery.approve()
    delivery.clock.turn(7)
    assert delivery.image() != image
    delivery.client("codedeploy").stop_deployment(
        deploymentId=deployment(delivery)["deploymentId"], autoRollbackEnabled=True
    )
    told = deployment(delivery)
    assert told["status"] == "Stopped"
    assert told["errorInformation"]["code"] == "MANUAL_STOP"
    assert "sandbox/alice" in told["errorInformation"]["message"]
    assert delivery.image() == image
    assert delivery.statuses() == ["Succeeded", "Failed"]
    assert any("STOP" in text for text in delivery.mails())


@pytest.mark.parametrize(("more", "code"), [(ALARMED, "ALARM_ACTIVE"), ({}, "TIMEOUT")])
def test_a_deployment_fails_as_its_group_lets_it(
    made: Callable[..., Delivery], more: dict[str, str], code: str
) -> None:
    delivery = made(**more)
    delivery.released()
    image = delivery.image()
    delivery.released("deployment")
    told = deployment(delivery)
    assert (told["status"], told["errorInformation"]["code"]) == ("Failed", code)
    assert delivery.image() == image
    assert delivery.statuses() == ["Succeeded", "Failed"]
    # What was asked for happens once.
    delivery.client("codepipeline").retry_stage_execution(
        pipelineName="payment-service-pipeline-dev",
        stageName="Deploy",
        pipelineExecutionId=delivery.stage("Deploy")["latestExecution"][
            "pipelineExecutionId"
        ],
        retryMode="FAILED_ACTIONS",
    )
    delivery.clock.turn(60)
    assert delivery.statuses() == ["Succeeded", "Succeeded"]
    assert PLACE["services"][0] not in delivery.image()
