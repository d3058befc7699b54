"""Load balancers, their listeners and rules, and target groups."""

from typing import Any

from generator.sandbox.resources.ec2 import have_subnets, have_vpc
from generator.sandbox.resources.kind import Kind, Made, Order, Properties
from generator.sandbox.resources.shapes import api_parameters

# Names have 32 characters at most (Elastic Load Balancing API reference), so that
# CloudFormation takes so many of stack and logical ID.
_PART = 5


def _name(order: Order) -> str:
    """The name that is given, else a short one: `payme-BlueT-0411E1DEFA7C`."""
    name = order.name("Name")
    if order.properties.get("Name"):
        return name
    *stack, logical_id, unique = name.split("-")
    return f"{'-'.join(stack)[:_PART].strip('-')}-{logical_id[:_PART]}-{unique}"


def _create_load_balancer(order: Order) -> Made:
    wanted = order.properties
    have_subnets(order, wanted["Subnets"], list(wanted["SecurityGroups"]))
    parameters = api_parameters(
        order.client, "CreateLoadBalancer", {**wanted, "Name": _name(order)}
    )
    (made,) = order.client.create_load_balancer(**parameters)["LoadBalancers"]
    return _update_load_balancer(order, made["LoadBalancerArn"])


def _update_load_balancer(order: Order, arn: str) -> Made:
    client, wanted = order.client, order.properties
    have_subnets(order, wanted["Subnets"], list(wanted["SecurityGroups"]))
    attributes = wanted.get("LoadBalancerAttributes", [])
    if attributes:
        client.modify_load_balancer_attributes(
            LoadBalancerArn=arn, Attributes=attributes
        )
    client.set_subnets(LoadBalancerArn=arn, Subnets=list(wanted["Subnets"]))
    client.set_security_groups(
        LoadBalancerArn=arn, SecurityGroups=list(wanted["SecurityGroups"])
    )
    _tag(order, arn)
    (found,) = client.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]
    return Made(
        arn,
        {
            "LoadBalancerArn": arn,
            "LoadBalancerName": found["LoadBalancerName"],
            "LoadBalancerFullName": arn.split(":loadbalancer/")[1],
            "DNSName": found["DNSName"],
            "CanonicalHostedZoneID": found["CanonicalHostedZoneId"],
        },
    )


def _delete_load_balancer(order: Order, arn: str) -> None:
    order.client.delete_load_balancer(LoadBalancerArn=arn)


def _create_target_group(order: Order) -> Made:
    wanted = {**order.properties, "Name": _name(order)}
    have_vpc(order, str(wanted["VpcId"]))
    parameters = api_parameters(order.client, "CreateTargetGroup", wanted)
    (made,) = order.client.create_target_group(**parameters)["TargetGroups"]
    return _target_group(made["TargetGroupArn"])


def _update_target_group(order: Order, arn: str) -> Made:
    wanted = {**order.properties, "TargetGroupArn": arn}
    order.client.modify_target_group(
        **api_parameters(order.client, "ModifyTargetGroup", wanted)
    )
    _tag(order, arn)
    return _target_group(arn)


def _target_group(arn: str) -> Made:
    full = arn.rsplit(":", 1)[1]
    return Made(
        arn,
        {
            "TargetGroupArn": arn,
            "TargetGroupName": full.split("/")[1],
            "TargetGroupFullName": full,
        },
    )


def _delete_target_group(order: Order, arn: str) -> None:
    order.client.delete_target_group(TargetGroupArn=arn)


def _create_listener(order: Order) -> Made:
    parameters = api_parameters(order.client, "CreateListener", _listener(order))
    (made,) = order.client.create_listener(**parameters)["Listeners"]
    _put_certificates(order, made["ListenerArn"])
    return _made("ListenerArn", made["ListenerArn"])


def _update_listener(order: Order, arn: str) -> Made:
    wanted = {**_listener(order), "ListenerArn": arn}
    _put_certificates(order, arn)
    order.client.modify_listener(
        **api_parameters(order.client, "ModifyListener", wanted)
    )
    _tag(order, arn)
    return _made("ListenerArn", arn)


def _listener(order: Order) -> Properties:
    """What the API of moto is asked for."""
    return {k: v for k, v in order.properties.items() if k != "Certificates"}


def _put_certificates(order: Order, arn: str) -> None:
    """In moto's backend: the parameter files' certificates are in no ACM here."""
    # Not at the top: it reads what EC2 has, which takes a second.
    from moto.elbv2.models import elbv2_backends

    backend = elbv2_backends[order.account][order.region]
    (listener,) = backend.describe_listeners(None, [arn])
    listener.certificates = [
        each["CertificateArn"] for each in order.properties.get("Certificates", [])
    ]


def _delete_listener(order: Order, arn: str) -> None:
    order.client.delete_listener(ListenerArn=arn)


def _create_rule(order: Order) -> Made:
    parameters = api_parameters(order.client, "CreateRule", order.properties)
    (made,) = order.client.create_rule(**parameters)["Rules"]
    return _made("RuleArn", made["RuleArn"])


def _update_rule(order: Order, arn: str) -> Made:
    wanted = {**order.properties, "RuleArn": arn}
    order.client.modify_rule(**api_parameters(order.client, "ModifyRule", wanted))
    _tag(order, arn)
    return _made("RuleArn", arn)


def _actual_rule(order: Order, arn: str) -> Properties | None:
    client = order.client
    try:
        (rule,) = client.describe_rules(RuleArns=[arn])["Rules"]
    except client.exceptions.RuleNotFoundException:
        return None
    return {"Actions": [_action(each) for each in rule["Actions"]]}


def _action(found: Any) -> dict[str, Any]:
    """As a template has it: without what the service adds."""
    groups = found.get("ForwardConfig", {}).get("TargetGroups", [])
    return {"Type": found["Type"], "ForwardConfig": {"TargetGroups": groups}}


def _delete_rule(order: Order, arn: str) -> None:
    order.client.delete_rule(RuleArn=arn)


def _tag(order: Order, arn: str) -> None:
    if order.properties.get("Tags"):
        order.client.add_tags(ResourceArns=[arn], Tags=order.properties["Tags"])


def _made(attribute: str, arn: str) -> Made:
    return Made(arn, {attribute: arn})


LOAD_BALANCER = Kind(
    "elbv2", _create_load_balancer, _delete_load_balancer, _update_load_balancer
)
TARGET_GROUP = Kind(
    "elbv2", _create_target_group, _delete_target_group, _update_target_group
)
LISTENER = Kind("elbv2", _create_listener, _delete_listener, _update_listener)
LISTENER_RULE = Kind("elbv2", _create_rule, _delete_rule, _update_rule, _actual_rule)
