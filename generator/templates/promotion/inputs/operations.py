"""Notifications, retention and protection of a promotion."""

from dataclasses import dataclass
from typing import Any

from troposphere import Parameter

from generator.templates.pipeline.inputs.addresses import Address
from generator.templates.pipeline.inputs.operations import (
    operations_inputs,
    protection_inputs,
)
from generator.templates.switch import Always, Switch


@dataclass(frozen=True)
class OperationsInputs:
    """Who hears of executions; each target has its own approver."""

    notification_emails: tuple[Address, ...]
    information_emails: tuple[Address, ...]
    chat_notifications: Parameter
    tells_chats: Switch
    create_approver_policy: Parameter
    alarm_topic_arn: Parameter
    has_alarm_topic: Switch
    label: str = "Notifications"


@dataclass(frozen=True)
class ProtectionInputs:
    """As of a pipeline, but that the key is no choice."""

    log_retention_days: Parameter
    artifact_retention_days: Parameter
    permissions_boundary_arn: Parameter
    has_boundary: Switch
    uses_key: Always
    # Roles of another account can read only what is encrypted under a key whose policy
    # names them (CodePipeline User Guide, "Create a pipeline in CodePipeline that uses
    # resources from another AWS account").
    algorithm: str = "aws:kms"
    label: str = "Retention and protection"

    @property
    def boundary(self) -> Any:
        """The permissions boundary of every role, if there is one."""
        return self.has_boundary.when(self.permissions_boundary_arn.ref())


def promotion_operations() -> OperationsInputs:
    """Somebody must get the notifications."""
    all_of_them = operations_inputs()
    return OperationsInputs(
        notification_emails=all_of_them.notification_emails,
        information_emails=all_of_them.information_emails,
        chat_notifications=all_of_them.chat_notifications,
        tells_chats=all_of_them.tells_chats,
        create_approver_policy=all_of_them.create_approver_policy,
        alarm_topic_arn=all_of_them.alarm_topic_arn,
        has_alarm_topic=all_of_them.has_alarm_topic,
    )


def promotion_protection() -> ProtectionInputs:
    """Safe defaults; production keeps logs for a year (PCI DSS 10.5.1)."""
    all_of_them = protection_inputs()
    return ProtectionInputs(
        log_retention_days=all_of_them.log_retention_days,
        artifact_retention_days=all_of_them.artifact_retention_days,
        permissions_boundary_arn=all_of_them.permissions_boundary_arn,
        has_boundary=all_of_them.has_boundary,
        uses_key=Always(),
    )
