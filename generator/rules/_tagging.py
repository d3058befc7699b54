"""Which types can be tagged, as the schemas that cfn-lint carries say."""

from functools import cache
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError


@cache
def tag_property(region: str, resource_type: str) -> str:
    """The property that holds the tags of this type, or an empty string.

    A schema says so in its `tagging` block. Some older ones (CodeBuild projects)
    have `Tags` and no such block; those count as well. Tags that sit deeper, in
    a specification for something else, do not.
    """
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(
            region, resource_type
        ).schema
    except ResourceNotFoundError:
        return ""
    tagging: dict[str, Any] = schema.get("tagging", {"taggable": True})
    path = tagging.get("tagProperty", "/properties/Tags")
    name = str(path).removeprefix("/properties/")
    is_there = tagging.get("taggable") and name in schema.get("properties", {})
    is_written = path not in schema.get("readOnlyProperties", [])
    return name if is_there and is_written else ""
