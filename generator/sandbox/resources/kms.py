"""KMS keys and their aliases."""

import json

from generator.sandbox.resources.kind import Kind, Made, Order


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


KEY = Kind("kms", _create_key, _delete_key, _update_key)
ALIAS = Kind("kms", _create_alias, _delete_alias)
