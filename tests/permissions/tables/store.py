"""A store of another region: its pipeline writes, its targets read, nobody else."""

from dataclasses import replace

from tests.permissions.rows import ADMINISTRATOR, Row, row
from tests.permissions.tables import resources
from tests.permissions.tables.places import READ, SOURCE, VIA_S3, WRITE
from tests.permissions.tables.promotion import FILES, targets_temptations

# As what it is: everything else that its own policies let it do is half of it.
PIPELINE = "arn:{partition}:sts::{account}:assumed-role/codepipeline-role-dev/x"
AS_ITSELF = {
    "aws:PrincipalArn": "arn:{partition}:iam::{account}:role/codepipeline-role-dev"
}
ANOTHER = "arn:{partition}:sts::{account}:assumed-role/docker-build-role-dev/x"
AS_ANOTHER = {
    "aws:PrincipalArn": "arn:{partition}:iam::{account}:role/docker-build-role-dev"
}
USE = (
    "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom "
    "kms:ReEncryptTo"
)
_SESSIONS = {
    n: f"arn:{{partition}}:sts::{{target_{n}_account}}:assumed-role/deploys/x"
    for n in (1, 2, 3)
}
# What a store has not: builds, notifications, and a key that they use.
_ABSENT = ("Topic}", "UndeliveredQueue", "log-group", "Rule}")
_OF_THE_ACCOUNT = {"reads the logs and artifacts that are kept"}


def _here(rows: list[Row]) -> list[Row]:
    """Rows about the bucket and the key of a promotion, of a store, too."""
    return [
        replace(each, needs=each.needs - {"key"})
        for each in rows
        if not any(name in f"{each.on} {each.context}" for name in _ABSENT)
        and each.who != "events.amazonaws.com"
        and each.what not in _OF_THE_ACCOUNT
    ]


ALLOWED = [
    *_here(resources.ALLOWED),
    row(
        PIPELINE,
        "copies what is deployed here",
        USE,
        "{EncryptionKey}",
        context={**VIA_S3, **AS_ITSELF},
    ),
    *(
        each
        for n, needs in ((1, "reader 1"), (2, ""), (3, "reader 3"))
        for each in (
            row(
                _SESSIONS[n],
                "reads what is deployed there",
                READ,
                FILES[n],
                needs=needs,
                context={"aws:PrincipalArn": f"{{target_{n}_deploys}}"},
            ),
            row(
                _SESSIONS[n],
                "finds it",
                "s3:ListBucket",
                "{ArtifactBucket}",
                needs=needs,
                context={"aws:PrincipalArn": f"{{target_{n}_deploys}}"},
            ),
            row(
                _SESSIONS[n],
                "decrypts it",
                "kms:Decrypt",
                "{EncryptionKey}",
                needs=needs,
                context={**VIA_S3, "aws:PrincipalArn": f"{{target_{n}_deploys}}"},
            ),
        )
    ),
]
DENIED = [
    *_here(resources.DENIED),
    *(each for n in (1, 2, 3) for each in targets_temptations(n)),
    row(
        PIPELINE,
        "hands the key on",
        "kms:CreateGrant",
        "{EncryptionKey}",
        context={**VIA_S3, **AS_ITSELF},
    ),
    *(
        row(
            who,
            says,
            USE.replace("kms:DescribeKey ", ""),
            "{EncryptionKey}",
            context=context,
        )
        for who, says, context in (
            (ADMINISTRATOR, "reads what is deployed", VIA_S3),
            (ANOTHER, "another role of the account", {**VIA_S3, **AS_ANOTHER}),
            (
                "arn:{partition}:iam::{stranger}:role/codepipeline-role-dev",
                "another account, as if it were the pipeline",
                {**VIA_S3, **AS_ITSELF},
            ),
        )
    ),
    row(
        "arn:{partition}:iam::{stranger}:role/codepipeline-role-dev",
        "another account writes as if it were the pipeline",
        f"{READ} {WRITE}",
        SOURCE,
        context=AS_ITSELF,
    ),
]
