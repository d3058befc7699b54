"""What is deployed to, and how traffic moves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from troposphere import And, Condition, Equals, Not, Parameter, Ref, Select, Split, Sub

from generator.templates import patterns
from generator.templates.switch import Switch

# CodeDeploy API reference, AlarmConfiguration: "A maximum of 10 alarms".
MOST_ALARMS = 10
# What stands in the places after the last alarm: nothing, by which conditions see
# that there is none, or something different in each, because validators look for
# alarms that are there twice without looking at conditions.
_NOTHING = "," * (MOST_ALARMS - 1)
_NUMBERS = "".join(f",{place}" for place in range(2, MOST_ALARMS + 1))


@dataclass(frozen=True)
class GroupInputs:
    """What is registered and passed, and the rules of the shift."""

    task_definition_family: Parameter
    task_execution_role_arn: Parameter
    task_role_arn: Parameter
    blue_target_group_name: Parameter
    green_target_group_name: Parameter
    production_listener_arn: Parameter
    test_listener_arn: Parameter
    test_traffic_wait_minutes: Parameter
    deployment_config_name: Parameter
    blue_termination_wait_minutes: Parameter
    rollback_alarm_names: Parameter
    has_task_role: Switch
    has_production_listener: Switch
    has_test_listener: Switch
    waits_for_testers: Switch
    has_rollback_alarms: Switch
    has_alarm_at: tuple[Switch, ...]

    def for_each_alarm(self, made: Callable[[Any], Any]) -> list[Any]:
        """What is made of the name of each alarm that is given."""
        return [
            given.when(made(_alarm_at(place, beyond=_NUMBERS)))
            for place, given in enumerate(self.has_alarm_at)
        ]


@dataclass(frozen=True)
class DeploymentInputs:
    """The ECS service, its container, and how it is deployed."""

    ecs_cluster_name: Parameter
    ecs_service_name: Parameter
    container_name: Parameter
    container_port: Parameter
    group: GroupInputs
    stage_rollback: Parameter
    rolls_stage_back: Switch
    label: str = "Deployment"


def deployment_inputs() -> DeploymentInputs:
    """All that a pipeline is told of what it deploys to."""
    return DeploymentInputs(
        ecs_cluster_name=ecs_cluster_name(),
        ecs_service_name=ecs_service_name(),
        container_name=container_name(),
        container_port=container_port(),
        group=group_inputs(),
        stage_rollback=Parameter(
            "StageRollback",
            Type="String",
            Default="false",
            AllowedValues=["false", "true"],
            Description="Whether CodePipeline deploys the last good revision again "
            "when the stage Deploy fails, beside CodeDeploy's own rollback",
            ConstraintDescription="true or false",
        ),
        rolls_stage_back=Switch("RollsStageBack", Equals(Ref("StageRollback"), "true")),
    )


def container_name() -> Parameter:
    """What the image is for."""
    return Parameter(
        "ContainerName",
        Type="String",
        Default="payment-service",
        Description="Container of the task definition that gets the image and the "
        "traffic",
        **patterns.ECS_NAME.required,
    )


def container_port() -> Parameter:
    """Where it listens."""
    return Parameter(
        "ContainerPort",
        Type="Number",
        Default=8080,
        MinValue=1,
        MaxValue=65535,
        Description="Port of the container that gets the traffic",
        ConstraintDescription="1 to 65535",
    )


def ecs_cluster_name() -> Parameter:
    """Where the service runs."""
    return Parameter(
        "EcsClusterName",
        Type="String",
        Description="ECS cluster of the service",
        **patterns.ECS_NAME.required,
    )


def ecs_service_name() -> Parameter:
    """What is deployed to."""
    return Parameter(
        "EcsServiceName",
        Type="String",
        Description="ECS service that is deployed to; its deployment controller is "
        "DeploymentController",
        **patterns.ECS_NAME.required,
    )


def group_inputs() -> GroupInputs:
    """The service, both target groups and the listener exist already.

    Most is CodeDeploy's alone, see `rules.py`; ECS knows it of the service.
    """
    return GroupInputs(
        task_definition_family=Parameter(
            "TaskDefinitionFamily",
            Type="String",
            Description="Family of the task definition: the only one that the pipeline "
            "may register",
            **patterns.ECS_NAME.required,
        ),
        task_execution_role_arn=Parameter(
            "TaskExecutionRoleArn",
            Type="String",
            Description="Role by which ECS pulls the image, reads the task's secrets "
            "and writes its logs",
            **patterns.ROLE_ARN.required,
        ),
        task_role_arn=Parameter(
            "TaskRoleArn",
            Type="String",
            Default="",
            Description="Role of the container itself; empty if it has none",
            **patterns.ROLE_ARN.optional,
        ),
        blue_target_group_name=Parameter(
            "BlueTargetGroupName",
            Type="String",
            Default="",
            Description="Target group that the service is attached to now; empty with "
            "ECS",
            **patterns.TARGET_GROUP.optional,
        ),
        green_target_group_name=Parameter(
            "GreenTargetGroupName",
            Type="String",
            Default="",
            Description="Its twin, which takes the next version; empty with ECS",
            **patterns.TARGET_GROUP.optional,
        ),
        production_listener_arn=Parameter(
            "ProductionListenerArn",
            Type="String",
            Default="",
            Description="Listener of the production traffic, which CodeDeploy shifts; "
            "empty with ECS",
            **patterns.LISTENER_ARN.optional,
        ),
        test_listener_arn=Parameter(
            "TestListenerArn",
            Type="String",
            Default="",
            Description="Listener by which the next version can be tested before the "
            "traffic shifts; empty for none",
            **patterns.LISTENER_ARN.optional,
        ),
        test_traffic_wait_minutes=Parameter(
            "TestTrafficWaitMinutes",
            Type="Number",
            Default=0,
            MinValue=0,
            # CodeDeploy User Guide, "Quotas": as for the old version's end.
            MaxValue=2800,
            Description="With a test listener, how long the next version waits there "
            "for somebody to continue the deployment, which stops otherwise; 0 to go "
            "on at once",
            ConstraintDescription="0 to 2800 minutes",
        ),
        deployment_config_name=Parameter(
            "DeploymentConfigName",
            Type="String",
            Default="CodeDeployDefault.ECSCanary10Percent5Minutes",
            Description="How the traffic shifts: at once, as a canary or in steps; "
            "with a Network Load Balancer only at once (ECSAllAtOnce)",
            **patterns.DEPLOYMENT_CONFIG.required,
        ),
        blue_termination_wait_minutes=Parameter(
            "BlueTerminationWaitMinutes",
            Type="Number",
            Default=5,
            MinValue=0,
            # CodeDeploy User Guide, "Quotas": 2,800 minutes.
            MaxValue=2800,
            Description="How long the old version stays after the shift: within that "
            "time a rollback is a shift back",
            ConstraintDescription="0 to 2800 minutes",
        ),
        # A string, as the subnets: a list parameter could not be limited to ten.
        rollback_alarm_names=Parameter(
            "RollbackAlarmNames",
            Type="String",
            Default="",
            Description="Up to ten CloudWatch alarms, with commas between them; any "
            "of them stops a deployment and rolls it back",
            **patterns.ALARM_NAMES.optional,
        ),
        has_task_role=Switch("HasTaskRole", Not(Equals(Ref("TaskRoleArn"), ""))),
        # Always, where CodeDeploy shifts the traffic: see `rules.py`.
        has_production_listener=Switch(
            "HasProductionListener", Not(Equals(Ref("ProductionListenerArn"), ""))
        ),
        has_test_listener=Switch(
            "HasTestListener", Not(Equals(Ref("TestListenerArn"), ""))
        ),
        waits_for_testers=Switch(
            "WaitsForTesters",
            And(
                Condition("HasTestListener"),
                Not(Equals(Ref("TestTrafficWaitMinutes"), "0")),
            ),
        ),
        has_rollback_alarms=Switch(
            "HasRollbackAlarms", Not(Equals(Ref("RollbackAlarmNames"), ""))
        ),
        has_alarm_at=tuple(
            Switch(
                f"HasRollbackAlarm{place + 1}",
                Not(Equals(_alarm_at(place, beyond=_NOTHING), "")),
            )
            for place in range(MOST_ALARMS)
        ),
    )


def _alarm_at(place: int, *, beyond: str) -> Select:
    """The alarm at a place of the list, counted from 0.

    Fn::Select fails beyond the end of a list, so `beyond` makes it long enough:
    items with a comma before each.
    """
    return Select(place, Split(",", Sub("${RollbackAlarmNames}" + beyond)))
