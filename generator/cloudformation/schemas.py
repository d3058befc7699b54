"""What AWS publishes about each resource type, as cfn-lint ships it."""

from functools import lru_cache
from typing import Any

from cfnlint.schema import ResourceNotFoundError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER


@lru_cache(maxsize=256)
def _schema(region: str, resource_type: str) -> dict[str, Any]:
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, resource_type)
    except ResourceNotFoundError:
        return {}
    found: dict[str, Any] = schema.schema
    return found


def exists(region: str, resource_type: str) -> bool:
    """Whether CloudFormation has the type in that region."""
    return bool(_schema(region, resource_type))


def needs_replacement(region: str, resource_type: str, path: list[str]) -> str:
    """Whether a change of a property makes a new resource.

    `path` is the property's, for example `["Source", "Type"]`. The answer is
    `Always`, `Conditionally` or `Never`, as in a change set's
    RequiresRecreation (resource provider schema: createOnlyProperties and
    conditionalCreateOnlyProperties).
    """
    schema = _schema(region, resource_type)
    names = [part for part in path if not part.isdigit()]
    for key, answer in (
        ("createOnlyProperties", "Always"),
        ("conditionalCreateOnlyProperties", "Conditionally"),
    ):
        for pointer in schema.get(key, []):
            steps = [s for s in pointer.split("/")[2:] if s != "*"]
            shared = min(len(steps), len(names))
            if steps[:shared] == names[:shared]:
                return answer
    return "Never"


def name_property(region: str, resource_type: str) -> str:
    """The property that names a resource of the type, or ''."""
    kind = resource_type.rsplit("::", 1)[-1]
    found = _schema(region, resource_type).get("properties", {})
    for candidate in (f"{kind}Name", "Name"):
        if candidate in found:
            return candidate
    return ""


def identifier(region: str, resource_type: str) -> list[str]:
    """The properties that identify a resource of the type (primaryIdentifier)."""
    pointers = _schema(region, resource_type).get("primaryIdentifier", [])
    return [".".join(pointer.split("/")[2:]) for pointer in pointers]


def attributes(region: str, resource_type: str) -> list[str]:
    """What GetAtt can ask of a resource of the type (readOnlyProperties)."""
    pointers = _schema(region, resource_type).get("readOnlyProperties", [])
    return [".".join(pointer.split("/")[2:]) for pointer in pointers]


def properties(region: str, resource_type: str) -> set[str]:
    """The properties that the type has; empty when that is not known."""
    return set(_schema(region, resource_type).get("properties", {}))


def required(region: str, resource_type: str) -> list[str]:
    """The properties that the type cannot do without."""
    found: list[str] = _schema(region, resource_type).get("required", [])
    return found


# Legacy types whose `Ref` is another value than the schema's first identifier
# [CloudFormation template reference, "Return values", of each].
_REF_IS_A_NAME = ("AWS::CodeBuild::Project", "AWS::Events::Rule")


def returned(region: str, resource_type: str, attribute: str = "") -> str:
    """Whether `Ref`, or `GetAtt` with this attribute, gives an `arn`, `name` or `url`.

    Empty where it is none of them or not known. `Ref` gives the first part of the
    primary identifier [CloudFormation User Guide, "Ref"].
    """
    if not attribute and resource_type in _REF_IS_A_NAME:
        return "name"
    # What an output of a stack or an attribute of one's own type holds, nobody knows.
    if attribute.startswith("Outputs.") or not exists(region, resource_type):
        return ""
    key = attribute or next(iter(identifier(region, resource_type)), "")
    if key.endswith(("Arn", "ARN")):
        return "arn"
    if key.endswith("Url"):
        return "url"
    return "name" if key.endswith("Name") else ""
