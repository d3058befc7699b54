"""Alarms, and the scaling that they have done."""

from generator.sandbox.resources.kind import Kind, Made, Order
from generator.sandbox.resources.shapes import api_parameters


def _put_alarm(order: Order, _: str = "") -> Made:
    name = order.name("AlarmName")
    wanted = {**order.properties, "AlarmName": name}
    order.client.put_metric_alarm(
        **api_parameters(order.client, "PutMetricAlarm", wanted)
    )
    return Made(name, {"Arn": order.arn("cloudwatch", f"alarm:{name}")})


def _delete_alarm(order: Order, name: str) -> None:
    order.client.delete_alarms(AlarmNames=[name])


def _register(order: Order, _: str = "") -> Made:
    wanted = order.properties
    order.client.register_scalable_target(
        **api_parameters(order.client, "RegisterScalableTarget", _without_tags(order))
    )
    # CloudFormation resource reference, AWS::ApplicationAutoScaling::ScalableTarget.
    name = "|".join(
        str(wanted[key])
        for key in ("ResourceId", "ScalableDimension", "ServiceNamespace")
    )
    return Made(name, {"Id": name})


def _without_tags(order: Order) -> dict[str, object]:
    return {key: value for key, value in order.properties.items() if key != "Tags"}


def _deregister(order: Order, _: str) -> None:
    order.client.deregister_scalable_target(
        **api_parameters(order.client, "DeregisterScalableTarget", order.properties)
    )


def _target(order: Order) -> dict[str, str]:
    """What the policy scales, which its ID says."""
    resource, dimension, namespace = str(order.properties["ScalingTargetId"]).split("|")
    return {
        "ResourceId": resource,
        "ScalableDimension": dimension,
        "ServiceNamespace": namespace,
    }


def _put_policy(order: Order, _: str = "") -> Made:
    wanted = {**order.properties, **_target(order)}
    arn = order.client.put_scaling_policy(
        **api_parameters(order.client, "PutScalingPolicy", wanted)
    )["PolicyARN"]
    return Made(arn, {"Arn": arn})


def _delete_policy(order: Order, _: str) -> None:
    order.client.delete_scaling_policy(
        PolicyName=order.properties["PolicyName"], **_target(order)
    )


ALARM = Kind("cloudwatch", _put_alarm, _delete_alarm, _put_alarm)
SCALABLE_TARGET = Kind("application-autoscaling", _register, _deregister, _register)
SCALING_POLICY = Kind(
    "application-autoscaling", _put_policy, _delete_policy, _put_policy
)
