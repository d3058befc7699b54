"""Notifications, approval, retention and protection."""

from dataclasses import dataclass

from troposphere import Equals, If, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.inputs.addresses import Address, addresses
from generator.templates.switch import Always, Switch

# The retention periods that CloudWatch Logs takes (API reference,
# PutRetentionPolicy), up to ten years.
LOG_RETENTION_DAYS = [
    30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
    3653,
]  # fmt: skip


@dataclass(frozen=True)
class OperationsInputs:
    """Approval and notifications."""

    notification_emails: tuple[Address, ...]
    information_emails: tuple[Address, ...]
    chat_notifications: Parameter
    tells_chats: Switch
    approval_timeout_minutes: Parameter
    create_approver_policy: Parameter
    alarm_topic_arn: Parameter
    creates_approver_policy: Switch
    has_alarm_topic: Switch
    label: str = "Approval and notifications"


@dataclass(frozen=True)
class ProtectionInputs:
    """Retention, encryption and the limit of every role."""

    log_retention_days: Parameter
    artifact_retention_days: Parameter
    encryption: Parameter
    permissions_boundary_arn: Parameter
    uses_key: Switch
    has_boundary: Switch
    label: str = "Retention and protection"

    @property
    def algorithm(self) -> Ref:
        """How the artifact bucket encrypts."""
        return self.encryption.ref()

    @property
    def boundary(self) -> If:
        """The permissions boundary of every role, if there is one."""
        return self.has_boundary.when(self.permissions_boundary_arn.ref())


def operations_inputs() -> OperationsInputs:
    """Somebody must get the notifications."""
    return OperationsInputs(
        notification_emails=addresses(
            "NotificationEmail",
            "Address that gets the notifications, once it has confirmed its "
            "subscription",
            there=Always(),
        ),
        information_emails=addresses(
            "InformationEmail",
            "Address that gets what nobody must act on, such as a success, in place of "
            "NotificationEmail; empty to send that there, too",
            there=Switch(
                "HasInformationEmail", Not(Equals(Ref("InformationEmail"), ""))
            ),
        ),
        chat_notifications=Parameter(
            "ChatNotifications",
            Type="String",
            Default="false",
            AllowedValues=["false", "true"],
            Description="Whether there are topics for channels of Slack or Microsoft "
            "Teams, too, which stacks of chat.yaml name",
            ConstraintDescription="true or false",
        ),
        tells_chats=Switch("TellsChats", Equals(Ref("ChatNotifications"), "true")),
        approval_timeout_minutes=Parameter(
            "ApprovalTimeoutMinutes",
            Type="Number",
            Default=10080,
            MinValue=5,
            # CodePipeline API reference, ActionDeclaration: 5 to 86,400.
            MaxValue=86400,
            Description="An approval that nobody gives by then has failed",
            ConstraintDescription="5 to 86400 minutes",
        ),
        create_approver_policy=Parameter(
            "CreateApproverPolicy",
            Type="String",
            Default="false",
            AllowedValues=["false", "true"],
            Description="Whether there is a managed policy for approvers, which you "
            "attach to people: it allows the approval and refuses them what changes "
            "a release",
            ConstraintDescription="true or false",
        ),
        alarm_topic_arn=Parameter(
            "AlarmTopicArn",
            Type="String",
            Default="",
            Description="Topic that is told when a notification could not be "
            "delivered, other than the one of the notifications; empty for none",
            **patterns.TOPIC_ARN.optional,
        ),
        creates_approver_policy=Switch(
            "CreatesApproverPolicy", Equals(Ref("CreateApproverPolicy"), "true")
        ),
        has_alarm_topic=Switch("HasAlarmTopic", Not(Equals(Ref("AlarmTopicArn"), ""))),
    )


def protection_inputs() -> ProtectionInputs:
    """Safe defaults; production keeps logs for a year (PCI DSS 10.5.1)."""
    return ProtectionInputs(
        log_retention_days=Parameter(
            "LogRetentionDays",
            Type="Number",
            Default=30,
            AllowedValues=LOG_RETENTION_DAYS,
            Description="How long build logs and access logs are kept; PCI DSS 10.5.1 "
            "asks for 365 in production",
            ConstraintDescription="a CloudWatch Logs retention",
        ),
        artifact_retention_days=Parameter(
            "ArtifactRetentionDays",
            Type="Number",
            Default=90,
            # Longer than the longest approval (60 days), or an approved revision
            # could have lost its artifacts.
            MinValue=61,
            MaxValue=3650,
            Description="How long artifacts are kept, with the image's bill of "
            "materials among them; longer than the longest approval",
            ConstraintDescription="61 to 3650 days",
        ),
        encryption=Parameter(
            "Encryption",
            Type="String",
            Default="AES256",
            AllowedValues=["AES256", "aws:kms"],
            Description="AES256 uses keys of S3 and SQS; aws:kms makes a customer "
            "managed key for artifacts, builds, logs and notifications",
            ConstraintDescription="AES256 or aws:kms",
        ),
        permissions_boundary_arn=Parameter(
            "PermissionsBoundaryArn",
            Type="String",
            Default="",
            Description="Permissions boundary of every role; empty for none",
            **patterns.POLICY_ARN.optional,
        ),
        uses_key=Switch("UsesKey", Equals(Ref("Encryption"), "aws:kms")),
        has_boundary=Switch(
            "HasBoundary", Not(Equals(Ref("PermissionsBoundaryArn"), ""))
        ),
    )
