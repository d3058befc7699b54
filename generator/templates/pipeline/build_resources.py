"""What follows from a build: its log group, report groups, role and project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awacs import codebuild as actions
from awacs import logs as log_actions
from awacs import s3 as s3_actions
from troposphere import Split, Sub, codebuild, iam, logs

from generator.buildspec_format import ARM_BUILD_IMAGE, BUILD_IMAGE
from generator.buildspecs import Buildspecs
from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.build_network import BuildNetwork
from generator.templates.pipeline.builds import Build, Report
from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import (
    allow,
    inline_policy,
    reasons,
    regional_arn,
    trust,
)
from generator.templates.retention import RETAINED
from generator.templates.switch import Switch


@dataclass(frozen=True)
class BuildResources:
    """Everything that one build has in the stack."""

    log_group: logs.LogGroup
    report_groups: tuple[codebuild.ReportGroup, ...]
    role: iam.Role
    project: codebuild.Project
    there: Switch | None = None

    @property
    def project_arn(self) -> Any:
        """The project, where it is in the stack."""
        arn = self.project.get_att("Arn")
        return self.there.when(arn) if self.there else arn


def build_resources(
    build: Build,
    *,
    reads: Sequence[str],
    inputs: Building,
    buildspecs: Buildspecs,
    store: ArtifactStore,
    network: BuildNetwork,
    encryption: Encryption,
) -> BuildResources:
    """Log group, report groups, role and project of a build.

    `reads` are the artifacts that its action takes.
    Raises GeneratorError if there is no such buildspec.
    """
    log_group = _log_group(build, inputs, encryption)
    report_groups = tuple(_report_group(build, each, inputs) for each in build.reports)
    statements = [
        *_build_statements(build, reads, store, log_group),
        *_report_statements(report_groups),
        *build.grants,
    ]
    in_vpc = inputs.builds.has_vpc.when(network.network_policy.ref())
    role = _role(build, inputs, statements, [in_vpc, encryption.policy])
    return BuildResources(
        log_group=log_group,
        report_groups=report_groups,
        role=role,
        project=_project(
            build,
            inputs,
            encryption,
            role,
            log_group,
            build.own_buildspec or buildspecs.text(build.buildspec),
        ),
        there=build.there,
    )


def _log_group(build: Build, inputs: Building, encryption: Encryption) -> logs.LogGroup:
    """CodeBuild must not make its own, which never expires."""
    name = f"${{NamePrefix}}{build.kind}-${{EnvironmentSuffix}}"
    return logs.LogGroup(
        f"{build.name}LogGroup",
        **build.condition,
        LogGroupName=Sub(f"/aws/codebuild/{name}"),
        KmsKeyId=encryption.key_arn,
        RetentionInDays=inputs.protection.log_retention_days.ref(),
        Tags=inputs.naming.tags(),
        **RETAINED,
    )


def _report_group(
    build: Build, report: Report, inputs: Building
) -> codebuild.ReportGroup:
    return codebuild.ReportGroup(
        report.title,
        Name=inputs.naming.report_group(f"{build.kind}-project", report.name),
        Type=report.type,
        ExportConfig=codebuild.ReportExportConfig(ExportConfigType="NO_EXPORT"),
        # Or the stack could not be deleted once there is a report.
        DeleteReports=True,
        Tags=inputs.naming.tags(),
    )


def _build_statements(
    build: Build,
    reads: Sequence[str],
    store: ArtifactStore,
    log_group: logs.LogGroup,
) -> list[Any]:
    """What every build needs: its log, its input and its output.

    It can neither change what it reads nor see what other builds wrote.
    """
    written = [store.objects_of(artifact) for artifact in build.artifacts]
    return [
        allow(
            "WriteLog",
            log_actions.CreateLogStream,
            log_actions.PutLogEvents,
            # The ARN ends in `:*`, which is the group's streams.
            on=[log_group.get_att("Arn")],
        ),
        allow(
            "ReadArtifacts",
            s3_actions.GetObject,
            s3_actions.GetObjectVersion,
            on=[store.objects_of(artifact) for artifact in reads],
        ),
        *(
            [allow("WriteArtifact", s3_actions.PutObject, on=written)]
            if written
            else []
        ),
    ]


def _report_statements(groups: tuple[codebuild.ReportGroup, ...]) -> list[Any]:
    if not groups:
        return []
    return [
        allow(
            "WriteReports",
            actions.CreateReport,
            actions.UpdateReport,
            actions.BatchPutTestCases,
            actions.BatchPutCodeCoverages,
            on=[each.get_att("Arn") for each in groups],
        )
    ]


def _role(
    build: Build, inputs: Building, statements: list[Any], shared_policies: list[Any]
) -> iam.Role:
    project = f"${{NamePrefix}}{build.kind}-project-${{EnvironmentSuffix}}"
    return iam.Role(
        f"{build.name}Role",
        **build.condition,
        **({"Metadata": reasons(*build.anywhere)} if build.anywhere else {}),
        Description=f"What the {build.kind} project of CodeBuild may do",
        RoleName=inputs.naming.prefixed(build.role_name or f"{build.kind}-role"),
        AssumeRolePolicyDocument=trust(
            "codebuild.amazonaws.com",
            on_behalf_of=regional_arn("codebuild", f"project/{project}"),
        ),
        PermissionsBoundary=inputs.protection.boundary,
        ManagedPolicyArns=shared_policies,
        Policies=[inline_policy("build", *statements), *build.policies],
        Tags=inputs.naming.tags(),
    )


def _project(
    build: Build,
    inputs: Building,
    encryption: Encryption,
    role: iam.Role,
    log_group: logs.LogGroup,
    buildspec: Any,
) -> codebuild.Project:
    settings = inputs.builds
    cached = {"Cache": _layer_cache(inputs)} if build.docker else {}
    # In a stack without the switch the commands of Docker are not run.
    unjudged = {"Metadata": {"cfn-lint": {"config": {"ignore_checks": ["E9941"]}}}}
    return codebuild.Project(
        f"{build.name}Project",
        **build.condition,
        **(unjudged if build.docker_when else {}),
        Name=inputs.naming.prefixed(f"{build.kind}-project"),
        Description=build.description,
        ServiceRole=role.get_att("Arn"),
        Artifacts=codebuild.Artifacts(Type="CODEPIPELINE"),
        Environment=codebuild.Environment(
            **_machine(build, inputs),
            ComputeType=settings.compute_type.ref(),
            PrivilegedMode=_privileged(build),
            EnvironmentVariables=list(build.variables),
        ),
        LogsConfig=codebuild.LogsConfig(
            CloudWatchLogs=codebuild.CloudWatchLogs(
                Status="ENABLED", GroupName=log_group.ref()
            )
        ),
        TimeoutInMinutes=settings.build_timeout_minutes.ref(),
        EncryptionKey=encryption.key_arn,
        VpcConfig=settings.has_vpc.when(
            codebuild.VpcConfig(
                VpcId=settings.vpc_id.ref(),
                Subnets=Split(",", settings.subnet_ids.ref()),
                SecurityGroupIds=Split(",", settings.security_group_ids.ref()),
            )
        ),
        **cached,
        Source=codebuild.Source(Type="CODEPIPELINE", BuildSpec=buildspec),
        Tags=inputs.naming.tags(),
    )


def _privileged(build: Build) -> Any:
    if build.docker_when is None:
        return build.docker
    return build.docker_when.choose(True, build.docker)


def _machine(build: Build, inputs: Building) -> dict[str, Any]:
    """Type and image: an image is built where it can run, and its code tested there.

    Packages with native code are others on each architecture.
    """
    here = {"Type": "LINUX_CONTAINER", "Image": BUILD_IMAGE}
    if not (build.docker or build.runs_service):
        return here
    arm = {"Type": "ARM_CONTAINER", "Image": ARM_BUILD_IMAGE}
    return {key: inputs.image.uses_arm.choose(arm[key], here[key]) for key in here}


def _layer_cache(inputs: Building) -> Any:
    """Local caches do not work in a VPC.

    CodeBuild User Guide, "Cache builds to improve performance".
    """
    return inputs.builds.has_vpc.unless(
        codebuild.ProjectCache(Type="LOCAL", Modes=["LOCAL_DOCKER_LAYER_CACHE"])
    )
