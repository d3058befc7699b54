"""A service stack over the commands: there again, updated, gone."""

from pathlib import Path
from typing import Any

from generator.project import Project
from generator.sandbox import sandbox
from tests.sandbox.conftest import Aws
from tests.sandbox.resources.test_service import BODY, deployed
from tests.templates.service.stack import BY_ECS, PLAIN, REQUIRED


def test_everything_is_there_again_in_the_next_command(tmp_path: Path) -> None:
    def seen(aws: Aws) -> dict[str, Any]:
        stack = aws.stack()
        elb = aws.client("elbv2")
        rules = [
            rule
            for balancer in elb.describe_load_balancers()["LoadBalancers"]
            for each in elb.describe_listeners(
                LoadBalancerArn=balancer["LoadBalancerArn"]
            )["Listeners"]
            for rule in elb.describe_rules(ListenerArn=each["ListenerArn"])["Rules"]
            # moto makes up the default rule's ARN anew.
            if not rule["IsDefault"]
        ]
        tasks = aws.client("ecs").list_task_definitions()["taskDefinitionArns"]
        return {"outputs": stack["Outputs"], "rules": rules, "tasks": tasks}

    with sandbox(Project(tmp_path)) as simulator:
        aws = Aws(simulator)
        deployed(aws, **PLAIN, **BY_ECS)
        # The next revision of the family, and the same again.
        given = {**REQUIRED, **PLAIN, **BY_ECS}
        aws.deploy(BODY, "UPDATE", **given, TaskCpu="512")
        before = seen(aws)
        assert [each[-2:] for each in before["tasks"]] == [":1", ":2"]
    with sandbox(Project(tmp_path)) as simulator:
        assert seen(Aws(simulator)) == before


def test_a_destroyed_service_leaves_nothing_but_its_logs(tmp_path: Path) -> None:
    with sandbox(Project(tmp_path)) as simulator:
        aws = Aws(simulator)
        deployed(aws)
        aws.client("cloudformation").delete_stack(StackName="shop")
        assert aws.client("elbv2").describe_load_balancers()["LoadBalancers"] == []
        assert aws.client("elbv2").describe_target_groups()["TargetGroups"] == []
        clusters = aws.client("ecs").describe_clusters(
            clusters=["payment-service-cluster-dev"]
        )["clusters"]
        assert {each["status"] for each in clusters} <= {"INACTIVE"}
        assert aws.client("cloudwatch").describe_alarms()["MetricAlarms"] == []
        (logs,) = aws.client("logs").describe_log_groups()["logGroups"]
        assert logs["logGroupName"] == "/ecs/payment-service-dev"


def test_codedeploys_service_takes_no_update(tmp_path: Path) -> None:
    """As ECS refuses it; the stack rolls back."""
    with sandbox(Project(tmp_path)) as simulator:
        aws = Aws(simulator)
        deployed(aws)
        stack = aws.deploy(
            BODY, "UPDATE", **{**REQUIRED, "TaskSubnetIds": "subnet-0ffffffff"}
        )
        assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
