"""How many tasks run."""

from dataclasses import dataclass

from troposphere import Sub
from troposphere import applicationautoscaling as scaling

from generator.templates.service.inputs import Inputs
from generator.templates.service.tasks import Tasks

DESIRED_COUNT = "ecs:service:DesiredCount"


@dataclass(frozen=True)
class Scaling:
    """Between the least and the most, by the use of the CPU."""

    scalable_target: scaling.ScalableTarget
    scaling_policy: scaling.ScalingPolicy


def service_scaling(*, inputs: Inputs, tasks: Tasks) -> Scaling:
    """Scaling in waits while a deployment goes on.

    Application Auto Scaling sees to that itself; scaling out goes on (ECS
    Developer Guide, "Troubleshooting service auto scaling in Amazon ECS"). Its
    service-linked role is made with the first target of an account.
    """
    deployment = inputs.deployment
    target = scaling.ScalableTarget(
        "ScalableTarget",
        ServiceNamespace="ecs",
        ScalableDimension=DESIRED_COUNT,
        ResourceId=Sub(
            f"service/${{{tasks.cluster.title}}}/${{{tasks.service.title}.Name}}"
        ),
        MinCapacity=deployment.least_tasks.ref(),
        MaxCapacity=deployment.most_tasks.ref(),
        Tags=inputs.naming.tags(),
    )
    policy = scaling.ScalingPolicy(
        "ScalingPolicy",
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=target.ref(),
        TargetTrackingScalingPolicyConfiguration=(
            scaling.TargetTrackingScalingPolicyConfiguration(
                TargetValue=deployment.cpu_target_percent.ref(),
                PredefinedMetricSpecification=scaling.PredefinedMetricSpecification(
                    PredefinedMetricType="ECSServiceAverageCPUUtilization"
                ),
            )
        ),
    )
    return Scaling(scalable_target=target, scaling_policy=policy)
