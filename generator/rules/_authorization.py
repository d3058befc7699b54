"""Which actions can be limited to resources, by cfn-lint's authorization data."""

from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from cfnlint.data import AdditionalSpecs
from cfnlint.helpers import load_resource


@cache
def can_name_resources(action: str) -> bool:
    """The action has resource-level permissions.

    Args:
        action: As in a policy, such as `s3:GetObject` or `ecr:Batch*`.

    With wildcards, more than half of the actions that match must have them:
    `s3:Get*` is meant for objects although some of its actions need `*`,
    `ec2:Describe*` is meant for everything although some could be narrowed.
    Unknown services and actions count as not: nothing is known about them.
    Source: Service Authorization Reference, as packed with cfn-lint.
    """
    service, _, name = action.lower().partition(":")
    actions = _services().get(service, {}).get("Actions", {})
    if "*" not in name and "?" not in name:
        return bool(actions.get(name, {}).get("Resources"))
    matching = [
        bool(details.get("Resources"))
        for known, details in actions.items()
        if fnmatchcase(known, name)
    ]
    return sum(matching) * 2 > len(matching)


def exists(action: str) -> bool:
    """AWS has this action (`s3:GetObject`), written without wildcards."""
    service, _, name = action.lower().partition(":")
    return name in _services().get(service, {}).get("Actions", {})


@cache
def _services() -> dict[str, Any]:
    services: dict[str, Any] = load_resource(AdditionalSpecs, "Policies.json")
    return services
