"""What none of the roles may do."""

from tests.permissions.rows import Row, regional, role, row
from tests.permissions.tables.places import (
    ANOTHER_KEY,
    BUILT,
    ELSEWHERE,
    EXECUTION,
    READ,
    SOURCE,
    TASK,
    TESTED,
    TO_TASKS,
    VIA_S3,
    WITH_OLD_TLS,
    WITHOUT_TLS,
    WRITE,
)

ROLES = ("UnitTestRole", "DockerBuildRole", "PipelineRole", "DeploymentRole")


def temptations(who: str) -> list[Row]:
    return [
        row(who, "reads another pipeline's artifacts", READ, ELSEWHERE),
        row(who, "writes into another pipeline's bucket", WRITE, ELSEWHERE),
        row(
            who, "looks into another bucket", "s3:ListBucket", "arn:{partition}:s3:::x"
        ),
        row(who, "reads who read what", READ, "{AccessLogBucket}/2026-11-26-aB3dE5f"),
        row(who, "removes traces", "s3:DeleteObject", SOURCE, TESTED, BUILT),
        row(
            who,
            "reads secrets of others",
            "secretsmanager:GetSecretValue",
            regional("secretsmanager", "secret:github-oauth-token-dev-aB3dE5"),
            regional("secretsmanager", "secret:ledger-database-aB3dE5"),
            regional(
                "secretsmanager", "secret:docker-registry-credentials-prod-aB3dE5"
            ),
            # Begins like our own.
            regional(
                "secretsmanager", "secret:docker-registry-credentials-dev-2-aB3dE5"
            ),
        ),
        row(
            who,
            "uses another key",
            "kms:Decrypt kms:GenerateDataKey",
            ANOTHER_KEY,
            context=VIA_S3,
        ),
        row(
            who,
            "becomes another role",
            "sts:AssumeRole",
            *(f"{{{each}}}" for each in ROLES),
            role("administrator"),
        ),
        *hands_on_roles(who),
        row(
            who,
            "deletes logs",
            "logs:DeleteLogStream",
            regional("logs", "log-group:/aws/codebuild/unit-test-dev:log-stream:4f1d"),
        ),
        row(
            who,
            "tells people of other topics",
            "sns:Publish",
            regional("sns", "ledger-notifications"),
        ),
        row(
            who,
            "comes without TLS",
            "s3:GetObject s3:PutObject",
            SOURCE,
            TESTED,
            BUILT,
            context=WITHOUT_TLS,
        ),
        row(
            who,
            "comes with an old TLS",
            "s3:GetObject s3:PutObject",
            SOURCE,
            TESTED,
            BUILT,
            context=WITH_OLD_TLS,
        ),
    ]


def hands_on_roles(who: str) -> list[Row]:
    return [
        row(
            who,
            "hands on a role of others",
            "iam:PassRole",
            role("administrator"),
            context=TO_TASKS,
        ),
        row(
            who,
            "hands a task's role to another service",
            "iam:PassRole",
            EXECUTION,
            TASK,
            context={"iam:PassedToService": "ec2.amazonaws.com"},
        ),
    ]
