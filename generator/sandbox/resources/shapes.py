"""CloudFormation's properties -> the parameters of an API, by botocore's model.

Most services take the same structure in both, spelt differently: `BuildSpec`
is `buildspec`, `ECSServices` is `ecsServices`, a number may be a string, and
tags may be a map. The service's own model says how.
"""

from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape


def api_parameters(client: Any, operation: str, properties: Any) -> dict[str, Any]:
    """The properties as the operation's parameters; what it lacks is left out.

    `operation` is the API's name, for example `CreateProject`.
    """
    model: OperationModel = client.meta.service_model.operation_model(operation)
    converted: dict[str, Any] = _convert(model.input_shape, properties)
    return converted


def _convert(shape: Shape | None, value: Any) -> Any:
    if isinstance(shape, StructureShape):
        members = {name.lower(): name for name in shape.members}
        return {
            members[key.lower()]: _convert(shape.members[members[key.lower()]], inner)
            for key, inner in value.items()
            if key.lower() in members
        }
    if isinstance(shape, ListShape):
        return [_convert(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        if isinstance(value, list):
            return {tag["Key"]: tag["Value"] for tag in value}
        return {key: _convert(shape.value, inner) for key, inner in value.items()}
    return _scalar(shape.type_name if shape else "string", value)


def _scalar(kind: str, value: Any) -> Any:
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "boolean":
        return str(value).lower() == "true"
    return str(value) if kind == "string" else value
