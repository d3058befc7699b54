"""What is read of a service is what the stack that made it says."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from generator.deploy.state.asking import Asker, UnansweredError
from generator.discovery.discover import discover
from generator.discovery.found import Found, Missing
from generator.discovery.services import EcsService, likely, services
from generator.discovery.traffic import of_traffic
from generator.parameters.model import Environment
from generator.project import Project
from generator.sandbox import reached, sandbox
from tests.doctor.ward import TEMPLATE, Answers
from tests.odd_answers import KINDS, asked, odd
from tests.sandbox.conftest import Aws
from tests.sandbox.resources.test_service import deployed
from tests.sandbox.samples import ACCOUNT, REGION

SERVICE = EcsService("payment-service-cluster-dev", "payment-service-dev")
DEV = reached(Environment("dev", ACCOUNT, REGION))
ARN = "arn:aws:codeconnections:us-east-2:111111111111:connection/0d4e"


def connections(*statuses: str) -> dict[str, Any]:
    found = [
        {"ConnectionArn": f"{ARN}{number}", "ConnectionStatus": status}
        for number, status in enumerate(statuses)
    ]
    return {"codeconnections:list_connections": {"Connections": found}}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with sandbox(Project(tmp_path_factory.mktemp("found"))) as simulator:
        yield deployed(Aws(simulator), PlainHttp="true", CertificateArn="")


def asker(**given: Any) -> Asker:
    return Asker(Answers(sleep=lambda _: None, given={**connections(), **given}), DEV)


def found(asker: Asker, stack: str = "another") -> dict[str, Found | Missing]:
    results = discover(asker, SERVICE, stack, TEMPLATE.parameters)
    return {one.parameter: one for one in results or ()}


def values(results: dict[str, Found | Missing]) -> dict[str, str]:
    return {key: one.value for key, one in results.items() if isinstance(one, Found)}


def test_what_is_read_is_what_the_stack_says(outputs: dict[str, str]) -> None:
    wanted = {k: v for k, v in outputs.items() if k in TEMPLATE.parameters}
    said = values(found(asker(), "shop"))
    assert said == wanted
    read = values(found(asker()))
    # Which alarms are about a service, nobody but the stack knows.
    del wanted["RollbackAlarmNames"]
    assert read == wanted


def test_every_value_says_where_it_was_found(outputs: dict[str, str]) -> None:
    results = found(asker())
    assert results["EcsServiceName"] == Found(
        "EcsServiceName",
        SERVICE.name,
        f"ECS service {SERVICE.cluster}/{SERVICE.name}",
    )
    assert isinstance(results["TestListenerArn"], Found)
    assert results["TestListenerArn"].where == "listener of port 8080"
    assert isinstance(results["RollbackAlarmNames"], Missing)


def test_of_a_service_that_ecs_deploys_nothing_of_codedeploy_is_taken(
    outputs: dict[str, str],
) -> None:
    from moto.ecs.models import ecs_backends

    (service,) = ecs_backends[ACCOUNT][REGION].services.values()
    service.deployment_controller = {"type": "ECS"}
    said, read = found(asker(), "shop"), found(asker())
    service.deployment_controller = {"type": "CODE_DEPLOY"}
    for results in (said, read):
        assert "EcsServiceName" in values(results)
        left = {"BlueTargetGroupName", "ProductionListenerArn", "RollbackAlarmNames"}
        assert not left & set(results)
    assert values(read)["DeploymentController"] == "ECS"


def test_services_are_listed_and_those_of_the_name_are_likely(
    outputs: dict[str, str],
) -> None:
    there = services(asker())
    assert there == [SERVICE]
    assert likely(there, "payment-service", "dev") == [SERVICE]
    assert likely(there, "payment", "dev") == [SERVICE]
    assert likely(there, "ledger", "dev") == []
    assert services(asker(), "ledger") == []
    assert discover(asker(), EcsService("c", "s"), "another", []) is None


def test_one_finished_connection_is_taken_and_of_several_none(
    outputs: dict[str, str],
) -> None:
    def of(*statuses: str) -> Found | Missing | None:
        return found(asker(**connections(*statuses))).get("ConnectionArn")

    assert of("PENDING", "AVAILABLE") == Found(
        "ConnectionArn", f"{ARN}1", "the one connection to GitHub"
    )
    assert of("AVAILABLE", "AVAILABLE") == Missing(
        "ConnectionArn", "there are 2 connections to GitHub"
    )
    assert of("PENDING") is None


def test_what_may_not_be_seen_is_missing_and_the_rest_is_found(
    outputs: dict[str, str],
) -> None:
    refused = "AccessDeniedException"
    results = found(asker(**{"elbv2:describe_target_groups": refused}))
    assert "ProductionListenerArn" not in values(results)
    assert results["target groups and listeners"] == Missing(
        "target groups and listeners",
        f"AWS did not answer elbv2:describe_target_groups: {refused}",
    )
    assert values(results)["EcsServiceName"] == SERVICE.name


def test_an_image_in_our_ecr_names_its_repository(outputs: dict[str, str]) -> None:
    registry = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
    for image, expected in (
        (f"{registry}/payments/service:1.2", "payments/service"),
        (f"{registry}/payments@sha256:4f1d", "payments"),
        ("999900001111.dkr.ecr.us-east-2.amazonaws.com/x:1", None),
    ):
        container = {"name": "payment-service", "image": image}
        definition = {"taskDefinition": {"containerDefinitions": [container]}}
        given = {"ecs:describe_task_definition": definition}
        assert values(found(asker(**given))).get("EcrRepositoryName") == expected


BLUE, GREEN, OTHER = (
    f"arn:aws:elasticloadbalancing:us-east-2:{ACCOUNT}:targetgroup/{name}/6d0e"
    for name in ("blue", "green", "other")
)


def read(
    listeners: dict[int, list[str]], **balancer: Any
) -> dict[str, Found | Missing]:
    """What is said of a service whose listeners lead there, by port."""

    class Listeners(Asker):
        def ask(self, service: str, operation: str, **about: Any) -> Any:
            groups = listeners.get(int(about.get("ListenerArn", 0)), [])
            return {
                "describe_target_groups": {
                    "TargetGroups": [{"LoadBalancerArns": ["l"]}]
                },
                "describe_listeners": {
                    "Listeners": [
                        {"ListenerArn": str(each), "Port": each} for each in listeners
                    ]
                },
                "describe_rules": {
                    "Rules": [
                        {"Actions": [{"TargetGroupArn": group}]} for group in groups
                    ]
                },
            }[operation]

    service = {"loadBalancers": [{"targetGroupArn": BLUE, **balancer}]}
    results = of_traffic(Listeners(Answers(), DEV), service)
    return {one.parameter: one for one in results}


@pytest.mark.parametrize(
    ("listeners", "balancer", "expected"),
    [
        (
            {443: [BLUE], 8443: [GREEN]},
            {},
            {"GreenTargetGroupName": "green", "TestListenerArn": "8443"},
        ),
        (
            {443: [BLUE, GREEN], 8443: [GREEN]},
            {},
            {"GreenTargetGroupName": "green", "TestListenerArn": "8443"},
        ),
        (
            {443: [BLUE, GREEN, OTHER]},
            {"advancedConfiguration": {"alternateTargetGroupArn": GREEN}},
            {"GreenTargetGroupName": "green", "ProductionListenerArn": "443"},
        ),
        ({443: [BLUE, GREEN, OTHER]}, {}, {"GreenTargetGroupName": None}),
        ({7000: [BLUE], 7001: [BLUE]}, {}, {"ProductionListenerArn": None}),
        ({7000: [BLUE]}, {}, {"ProductionListenerArn": "7000"}),
        (
            {443: [BLUE], 8443: [BLUE], 9443: [BLUE]},
            {},
            {"TestListenerArn": None, "ProductionListenerArn": "443"},
        ),
    ],
)
def test_what_is_not_certain_is_left_to_somebody_who_knows(
    listeners: dict[int, list[str]],
    balancer: dict[str, Any],
    expected: dict[str, str | None],
) -> None:
    results = read(listeners, **balancer)
    for parameter, value in expected.items():
        one = results[parameter]
        assert (one.value if isinstance(one, Found) else None) == value
        assert not isinstance(one, Missing) or one.why


def test_a_service_with_two_load_balancers_or_none_says_so() -> None:
    for balancers in ([], [{}, {}]):
        results = of_traffic(asker(), {"loadBalancers": balancers})
        assert {type(one) for one in results} == {Missing}


def test_an_odd_answer_is_no_traceback(outputs: dict[str, str]) -> None:
    with asked() as operations:
        found(asker())
    assert "DescribeListeners" in operations
    for operation in operations:
        for kind in KINDS:
            with odd(operation, kind), suppress(UnansweredError):
                found(asker())


def test_a_classic_load_balancer_has_no_target_groups(
    outputs: dict[str, str],
) -> None:
    one = {"loadBalancerName": "old", "containerName": "app", "containerPort": 80}
    service = {"status": "ACTIVE", "loadBalancers": [one]}
    answer = {"ecs:describe_services": {"services": [service]}}
    results = found(asker(**answer))
    assert values(results)["ContainerName"] == "app"
