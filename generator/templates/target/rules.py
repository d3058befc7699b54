"""What parameters must be together, which CloudFormation refuses before it begins."""

from typing import Any

from generator.templates.pipeline.inputs.rules import (
    address_rules,
    controller_rules,
    traffic_rules,
)
from generator.templates.target.inputs import Inputs


def rules(inputs: Inputs) -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    told = inputs.operations.notification_emails
    return {
        **controller_rules(inputs, *(each.email for each in told)),
        **traffic_rules(inputs),
        **address_rules(told),
    }
