"""What the policies of bucket, topic, queue and key let in."""

from tests.permissions.rows import ADMINISTRATOR, regional, row
from tests.permissions.tables.places import SOURCE, VIA_S3, WITH_OLD_TLS, WITHOUT_TLS

ALLOWED = [
    row(
        "logging.s3.amazonaws.com",
        "logs who read an artifact",
        "s3:PutObject",
        "{AccessLogBucket}/2026-11-26-aB3dE5f",
        context={
            "aws:SourceAccount": "{account}",
            "aws:SourceArn": "{ArtifactBucket}",
        },
    ),
    row("events.amazonaws.com", "tells people", "sns:Publish", "{NotificationTopic}"),
    row(
        "events.amazonaws.com",
        "tells others of what nobody must act on",
        "sns:Publish",
        "{InformationTopic}",
        needs="information",
    ),
    row(
        "events.amazonaws.com",
        "tells chats",
        "sns:Publish",
        "{ChatTopic}",
        "{ChatInformationTopic}",
        needs="chats",
    ),
    *(
        row(
            "events.amazonaws.com",
            "keeps what could not be told",
            "sqs:SendMessage",
            "{UndeliveredQueue}",
            needs=needs,
            context={"aws:SourceArn": rule},
        )
        for rule, needs in (
            ("{PipelineRule}", ""),
            ("{PipelineInformationRule}", ""),
            ("{ApprovalChatRule}", "chats"),
            ("{DeploymentRule}", "by codedeploy"),
            ("{DeploymentInformationRule}", "by codedeploy"),
            ("{EcsDeploymentRule}", "by ecs"),
            ("{EcsDeploymentInformationRule}", "by ecs"),
        )
    ),
    row(
        "events.amazonaws.com",
        "encrypts for topic and queue",
        "kms:Decrypt kms:GenerateDataKey",
        "{EncryptionKey}",
        needs="key",
    ),
    *(
        row(
            "logs.{region}.{suffix}",
            "encrypts the builds' logs",
            "kms:Decrypt kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom "
            "kms:ReEncryptTo",
            "{EncryptionKey}",
            needs="key",
            context={
                "kms:EncryptionContext:aws:logs:arn": regional(
                    "logs", f"log-group:/aws/codebuild/{group}-dev"
                )
            },
        )
        for group in ("unit-test", "docker-build")
    ),
    row(
        ADMINISTRATOR,
        "looks after the key",
        "kms:CancelKeyDeletion kms:DescribeKey kms:DisableKey kms:DisableKeyRotation "
        "kms:EnableKey kms:EnableKeyRotation kms:GetKeyPolicy "
        "kms:GetKeyRotationStatus kms:ListGrants kms:ListKeyPolicies "
        "kms:ListKeyRotations kms:ListResourceTags kms:PutKeyPolicy kms:RevokeGrant "
        "kms:RotateKeyOnDemand kms:ScheduleKeyDeletion kms:TagResource "
        "kms:UntagResource kms:UpdateKeyDescription",
        "{EncryptionKey}",
        needs="key",
    ),
    row(
        ADMINISTRATOR,
        "reads the logs and artifacts that are kept",
        "kms:Decrypt",
        "{EncryptionKey}",
        needs="key",
        context=VIA_S3,
    ),
]


STRANGER = "arn:{partition}:iam::{stranger}:user/mallory"


LOGGED = {"aws:SourceAccount": "{account}", "aws:SourceArn": "{ArtifactBucket}"}


DENIED = [
    *(
        row(
            ADMINISTRATOR,
            says,
            "s3:GetObject s3:PutObject",
            "{ArtifactBucket}/x",
            "{AccessLogBucket}/x",
            context=context,
        )
        for says, context in (
            ("comes without TLS", WITHOUT_TLS),
            ("comes with an old TLS", WITH_OLD_TLS),
        )
    ),
    *(
        row(
            ADMINISTRATOR,
            says,
            "s3:ListBucket s3:DeleteBucketPolicy",
            "{ArtifactBucket}",
            "{AccessLogBucket}",
            context=context,
        )
        for says, context in (
            ("comes without TLS", WITHOUT_TLS),
            ("comes with an old TLS", WITH_OLD_TLS),
        )
    ),
    row(
        STRANGER,
        "another account",
        "s3:GetObject s3:PutObject",
        "{ArtifactBucket}/x",
        "{AccessLogBucket}/x",
    ),
    row(
        "logging.s3.amazonaws.com",
        "logs for another account",
        "s3:PutObject",
        "{AccessLogBucket}/x",
        context={**LOGGED, "aws:SourceAccount": "{stranger}"},
    ),
    row(
        "config.amazonaws.com",
        "another service",
        "s3:PutObject",
        "{AccessLogBucket}/x",
        context=LOGGED,
    ),
    row(
        "logging.s3.amazonaws.com",
        "logs for another bucket",
        "s3:PutObject",
        "{AccessLogBucket}/x",
        context={**LOGGED, "aws:SourceArn": "arn:{partition}:s3:::ledger"},
    ),
    row(
        "logging.s3.amazonaws.com",
        "writes into the artifacts",
        "s3:PutObject",
        SOURCE,
        context=LOGGED,
    ),
    row(
        "logging.s3.amazonaws.com",
        "reads logs",
        "s3:GetObject",
        "{AccessLogBucket}/x",
        context=LOGGED,
    ),
    row(
        ADMINISTRATOR,
        "publishes without TLS",
        "sns:Publish",
        "{NotificationTopic}",
        context=WITHOUT_TLS,
    ),
    row(
        STRANGER, "another account", "sns:Publish sns:Subscribe", "{NotificationTopic}"
    ),
    row("s3.amazonaws.com", "another service", "sns:Publish", "{NotificationTopic}"),
    row(
        ADMINISTRATOR,
        "publishes without TLS",
        "sns:Publish",
        "{InformationTopic}",
        needs="information",
        context=WITHOUT_TLS,
    ),
    row(
        STRANGER,
        "another account",
        "sns:Publish sns:Subscribe",
        "{InformationTopic}",
        needs="information",
    ),
    row(
        ADMINISTRATOR,
        "publishes without TLS",
        "sns:Publish",
        "{ChatTopic}",
        "{ChatInformationTopic}",
        needs="chats",
        context=WITHOUT_TLS,
    ),
    row(
        STRANGER,
        "another account",
        "sns:Publish sns:Subscribe",
        "{ChatTopic}",
        "{ChatInformationTopic}",
        needs="chats",
    ),
    row(
        ADMINISTRATOR,
        "comes without TLS",
        "sqs:SendMessage sqs:ReceiveMessage",
        "{UndeliveredQueue}",
        context=WITHOUT_TLS,
    ),
    row(
        "events.amazonaws.com",
        "keeps what another rule could not tell",
        "sqs:SendMessage",
        "{UndeliveredQueue}",
        context={"aws:SourceArn": regional("events", "rule/ledger")},
    ),
    row(STRANGER, "another account", "sqs:SendMessage", "{UndeliveredQueue}"),
    row(
        "s3.amazonaws.com",
        "another service",
        "sqs:SendMessage",
        "{UndeliveredQueue}",
        context={"aws:SourceArn": "{PipelineRule}"},
    ),
    row(
        "logs.{region}.{suffix}",
        "encrypts other logs",
        "kms:Decrypt kms:Encrypt kms:GenerateDataKey",
        "{EncryptionKey}",
        context={
            "kms:EncryptionContext:aws:logs:arn": regional(
                "logs", "log-group:/aws/lambda/ledger"
            )
        },
    ),
    row(
        "logs.{region}.{suffix}",
        "encrypts logs of another account",
        "kms:Decrypt",
        "{EncryptionKey}",
        context={
            "kms:EncryptionContext:aws:logs:arn": regional(
                "logs", "log-group:/aws/codebuild/unit-test-dev", "{stranger}"
            )
        },
    ),
    row(
        STRANGER,
        "reads the builds' logs",
        "kms:Decrypt",
        "{EncryptionKey}",
        context={
            "kms:EncryptionContext:aws:logs:arn": regional(
                "logs", "log-group:/aws/codebuild/unit-test-dev"
            )
        },
    ),
    row(
        STRANGER,
        "another account",
        "kms:Decrypt kms:PutKeyPolicy",
        "{EncryptionKey}",
    ),
    row(
        "s3.amazonaws.com",
        "another service",
        "kms:Decrypt kms:GenerateDataKey",
        "{EncryptionKey}",
    ),
    row(
        ADMINISTRATOR,
        "passes the key on, or deletes its material",
        "kms:CreateGrant kms:DeleteImportedKeyMaterial",
        "{EncryptionKey}",
    ),
]
