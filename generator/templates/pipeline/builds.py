"""The two builds: tests, and the image."""

from dataclasses import dataclass
from typing import Any

from troposphere import If, Split, Sub, codebuild, iam, logs

from generator.buildspec_format import BUILD_IMAGE
from generator.buildspecs import Buildspecs
from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.build_roles import (
    docker_build_role,
    network_policy,
    unit_test_role,
)
from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.logs import BuildLogs

BUILD_TIMEOUT_MINUTES = 60
# 4 vCPUs and 8 GiB: an image build swaps on the small type (CodeBuild User
# Guide, "Build environment compute modes and types").
COMPUTE_TYPE = "BUILD_GENERAL1_MEDIUM"


@dataclass(frozen=True)
class BuildNetwork:
    """What a build in a VPC needs."""

    network_policy: iam.ManagedPolicy


@dataclass(frozen=True)
class UnitTests:
    """Runs what pull-request authors wrote, so its role can do least."""

    unit_test_report_group: codebuild.ReportGroup
    coverage_report_group: codebuild.ReportGroup
    unit_test_role: iam.Role
    unit_test_project: codebuild.Project


@dataclass(frozen=True)
class DockerBuild:
    """Builds, scans and pushes the image, and writes the deployment files."""

    docker_build_role: iam.Role
    docker_build_project: codebuild.Project


def build_network(*, inputs: Inputs) -> BuildNetwork:
    """One policy for both builds."""
    return BuildNetwork(network_policy=network_policy(inputs=inputs))


def unit_tests(
    *,
    inputs: Inputs,
    buildspecs: Buildspecs,
    store: ArtifactStore,
    build_logs: BuildLogs,
    network: BuildNetwork,
    encryption: Encryption,
) -> UnitTests:
    """The project, its report groups and its role."""
    log_group = build_logs.unit_test_log_group
    reports = _report_group(inputs, "UnitTestReportGroup", "tests", "TEST")
    coverage = _report_group(inputs, "CoverageReportGroup", "coverage", "CODE_COVERAGE")
    role = unit_test_role(
        inputs=inputs,
        store=store,
        log_group=log_group,
        report_groups=[reports, coverage],
        shared_policies=_shared_policies(inputs, network, encryption),
    )
    return UnitTests(
        unit_test_report_group=reports,
        coverage_report_group=coverage,
        unit_test_role=role,
        unit_test_project=_project(
            inputs,
            encryption,
            title="UnitTestProject",
            kind="unit-test-project",
            role=role,
            log_group=log_group,
            buildspec=buildspecs.test,
            privileged=False,
            variables=_runtime_variables(inputs),
        ),
    )


def docker_build(
    *,
    inputs: Inputs,
    buildspecs: Buildspecs,
    store: ArtifactStore,
    build_logs: BuildLogs,
    network: BuildNetwork,
    encryption: Encryption,
) -> DockerBuild:
    """The only build that may run Docker."""
    log_group = build_logs.docker_build_log_group
    role = docker_build_role(
        inputs=inputs,
        store=store,
        log_group=log_group,
        shared_policies=_shared_policies(inputs, network, encryption),
    )
    return DockerBuild(
        docker_build_role=role,
        docker_build_project=_project(
            inputs,
            encryption,
            title="DockerBuildProject",
            kind="docker-build-project",
            role=role,
            log_group=log_group,
            buildspec=buildspecs.docker_build,
            privileged=True,
            variables=_runtime_variables(inputs) + _image_variables(inputs),
            # Local caches do not work in a VPC (CodeBuild User Guide, "Cache
            # builds to improve performance").
            Cache=inputs.builds.has_vpc.unless(
                codebuild.ProjectCache(Type="LOCAL", Modes=["LOCAL_DOCKER_LAYER_CACHE"])
            ),
        ),
    )


def _shared_policies(
    inputs: Inputs, network: BuildNetwork, encryption: Encryption
) -> list[If]:
    in_vpc = inputs.builds.has_vpc.when(network.network_policy.ref())
    return [in_vpc, encryption.policy]


def _report_group(
    inputs: Inputs, title: str, kind: str, report_type: str
) -> codebuild.ReportGroup:
    return codebuild.ReportGroup(
        title,
        Name=inputs.naming.report_group("unit-test-project", kind),
        Type=report_type,
        ExportConfig=codebuild.ReportExportConfig(ExportConfigType="NO_EXPORT"),
        # Or the stack could not be deleted once there is a report.
        DeleteReports=True,
        Tags=inputs.naming.tags(),
    )


def _project(
    inputs: Inputs,
    encryption: Encryption,
    *,
    title: str,
    kind: str,
    role: iam.Role,
    log_group: logs.LogGroup,
    buildspec: str,
    privileged: bool,
    variables: list[Any],
    **more: Any,
) -> codebuild.Project:
    builds = inputs.builds
    return codebuild.Project(
        title,
        Name=inputs.naming.prefixed(kind),
        ServiceRole=role.get_att("Arn"),
        Artifacts=codebuild.Artifacts(Type="CODEPIPELINE"),
        Environment=codebuild.Environment(
            Type="LINUX_CONTAINER",
            Image=BUILD_IMAGE,
            ComputeType=COMPUTE_TYPE,
            PrivilegedMode=privileged,
            EnvironmentVariables=variables,
        ),
        LogsConfig=codebuild.LogsConfig(
            CloudWatchLogs=codebuild.CloudWatchLogs(
                Status="ENABLED", GroupName=log_group.ref()
            )
        ),
        TimeoutInMinutes=BUILD_TIMEOUT_MINUTES,
        EncryptionKey=encryption.key_arn,
        VpcConfig=builds.has_vpc.when(
            codebuild.VpcConfig(
                VpcId=builds.vpc_id.ref(),
                Subnets=Split(",", builds.subnet_ids.ref()),
                SecurityGroupIds=Split(",", builds.security_group_ids.ref()),
            )
        ),
        **more,
        Source=codebuild.Source(Type="CODEPIPELINE", BuildSpec=buildspec),
        Tags=inputs.naming.tags(),
    )


def _variable(name: str, value: Any, **kind: str) -> codebuild.EnvironmentVariable:
    return codebuild.EnvironmentVariable(Name=name, Value=value, **kind)


def _runtime_variables(inputs: Inputs) -> list[Any]:
    return [
        _variable("NODE_VERSION", inputs.builds.node_version.ref()),
        _variable("SERVICE_PATH", inputs.builds.service_path.ref()),
    ]


def _image_variables(inputs: Inputs) -> list[Any]:
    registry, deployment = inputs.registry, inputs.deployment
    ecr_host = Sub("${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}")
    return [
        _variable(
            "IMAGE_NAME",
            registry.uses_ecr.choose(
                registry.ecr_repository_name.ref(), inputs.naming.service_name.ref()
            ),
        ),
        # As plain data: troposphere takes no If in this list.
        registry.uses_ecr.when(_variable("ECR_REGISTRY", ecr_host)).to_dict(),
        *(
            registry.uses_ecr.unless(
                _variable(
                    f"REGISTRY_{name}",
                    Sub(f"{registry.secret_name}:{key}"),
                    Type="SECRETS_MANAGER",
                )
            ).to_dict()
            for name, key in (
                ("USERNAME", "username"),
                ("PASSWORD", "password"),
                ("URL", "registry"),
            )
        ),
        _variable("SCANNER_IMAGE", registry.scanner_image.ref()),
        _variable("SCAN_SEVERITY", registry.scan_severity.ref()),
        _variable("ECS_CLUSTER_NAME", deployment.ecs_cluster_name.ref()),
        _variable("ECS_SERVICE_NAME", deployment.ecs_service_name.ref()),
        _variable("CONTAINER_NAME", deployment.container_name.ref()),
        _variable("CONTAINER_PORT", deployment.container_port.ref()),
    ]
