"""What a role needs under the customer managed key."""

from tests.permissions.rows import Row, row


def under_the_key(who: str, via: dict[str, str], needs: str = "key") -> list[Row]:
    """CodePipeline User Guide, "Configure server-side encryption", and CodeBuild's."""
    return [
        row(
            who,
            "reads and writes what is encrypted",
            "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey "
            "kms:ReEncryptFrom kms:ReEncryptTo",
            "{EncryptionKey}",
            needs=needs,
            context=via,
        )
    ]
