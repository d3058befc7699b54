"""Log groups."""

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


LOG_GROUP = Kind("logs", _create_log_group, _delete_log_group, _update_log_group)
