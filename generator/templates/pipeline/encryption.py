"""The customer managed key, made when `Encryption` is `aws:kms`."""

from dataclasses import dataclass
from typing import Any

from awacs import kms as actions
from awacs.aws import Allow, ArnEquals, Condition, Principal, Statement
from troposphere import Sub, kms

from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import (
    allow,
    allow_service,
    arn,
    inline_policy,
    policy_document,
    regional_arn,
)
from generator.templates.switch import Switch

# Exactly what an administrator of the key needs, instead of `kms:*`.
ADMINISTRATION = (
    actions.CancelKeyDeletion,
    actions.DescribeKey,
    actions.DisableKey,
    actions.EnableKey,
    actions.EnableKeyRotation,
    actions.GetKeyPolicy,
    actions.GetKeyRotationStatus,
    actions.ListGrants,
    actions.ListKeyPolicies,
    actions.ListResourceTags,
    actions.PutKeyPolicy,
    actions.RevokeGrant,
    actions.ScheduleKeyDeletion,
    actions.TagResource,
    actions.UntagResource,
    actions.UpdateKeyDescription,
)
USE = (
    actions.Decrypt,
    actions.DescribeKey,
    actions.Encrypt,
    actions.GenerateDataKey,
    actions.GenerateDataKeyWithoutPlaintext,
    actions.ReEncryptFrom,
    actions.ReEncryptTo,
)
# What a publisher to an encrypted topic or queue needs (SNS Developer Guide,
# "Key management").
PUBLISH = (actions.Decrypt, actions.GenerateDataKey)


@dataclass(frozen=True)
class Encryption:
    """One rotating key for bucket, pipeline, builds, logs, topic and queue."""

    encryption_key: kms.Key
    switch: Switch

    @property
    def key_arn(self) -> Any:
        """The key where it exists, for a property that may be missing."""
        return self.switch.when(self.encryption_key.get_att("Arn"))

    def policy(self, *key_actions: Any) -> Any:
        """Lets a role use the key where it exists."""
        return self.switch.when(
            inline_policy(
                "encryption",
                allow(
                    "UseKey",
                    *key_actions,
                    on=[self.encryption_key.get_att("Arn")],
                ),
            )
        )


def encryption(*, inputs: Inputs) -> Encryption:
    """The key outlives the stack: without it nothing kept can be read."""
    names, switch = inputs.naming, inputs.protection.uses_customer_key
    return Encryption(
        encryption_key=kms.Key(
            "EncryptionKey",
            Condition=switch.name,
            # CloudFormation creates the log groups with the key, so the key
            # policy must stand first; it names them, hence no references.
            DeletionPolicy="Retain",
            UpdateReplacePolicy="Retain",
            Description=Sub("Artifacts, logs and messages of ${AWS::StackName}"),
            EnableKeyRotation=True,
            PendingWindowInDays=30,
            KeyPolicy=policy_document(
                *_account_statements(), _logs_statement(), _events_statement()
            ),
            Tags=names.tags(),
        ),
        switch=switch,
    )


def _account_statements() -> list[Statement]:
    """The account's own IAM policies decide who administers and uses the key.

    A role's policy works only if the key policy passes the decision on to the
    account (KMS Developer Guide, "Default key policy").
    """
    account = Principal("AWS", arn("iam::${AWS::AccountId}:root"))
    return [
        Statement(
            Sid=sid,
            Effect=Allow,
            Principal=account,
            Action=list(key_actions),
            Resource=["*"],
        )
        for sid, key_actions in (
            ("AdministerThroughIam", ADMINISTRATION),
            ("UseThroughIam", USE),
        )
    ]


def _logs_statement() -> Statement:
    """CloudWatch Logs, for the two log groups (Logs User Guide, "Encrypt")."""
    context = "kms:EncryptionContext:aws:logs:arn"
    groups = [
        regional_arn(
            "logs",
            f"log-group:/aws/codebuild/${{NamePrefix}}{kind}-${{EnvironmentSuffix}}",
        )
        for kind in ("unit-test", "docker-build")
    ]
    return allow_service(
        "EncryptLogs",
        Sub("logs.${AWS::Region}.${AWS::URLSuffix}"),
        *USE,
        on=["*"],
        only_if=Condition(ArnEquals({context: groups})),
    )


def _events_statement() -> Statement:
    """EventBridge, for topic and queue.

    Its calls to KMS carry neither aws:SourceAccount nor aws:SourceArn: a
    condition on them here would drop every notification without a word.
    """
    return allow_service("EncryptEvents", "events.amazonaws.com", *PUBLISH, on=["*"])
