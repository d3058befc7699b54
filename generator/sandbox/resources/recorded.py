"""Resources that moto has no service for: remembered, but not simulated.

The stack knows them, Ref and GetAtt answer; an API of the service does not.
"""

from generator.cloudformation import schemas
from generator.sandbox.resources.kind import Kind, Made, Order


def _create(order: Order, _: str = "") -> Made:
    name = order.name(schemas.name_property(order.region, order.type))
    _, service, kind = order.type.split("::")
    arn = order.arn(service.lower(), f"{kind.lower()}/{name}")
    attributes = {
        attribute: arn
        if attribute.endswith("Arn")
        else f"https://{service.lower()}.{order.region}.{order.url_suffix}/{name}"
        if attribute.endswith("Url")
        else name
        for attribute in schemas.attributes(order.region, order.type)
    }
    physical_id = arn if order.type in _REF_IS_ARN else name
    return Made(physical_id, attributes)


def _delete(order: Order, physical_id: str) -> None:
    """Nothing was made."""


# Ref is the ARN: CloudFormation resource reference, "Return values".
_REF_IS_ARN = {
    "AWS::CodeBuild::ReportGroup",
    "AWS::CodeConnections::Connection",
    "AWS::CodePipeline::Webhook",
    "AWS::CodeStarConnections::Connection",
    "AWS::CodeStarNotifications::NotificationRule",
}

RECORDED = Kind("", _create, _delete, _create)
