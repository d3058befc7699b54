"""What is deployed to, and how traffic moves."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class DeploymentInputs:
    """The ECS service, its load balancer and the rules of the shift."""

    ecs_cluster_name: Parameter
    ecs_service_name: Parameter
    container_name: Parameter
    container_port: Parameter
    task_definition_family: Parameter
    task_execution_role_arn: Parameter
    task_role_arn: Parameter
    blue_target_group_name: Parameter
    green_target_group_name: Parameter
    production_listener_arn: Parameter
    test_listener_arn: Parameter
    deployment_config_name: Parameter
    blue_termination_wait_minutes: Parameter
    rollback_alarm_name: Parameter
    has_task_role: Switch
    has_test_listener: Switch
    has_rollback_alarm: Switch
    label: str = "Deployment"


def deployment_inputs() -> DeploymentInputs:
    """The service, both target groups and the listener exist already."""
    return DeploymentInputs(
        ecs_cluster_name=Parameter(
            "EcsClusterName",
            Type="String",
            Description="Cluster of the service",
            **patterns.ECS_NAME.required,
        ),
        ecs_service_name=Parameter(
            "EcsServiceName",
            Type="String",
            Description="Service with deployment controller CODE_DEPLOY",
            **patterns.ECS_NAME.required,
        ),
        container_name=Parameter(
            "ContainerName",
            Type="String",
            Default="payment-service",
            Description="Container that gets image and traffic",
            **patterns.ECS_NAME.required,
        ),
        container_port=Parameter(
            "ContainerPort",
            Type="Number",
            Default=8080,
            MinValue=1,
            MaxValue=65535,
            Description="Port that gets the traffic",
            ConstraintDescription="1 to 65535",
        ),
        task_definition_family=Parameter(
            "TaskDefinitionFamily",
            Type="String",
            Description="The only family the pipeline may register",
            **patterns.ECS_NAME.required,
        ),
        task_execution_role_arn=Parameter(
            "TaskExecutionRoleArn",
            Type="String",
            Description="Execution role of the task",
            **patterns.ROLE_ARN.required,
        ),
        task_role_arn=Parameter(
            "TaskRoleArn",
            Type="String",
            Default="",
            Description="Task role, if there is one",
            **patterns.ROLE_ARN.optional,
        ),
        blue_target_group_name=Parameter(
            "BlueTargetGroupName",
            Type="String",
            Description="Target group the service is attached to",
            **patterns.TARGET_GROUP.required,
        ),
        green_target_group_name=Parameter(
            "GreenTargetGroupName",
            Type="String",
            Description="Its twin, for the next version",
            **patterns.TARGET_GROUP.required,
        ),
        production_listener_arn=Parameter(
            "ProductionListenerArn",
            Type="String",
            Description="Listener of the production traffic",
            **patterns.LISTENER_ARN.required,
        ),
        test_listener_arn=Parameter(
            "TestListenerArn",
            Type="String",
            Default="",
            Description="Listener for testers, if there is one",
            **patterns.LISTENER_ARN.optional,
        ),
        deployment_config_name=Parameter(
            "DeploymentConfigName",
            Type="String",
            Default="CodeDeployDefault.ECSCanary10Percent5Minutes",
            Description="How traffic shifts; with an NLB only ECSAllAtOnce",
            **patterns.DEPLOYMENT_CONFIG.required,
        ),
        blue_termination_wait_minutes=Parameter(
            "BlueTerminationWaitMinutes",
            Type="Number",
            Default=5,
            MinValue=0,
            # CodeDeploy User Guide, "Quotas": 2,800 minutes.
            MaxValue=2800,
            Description="How long the old version stays",
            ConstraintDescription="0 to 2800 minutes",
        ),
        rollback_alarm_name=Parameter(
            "RollbackAlarmName",
            Type="String",
            Default="",
            Description="Alarm that rolls a deployment back",
            **patterns.ALARM.optional,
        ),
        has_task_role=Switch("HasTaskRole", Not(Equals(Ref("TaskRoleArn"), ""))),
        has_test_listener=Switch(
            "HasTestListener", Not(Equals(Ref("TestListenerArn"), ""))
        ),
        has_rollback_alarm=Switch(
            "HasRollbackAlarm", Not(Equals(Ref("RollbackAlarmName"), ""))
        ),
    )
