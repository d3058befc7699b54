"""What the parameter file of a pipeline says of this service."""

from troposphere import Output

from generator.templates.service.alarms import Alarms
from generator.templates.service.inputs import Inputs
from generator.templates.service.load_balancer import LoadBalancer
from generator.templates.service.roles import TaskRoles
from generator.templates.service.tasks import Tasks


def outputs(
    *,
    inputs: Inputs,
    balancer: LoadBalancer,
    roles: TaskRoles,
    tasks: Tasks,
    alarms: Alarms,
) -> tuple[Output, ...]:
    """Named as the pipeline's parameters, so that each is the value of its own."""
    values = {
        "EcsClusterName": (tasks.cluster.ref(), "Cluster of the service"),
        "EcsServiceName": (tasks.service.get_att("Name"), "The service"),
        "ContainerName": (inputs.tasks.container_name.ref(), "Its container"),
        "ContainerPort": (inputs.tasks.container_port.ref(), "The container's port"),
        "TaskDefinitionFamily": (
            inputs.naming.of_service(),
            "Family of its task definitions",
        ),
        "TaskExecutionRoleArn": (
            roles.task_execution_role.get_att("Arn"),
            "Role that starts tasks",
        ),
        "TaskRoleArn": (roles.task_role.get_att("Arn"), "Role of the container"),
        "BlueTargetGroupName": (
            balancer.blue_target_group.get_att("TargetGroupName"),
            "Target group of the first version",
        ),
        "GreenTargetGroupName": (
            balancer.green_target_group.get_att("TargetGroupName"),
            "Its twin",
        ),
        "ProductionListenerArn": (
            balancer.production_listener.ref(),
            "Listener of the production traffic",
        ),
        "TestListenerArn": (
            balancer.test_listener.ref(),
            "Listener by which the next version can be tried",
        ),
        "RollbackAlarmNames": (
            alarms.joined,
            "The alarms that roll a deployment back",
        ),
        "DeploymentController": (
            inputs.deployment.deployment_controller.ref(),
            "Who shifts the traffic",
        ),
        "LoadBalancerDnsName": (
            balancer.load_balancer.get_att("DNSName"),
            "Where the service answers; the name of its record in DNS leads there",
        ),
    }
    return tuple(
        Output(name, Description=says, Value=value)
        for name, (value, says) in values.items()
    )
