"""JSON Schema of a template's parameter files, for editors."""

from collections.abc import Mapping
from typing import Any

from generator.cloudformation.document import as_text, is_list
from generator.parameters.checks.tags import LONGEST_KEY, LONGEST_VALUE, MOST_TAGS

# A dynamic reference stands for a value that is not in the file.
_REFERENCE = r"^\{\{resolve:"


def parameter_schema(template: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of `params/*/<name>.<template>.json` for one template.

    Draft 7, which every editor reads. Values are strings: aws-cli takes no
    other. Nothing is required, because an environment's defaults may give it;
    `validate` knows. The schema has the template's order, so that the same
    template gives the same bytes.
    """
    parameters = template.get("Parameters") or {}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Parameter file",
        "description": template.get("Description", "One stack of the template"),
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "Parameters": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    name: _parameter(declared) for name, declared in parameters.items()
                },
            },
            "Tags": {
                "description": "Tags of the stack; CloudFormation puts them on "
                "every resource that takes tags",
                "type": "object",
                "maxProperties": MOST_TAGS,
                "propertyNames": {
                    "minLength": 1,
                    "maxLength": LONGEST_KEY,
                    "not": {"pattern": "^[aA][wW][sS]:"},
                },
                "additionalProperties": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": LONGEST_VALUE,
                },
            },
            "StackPolicy": {
                "description": "What updates of the stack may replace or delete",
                "type": "object",
                "required": ["Statement"],
                "properties": {"Statement": {"type": "array"}},
            },
        },
    }


def _parameter(declared: Mapping[str, Any]) -> dict[str, Any]:
    words = (declared.get("Description"), declared.get("ConstraintDescription"))
    schema: dict[str, Any] = {"type": "string"}
    description = ". ".join(str(word) for word in words if word)
    if description:
        schema["description"] = description
    if "Default" in declared:
        schema["default"] = as_text(declared["Default"])
    if declared.get("NoEcho"):
        # The value itself must not stand in a file.
        return schema | {"pattern": _REFERENCE}
    return schema | _constraints(declared)


def _constraints(declared: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(declared.get("Type"))
    if is_list(kind):
        return {}  # they hold for each item of the one string
    if "AllowedValues" in declared:
        return {"enum": [as_text(value) for value in declared["AllowedValues"]]}
    if kind == "Number":
        return {"pattern": r"^[+-]?[0-9.]+([eE][+-]?[0-9]+)?$"}
    if "AllowedPattern" in declared:
        return {"pattern": f"^(?:{declared['AllowedPattern']})$"}
    lengths = {"MinLength": "minLength", "MaxLength": "maxLength"}
    return {
        json: int(declared[key]) for key, json in lengths.items() if key in declared
    }
