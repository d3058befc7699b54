"""The customer managed key, made when `Encryption` is `aws:kms`."""

from dataclasses import dataclass
from typing import Any

from awacs import kms as actions
from awacs.aws import Action, Allow, ArnLike, Condition, Principal, Statement
from troposphere import Sub, iam, kms

from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.inputs.naming import Naming
from generator.templates.policy import (
    allow,
    allow_service,
    arn,
    policy_document,
    regional_arn,
)
from generator.templates.retention import RETAINED
from generator.templates.switch import Always, Switch

# Exactly what an administrator of the key needs, instead of `kms:*`. PutKeyPolicy
# is among them: nobody can be locked out for good. CreateGrant is not: it would
# hand the key on past this policy.
ADMINISTRATION = (
    actions.CancelKeyDeletion,
    actions.DescribeKey,
    actions.DisableKey,
    actions.DisableKeyRotation,
    actions.EnableKey,
    actions.EnableKeyRotation,
    actions.GetKeyPolicy,
    actions.GetKeyRotationStatus,
    actions.ListGrants,
    actions.ListKeyPolicies,
    actions.ListKeyRotations,
    actions.ListResourceTags,
    actions.PutKeyPolicy,
    actions.RevokeGrant,
    actions.RotateKeyOnDemand,
    actions.ScheduleKeyDeletion,
    actions.TagResource,
    actions.UntagResource,
    actions.UpdateKeyDescription,
)
# What the user guides of CodePipeline ("Configure server-side encryption"),
# CodeBuild ("Encrypt build outputs") and CloudWatch Logs ("Encrypt log data") ask
# for, with the actions in place of their wildcards.
ENCRYPT = (
    actions.Decrypt,
    actions.Encrypt,
    actions.GenerateDataKey,
    actions.ReEncryptFrom,
    actions.ReEncryptTo,
)

USE = tuple(sorted((*ENCRYPT, actions.DescribeKey), key=Action.JSONrepr))
# What a publisher to an encrypted topic or queue needs (SNS Developer Guide,
# "Key management").
PUBLISH = (actions.Decrypt, actions.GenerateDataKey)


@dataclass(frozen=True)
class Encryption:
    """One rotating key for bucket, pipeline, builds, logs, topic and queue."""

    encryption_key: kms.Key
    encryption_policy: iam.ManagedPolicy
    switch: Switch | Always

    @property
    def key_arn(self) -> Any:
        """The key where it exists, for a property that may be missing."""
        return self.switch.when(self.encryption_key.get_att("Arn"))

    @property
    def policy(self) -> Any:
        """For the roles of everything that reads or writes under the key."""
        return self.switch.when(self.encryption_policy.ref())


def encryption(*, inputs: Building, readers: tuple[Any, ...] = ()) -> Encryption:
    """The key outlives the stack: without it nothing kept can be read.

    `readers` are statements that let in others, by the key's policy.
    """
    switch = inputs.protection.uses_key
    key = customer_key(
        inputs.naming,
        _account_statement(),
        _logs_statement(),
        _events_statement(),
        *readers,
        **switch.condition_of_resource,
    )
    return Encryption(
        encryption_key=key,
        encryption_policy=iam.ManagedPolicy(
            "EncryptionPolicy",
            **switch.condition_of_resource,
            PolicyDocument=policy_document(
                allow("UseKey", *USE, on=[key.get_att("Arn")])
            ),
        ),
        switch=switch,
    )


def customer_key(naming: Naming, *statements: Any, **more: Any) -> kms.Key:
    """A key that changes every year, with this policy; it outlives the stack."""
    return kms.Key(
        "EncryptionKey",
        **more,
        # No description: an update would need a permission that the policies of
        # keys that are there do not give.
        EnableKeyRotation=True,
        KeyPolicy=policy_document(*statements),
        Tags=naming.tags(),
        **RETAINED,
    )


def _account_statement() -> Statement:
    """The account's own IAM policies decide who administers and uses the key."""
    return left_to_the_account(*ADMINISTRATION, *USE)


def left_to_the_account(*actions: Action) -> Statement:
    """The account's own IAM policies decide who may do this with the key.

    A role's policy works only if the key policy passes the decision on to the
    account (KMS Developer Guide, "Default key policy").
    """
    account = Principal("AWS", arn("iam::${AWS::AccountId}:root"))
    return Statement(
        Sid="LetPoliciesOfTheAccountDecide",
        Effect=Allow,
        Principal=account,
        Action=sorted(set(actions), key=Action.JSONrepr),
        Resource=["*"],
    )


def _logs_statement() -> Statement:
    """CloudWatch Logs, for the log groups of the builds.

    By name: the groups themselves need the key first. Without DescribeKey, whose
    requests have no encryption context (Service Authorization Reference).
    """
    context = "kms:EncryptionContext:aws:logs:arn"
    groups = regional_arn(
        "logs", "log-group:/aws/codebuild/${NamePrefix}*-${EnvironmentSuffix}"
    )
    return allow_service(
        "EncryptBuildLogs",
        Sub("logs.${AWS::Region}.${AWS::URLSuffix}"),
        *ENCRYPT,
        on=["*"],
        only_if=Condition(ArnLike({context: groups})),
    )


def _events_statement() -> Statement:
    """EventBridge, for topic and queue.

    Its calls to KMS carry neither aws:SourceAccount nor aws:SourceArn: a
    condition on them here would drop every notification without a word.
    """
    return allow_service(
        "EncryptNotifications", "events.amazonaws.com", *PUBLISH, on=["*"]
    )
