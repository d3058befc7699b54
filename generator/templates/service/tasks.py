"""Cluster, first task definition and service."""

from dataclasses import dataclass
from typing import Any

from troposphere import Region, Sub, ecs, logs

from generator.templates.retention import RETAINED
from generator.templates.service.alarms import Alarms
from generator.templates.service.inputs import Inputs
from generator.templates.service.load_balancer import LoadBalancer
from generator.templates.service.roles import InfrastructureRole, TaskRoles
from generator.templates.service.security_groups import SecurityGroups

# So long a task may fail the load balancer's checks while it starts.
GRACE_SECONDS = 60
# nginx with a server that says nothing, but 200 to every path. `exec`, so that it is
# told when ECS stops the task.
PLACEHOLDER = (
    "echo 'server { listen ${ContainerPort}; location / { return 200; } }' "
    "> /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
)


@dataclass(frozen=True)
class Tasks:
    """What the pipeline deploys to."""

    cluster: ecs.Cluster
    task_log_group: logs.LogGroup
    task_definition: ecs.TaskDefinition
    service: ecs.Service


def tasks(
    *,
    inputs: Inputs,
    groups: SecurityGroups,
    balancer: LoadBalancer,
    roles: TaskRoles,
    infrastructure: InfrastructureRole,
    alarms: Alarms,
) -> Tasks:
    """The service has no number of tasks: that is left to scaling."""
    cluster = ecs.Cluster(
        "Cluster",
        ClusterName=inputs.naming.of("cluster"),
        ClusterSettings=[ecs.ClusterSetting(Name="containerInsights", Value="enabled")],
        Tags=inputs.naming.tags(),
    )
    log_group = logs.LogGroup(
        "TaskLogGroup",
        LogGroupName=inputs.naming.log_group(),
        RetentionInDays=inputs.alarms.log_retention_days.ref(),
        Tags=inputs.naming.tags(),
        **RETAINED,
    )
    first = _first_task_definition(inputs, roles, log_group)
    return Tasks(
        cluster=cluster,
        task_log_group=log_group,
        task_definition=first,
        service=_service(
            inputs, cluster, first, groups, balancer, infrastructure, alarms
        ),
    )


def _first_task_definition(
    inputs: Inputs, roles: TaskRoles, log_group: logs.LogGroup
) -> ecs.TaskDefinition:
    given = inputs.tasks
    port = given.container_port.ref()
    return ecs.TaskDefinition(
        "TaskDefinition",
        # A rollback may want the revision that another one took the place of.
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Retain",
        Family=inputs.naming.of_service(),
        RequiresCompatibilities=["FARGATE"],
        NetworkMode="awsvpc",
        Cpu=given.task_cpu.ref(),
        Memory=given.task_memory.ref(),
        RuntimePlatform=ecs.RuntimePlatform(
            OperatingSystemFamily="LINUX", CpuArchitecture=given.cpu_architecture.ref()
        ),
        ExecutionRoleArn=roles.task_execution_role.get_att("Arn"),
        TaskRoleArn=roles.task_role.get_att("Arn"),
        ContainerDefinitions=[
            ecs.ContainerDefinition(
                Name=given.container_name.ref(),
                Image=given.placeholder_image.ref(),
                Essential=True,
                EntryPoint=["/bin/sh", "-c"],
                Command=[Sub(PLACEHOLDER)],
                PortMappings=[ecs.PortMapping(ContainerPort=port, Protocol="tcp")],
                LogConfiguration=ecs.LogConfiguration(
                    LogDriver="awslogs",
                    Options={
                        "awslogs-group": log_group.ref(),
                        "awslogs-region": Region,
                        "awslogs-stream-prefix": "task",
                    },
                ),
            )
        ],
        Tags=inputs.naming.tags(),
    )


def _service(
    inputs: Inputs,
    cluster: ecs.Cluster,
    first: ecs.TaskDefinition,
    groups: SecurityGroups,
    balancer: LoadBalancer,
    infrastructure: InfrastructureRole,
    alarms: Alarms,
) -> ecs.Service:
    """`TaskDefinition` is the family: whatever its last revision is by then.

    CloudFormation sends every property with any update (its coverage roadmap,
    issue 1529), so that the revision of the template would put the placeholder
    back. Where CodeDeploy deploys, ECS refuses such a call (ECS API reference,
    UpdateService).
    """
    given, deployment = inputs.tasks, inputs.deployment
    by_ecs = deployment.uses_ecs
    return ecs.Service(
        "Service",
        # ECS wants the target groups to be behind a listener. What refers to the
        # rules is there with one controller only, which cfn-lint does not look at.
        Metadata={"cfn-lint": {"config": {"ignore_checks": ["W3005"]}}},
        DependsOn=[
            first.title,
            balancer.production_rule.title,
            balancer.test_rule.title,
        ],
        ServiceName=inputs.naming.of_service(),
        Cluster=cluster.ref(),
        TaskDefinition=inputs.naming.of_service(),
        LaunchType="FARGATE",
        DeploymentController=ecs.DeploymentController(
            Type=deployment.deployment_controller.ref()
        ),
        DeploymentConfiguration=by_ecs.when(_blue_green(inputs, alarms)),
        NetworkConfiguration=ecs.NetworkConfiguration(
            AwsvpcConfiguration=ecs.AwsvpcConfiguration(
                AssignPublicIp="DISABLED",
                Subnets=inputs.network.task_subnet_ids.ref(),
                SecurityGroups=groups.of_tasks,
            )
        ),
        LoadBalancers=[
            ecs.LoadBalancer(
                ContainerName=given.container_name.ref(),
                ContainerPort=given.container_port.ref(),
                TargetGroupArn=balancer.blue_target_group.ref(),
                AdvancedConfiguration=by_ecs.when(
                    ecs.AdvancedConfiguration(
                        AlternateTargetGroupArn=balancer.green_target_group.ref(),
                        ProductionListenerRule=balancer.production_rule.ref(),
                        TestListenerRule=balancer.test_rule.ref(),
                        RoleArn=infrastructure.infrastructure_role.get_att("Arn"),
                    )
                ),
            )
        ],
        HealthCheckGracePeriodSeconds=GRACE_SECONDS,
        EnableECSManagedTags=True,
        PropagateTags="SERVICE",
        Tags=inputs.naming.tags(),
    )


def _blue_green(inputs: Inputs, alarms: Alarms) -> Any:
    return ecs.DeploymentConfiguration(
        Strategy="BLUE_GREEN",
        BakeTimeInMinutes=inputs.deployment.bake_time_minutes.ref(),
        MinimumHealthyPercent=100,
        MaximumPercent=200,
        # Tasks that do not start raise no alarm; both ways work with blue/green (ECS
        # Developer Guide, "Amazon ECS deployment failure detection").
        DeploymentCircuitBreaker=ecs.DeploymentCircuitBreaker(
            Enable=True, Rollback=True
        ),
        Alarms=ecs.DeploymentAlarms(
            AlarmNames=alarms.names, Enable=True, Rollback=True
        ),
    )
