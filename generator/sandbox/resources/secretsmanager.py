"""Secrets."""

from generator.sandbox.resources.kind import Kind, Made, Order


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


SECRET = Kind("secretsmanager", _create_secret, _delete_secret)
