"""Security groups, and the network that stacks of the sandbox find.

VPCs and subnets are there already on AWS: a template takes them by ID. Here they are
made when a resource names them, as missing secrets are.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from generator.sandbox.resources.kind import Kind, Made, Order

if TYPE_CHECKING:
    from moto.ec2.models import EC2Backend

_EVERYWHERE = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


@contextmanager
def _the_same_ids_after() -> Iterator[None]:
    """What is made in passing takes nothing from the IDs of the resource itself."""
    state = mock_random.getstate()
    try:
        yield
    finally:
        mock_random.setstate(state)


def have_vpc(order: Order, vpc_id: str) -> None:
    """See to it that the account and region have this VPC."""
    with _the_same_ids_after():
        _vpc(_backend(order), vpc_id)


def have_subnets(order: Order, subnet_ids: Iterable[str], group_ids: list[str]) -> None:
    """See to it that there are these subnets and groups, in the first group's VPC.

    The subnets are in one availability zone after the other.
    """
    with _the_same_ids_after():
        backend = _backend(order)
        vpc_id = backend.describe_security_groups(group_ids=group_ids[:1])[0].vpc_id
        for group_id in group_ids:
            _have_group(backend, group_id, vpc_id)
        for subnet_id in subnet_ids:
            _subnet(backend, subnet_id, vpc_id)


def _backend(order: Order) -> "EC2Backend":
    # Not at the top, here as below: a world without a network must not pay for the
    # second in which moto reads what machine images there are.
    from moto.ec2.models import ec2_backends

    backend: EC2Backend = ec2_backends[order.account][order.region]
    return backend


def _have_group(backend: "EC2Backend", group_id: str, vpc_id: str) -> None:
    from moto.ec2.models.security_groups import SecurityGroup

    groups = backend.groups[vpc_id]
    if group_id not in groups:
        groups[group_id] = SecurityGroup(
            backend, group_id, group_id, "There already", vpc_id=vpc_id
        )


def _vpc(backend: "EC2Backend", vpc_id: str) -> None:
    from moto.ec2.models.vpcs import VPC

    if vpc_id not in backend.vpcs:
        backend.vpcs[vpc_id] = VPC(backend, vpc_id, "10.0.0.0/16", is_default=False)
        backend.create_route_table(vpc_id, main=True)
        backend.create_network_acl(vpc_id, default=True)


def _subnet(backend: "EC2Backend", subnet_id: str, vpc_id: str) -> None:
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
    from moto.ec2.models.subnets import Subnet

    if any(subnet_id in subnets for subnets in backend.subnets.values()):
        return
    of_vpc = backend.describe_subnets(filters={"vpc-id": vpc_id})
    zones = RegionsAndZonesBackend.zones[backend.region_name]
    zone = zones[len(of_vpc) % len(zones)]
    backend.subnets[zone.name][subnet_id] = Subnet(
        backend,
        subnet_id,
        vpc_id,
        f"10.0.{len(of_vpc)}.0/24",
        None,
        zone,
        default_for_az=False,
        map_public_ip_on_launch=False,
    )


def _create_group(order: Order) -> Made:
    wanted = order.properties
    have_vpc(order, str(wanted["VpcId"]))
    group = order.client.create_security_group(
        GroupName=order.name("GroupName"),
        Description=wanted["GroupDescription"],
        VpcId=wanted["VpcId"],
    )["GroupId"]
    _put_rules(order, group)
    return _group(order, group)


def _update_group(order: Order, group: str) -> Made:
    (found,) = order.client.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    for old, revoke in (
        (found["IpPermissions"], order.client.revoke_security_group_ingress),
        (found["IpPermissionsEgress"], order.client.revoke_security_group_egress),
    ):
        if old:
            revoke(GroupId=group, IpPermissions=old)
    _put_rules(order, group)
    return _group(order, group)


def _put_rules(order: Order, group: str) -> None:
    client, wanted = order.client, order.properties
    ingress = wanted.get("SecurityGroupIngress", [])
    egress = wanted.get("SecurityGroupEgress", [])
    if ingress:
        client.authorize_security_group_ingress(
            GroupId=group, IpPermissions=[_permission(rule) for rule in ingress]
        )
    if egress:
        # The rule that lets everything out goes when there is another one.
        client.revoke_security_group_egress(GroupId=group, IpPermissions=_EVERYWHERE)
        client.authorize_security_group_egress(
            GroupId=group, IpPermissions=[_permission(rule) for rule in egress]
        )
    if wanted.get("Tags"):
        client.create_tags(Resources=[group], Tags=wanted["Tags"])


def _permission(rule: Any) -> dict[str, Any]:
    other = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    described = {"Description": rule["Description"]} if rule.get("Description") else {}
    return {
        "IpProtocol": rule["IpProtocol"],
        "FromPort": int(rule["FromPort"]),
        "ToPort": int(rule["ToPort"]),
        **(
            {"UserIdGroupPairs": [{"GroupId": other, **described}]}
            if other
            else {"IpRanges": [{"CidrIp": rule["CidrIp"], **described}]}
        ),
    }


def _group(order: Order, group: str) -> Made:
    return Made(
        group, {"GroupId": group, "Id": group, "VpcId": str(order.properties["VpcId"])}
    )


def _delete_group(order: Order, group: str) -> None:
    order.client.delete_security_group(GroupId=group)


def _create_egress(order: Order) -> Made:
    order.client.authorize_security_group_egress(
        GroupId=order.properties["GroupId"],
        IpPermissions=[_permission(order.properties)],
    )
    return Made(order.default_name, {"Id": order.default_name})


def _delete_egress(order: Order, _: str) -> None:
    order.client.revoke_security_group_egress(
        GroupId=order.properties["GroupId"],
        IpPermissions=[_permission(order.properties)],
    )


SECURITY_GROUP = Kind("ec2", _create_group, _delete_group, _update_group)
SECURITY_GROUP_EGRESS = Kind("ec2", _create_egress, _delete_egress)
