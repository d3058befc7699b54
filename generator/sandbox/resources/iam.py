"""IAM roles, and policies that are attached to them."""

import json
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from generator.cloudformation.partitions import partition_of
from generator.sandbox.resources.kind import Kind, Made, Order


def _create_role(order: Order) -> Made:
    wanted = order.properties
    optional = {
        key: wanted[key]
        for key in ("Description", "MaxSessionDuration", "PermissionsBoundary", "Tags")
        if wanted.get(key)
    }
    order.client.create_role(
        RoleName=order.name("RoleName"),
        Path=wanted.get("Path", "/"),
        AssumeRolePolicyDocument=json.dumps(wanted["AssumeRolePolicyDocument"]),
        **optional,
    )
    return _update_role(order, order.name("RoleName"))


def _update_role(order: Order, name: str) -> Made:
    client, wanted = order.client, order.properties
    client.update_assume_role_policy(
        RoleName=name, PolicyDocument=json.dumps(wanted["AssumeRolePolicyDocument"])
    )
    if wanted.get("PermissionsBoundary"):
        client.put_role_permissions_boundary(
            RoleName=name, PermissionsBoundary=wanted["PermissionsBoundary"]
        )
    policies = {
        p["PolicyName"]: p["PolicyDocument"] for p in wanted.get("Policies", [])
    }
    for policy, document in policies.items():
        client.put_role_policy(
            RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document)
        )
    for policy in client.list_role_policies(RoleName=name)["PolicyNames"]:
        if policy not in policies:
            client.delete_role_policy(RoleName=name, PolicyName=policy)
    managed = set(wanted.get("ManagedPolicyArns", []))
    for arn in _attached_policies(client, name) - managed:
        client.detach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in sorted(managed - _attached_policies(client, name)):
        _publish(order, arn)
        client.attach_role_policy(RoleName=name, PolicyArn=arn)
    role = client.get_role(RoleName=name)["Role"]
    return Made(name, {"Arn": role["Arn"], "RoleId": role["RoleId"]})


def _publish(order: Order, arn: str) -> None:
    """Let the account have AWS's own policy of that ARN.

    moto can load all 1,400 of them into every account; that takes two seconds.
    """
    partition = partition_of(order.region).name
    backend = iam_backends[order.account][partition]
    name = arn.rsplit("/", 1)[-1]
    if ":iam::aws:policy/" in arn and name in _published():
        policy = AWSManagedPolicy.from_data(
            name, order.account, partition, _published()[name]
        )
        backend.managed_policies.setdefault(policy.arn, policy)


@cache
def _published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(aws_managed_policies_data)
    return found


def _attached_policies(client: Any, name: str) -> set[str]:
    found = client.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {policy["PolicyArn"] for policy in found}


def _delete_role(order: Order, name: str) -> None:
    client = order.client
    for policy in client.list_role_policies(RoleName=name)["PolicyNames"]:
        client.delete_role_policy(RoleName=name, PolicyName=policy)
    for arn in _attached_policies(client, name):
        client.detach_role_policy(RoleName=name, PolicyArn=arn)
    client.delete_role(RoleName=name)


def _put_policy(order: Order, _: str = "") -> Made:
    name = order.properties["PolicyName"]
    for role in order.properties.get("Roles", []):
        order.client.put_role_policy(
            RoleName=role,
            PolicyName=name,
            PolicyDocument=json.dumps(order.properties["PolicyDocument"]),
        )
    return Made(name, {"Id": name})


def _delete_policy(order: Order, name: str) -> None:
    for role in order.properties.get("Roles", []):
        order.client.delete_role_policy(RoleName=role, PolicyName=name)


def _create_managed(order: Order) -> Made:
    client = order.client
    arn = client.create_policy(
        PolicyName=order.name("ManagedPolicyName"),
        Path=order.properties.get("Path", "/"),
        PolicyDocument=json.dumps(order.properties["PolicyDocument"]),
    )["Policy"]["Arn"]
    for role in order.properties.get("Roles", []):
        client.attach_role_policy(RoleName=role, PolicyArn=arn)
    return Made(arn, {"PolicyArn": arn})


def _delete_managed(order: Order, arn: str) -> None:
    client = order.client
    for role in order.properties.get("Roles", []):
        client.detach_role_policy(RoleName=role, PolicyArn=arn)
    client.delete_policy(PolicyArn=arn)


ROLE = Kind("iam", _create_role, _delete_role, _update_role)
POLICY = Kind("iam", _put_policy, _delete_policy)
MANAGED_POLICY = Kind("iam", _create_managed, _delete_managed)
