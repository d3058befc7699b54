"""What keeps data: log groups, KMS keys, secrets and image repositories."""

import json

from generator.sandbox.resources.kind import Kind, Made, Order
from generator.sandbox.resources.shapes import api_parameters


def _create_log_group(order: Order) -> Made:
    client, name = order.client, order.name("LogGroupName")
    wanted = {**order.properties, "LogGroupName": name}
    client.create_log_group(**api_parameters(client, "CreateLogGroup", wanted))
    return _update_log_group(order, name)


def _update_log_group(order: Order, name: str) -> Made:
    client = order.client
    days = order.properties.get("RetentionInDays")
    if days:
        client.put_retention_policy(logGroupName=name, retentionInDays=int(days))
    else:
        client.delete_retention_policy(logGroupName=name)
    return Made(name, {"Arn": order.arn("logs", f"log-group:{name}:*")})


def _delete_log_group(order: Order, name: str) -> None:
    order.client.delete_log_group(logGroupName=name)


def _create_key(order: Order) -> Made:
    client = order.client
    tags = [
        {"TagKey": tag["Key"], "TagValue": tag["Value"]}
        for tag in order.properties.get("Tags", [])
    ]
    key = client.create_key(Tags=tags)["KeyMetadata"]["KeyId"]
    return _update_key(order, key)


def _update_key(order: Order, key: str) -> Made:
    client, wanted = order.client, order.properties
    client.update_key_description(
        KeyId=key, Description=str(wanted.get("Description", ""))
    )
    client.put_key_policy(
        KeyId=key, PolicyName="default", Policy=json.dumps(wanted["KeyPolicy"])
    )
    if str(wanted.get("EnableKeyRotation", "")).lower() == "true":
        client.enable_key_rotation(KeyId=key)
    else:
        client.disable_key_rotation(KeyId=key)
    return Made(key, {"Arn": order.arn("kms", f"key/{key}"), "KeyId": key})


def _delete_key(order: Order, key: str) -> None:
    days = int(order.properties.get("PendingWindowInDays", 30))
    order.client.schedule_key_deletion(KeyId=key, PendingWindowInDays=days)


def _create_alias(order: Order) -> Made:
    name = order.properties["AliasName"]
    order.client.create_alias(
        AliasName=name, TargetKeyId=order.properties["TargetKeyId"]
    )
    return Made(name, {})


def _delete_alias(order: Order, name: str) -> None:
    order.client.delete_alias(AliasName=name)


def _create_secret(order: Order) -> Made:
    client, wanted = order.client, order.properties
    arn = client.create_secret(
        Name=order.name("Name"),
        Description=str(wanted.get("Description", "")),
        SecretString=str(wanted.get("SecretString", "generated-in-the-sandbox")),
        Tags=wanted.get("Tags", []),
    )["ARN"]
    return Made(arn, {"Id": arn})


def _delete_secret(order: Order, arn: str) -> None:
    order.client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def _create_repository(order: Order) -> Made:
    client = order.client
    wanted = {**order.properties, "repositoryName": order.name("RepositoryName")}
    made = client.create_repository(
        **api_parameters(client, "CreateRepository", wanted)
    )["repository"]
    return Made(
        made["repositoryName"],
        {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]},
    )


def _delete_repository(order: Order, name: str) -> None:
    order.client.delete_repository(repositoryName=name)


LOG_GROUP = Kind("logs", _create_log_group, _delete_log_group, _update_log_group)
KEY = Kind("kms", _create_key, _delete_key, _update_key)
ALIAS = Kind("kms", _create_alias, _delete_alias)
SECRET = Kind("secretsmanager", _create_secret, _delete_secret)
REPOSITORY = Kind("ecr", _create_repository, _delete_repository)
