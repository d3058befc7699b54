"""The log groups of the two builds."""

from dataclasses import dataclass

from troposphere import Sub, logs

from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs


@dataclass(frozen=True)
class BuildLogs:
    """Declared here so that they have a retention and outlive the stack."""

    unit_test_log_group: logs.LogGroup
    docker_build_log_group: logs.LogGroup


def build_logs(*, inputs: Inputs, encryption: Encryption) -> BuildLogs:
    """One group a build; CodeBuild must not make its own, which never expire."""

    def log_group(title: str, kind: str) -> logs.LogGroup:
        return logs.LogGroup(
            title,
            # The audit trail of a removed pipeline is still evidence.
            DeletionPolicy="Retain",
            UpdateReplacePolicy="Retain",
            LogGroupName=Sub(
                f"/aws/codebuild/${{NamePrefix}}{kind}-${{EnvironmentSuffix}}"
            ),
            KmsKeyId=encryption.key_arn,
            RetentionInDays=inputs.protection.log_retention_days.ref(),
            Tags=inputs.naming.tags(),
        )

    return BuildLogs(
        unit_test_log_group=log_group("UnitTestLogGroup", "unit-test"),
        docker_build_log_group=log_group("DockerBuildLogGroup", "docker-build"),
    )
