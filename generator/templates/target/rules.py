"""What parameters must be together, which CloudFormation refuses before it begins."""

from typing import Any

from generator.templates.pipeline.inputs.rules import controller_rules, traffic_rules
from generator.templates.target.inputs import Inputs


def rules(inputs: Inputs) -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    mail = inputs.operations.notification_email
    return {
        **controller_rules(inputs, mail),
        **traffic_rules(inputs),
    }
