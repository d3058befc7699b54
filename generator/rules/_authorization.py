"""Which actions can be limited to resources, by cfn-lint's authorization data."""

from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from cfnlint.data import AdditionalSpecs
from cfnlint.helpers import load_resource


@cache
def can_name_resources(action: str) -> bool:
    """The action, or one that its wildcards match, has resource-level permissions.

    Args:
        action: As in a policy, such as `s3:GetObject` or `ecr:Batch*`.

    Unknown services and actions count as not: nothing is known about them.
    Source: Service Authorization Reference, as packed with cfn-lint.
    """
    service, _, name = action.lower().partition(":")
    actions = _services().get(service, {}).get("Actions", {})
    if "*" not in name and "?" not in name:
        return bool(actions.get(name, {}).get("Resources"))
    return any(
        bool(details.get("Resources"))
        for known, details in actions.items()
        if fnmatchcase(known, name)
    )


@cache
def _services() -> dict[str, Any]:
    services: dict[str, Any] = load_resource(AdditionalSpecs, "Policies.json")
    return services
