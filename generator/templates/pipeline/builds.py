"""The two builds: tests, and the image."""

from dataclasses import dataclass
from typing import Any

from troposphere import Sub, codebuild, iam, logs

from generator.buildspecs import Buildspecs
from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.build_roles import (
    docker_build_role,
    unit_test_role,
)
from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.logs import BuildLogs

# Ubuntu image with Node.js 18, 20, 22 and 24 (aws-codebuild-docker-images,
# ubuntu/standard/7.0/runtimes.yml); standard:8.0 has 22 and 24 only.
BUILD_IMAGE = "aws/codebuild/standard:7.0"


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


def unit_tests(
    *,
    inputs: Inputs,
    buildspecs: Buildspecs,
    store: ArtifactStore,
    build_logs: BuildLogs,
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
        encryption=encryption,
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
            description="Lint, dependency audit and unit tests with coverage",
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
    encryption: Encryption,
) -> DockerBuild:
    """The only build that may run Docker."""
    log_group = build_logs.docker_build_log_group
    role = docker_build_role(
        inputs=inputs, store=store, log_group=log_group, encryption=encryption
    )
    return DockerBuild(
        docker_build_role=role,
        docker_build_project=_project(
            inputs,
            encryption,
            title="DockerBuildProject",
            kind="docker-build-project",
            description="Image build, scan and push; deployment files",
            role=role,
            log_group=log_group,
            buildspec=buildspecs.docker_build,
            privileged=True,
            variables=_runtime_variables(inputs) + _image_variables(inputs),
            Cache=codebuild.ProjectCache(
                Type="LOCAL", Modes=["LOCAL_DOCKER_LAYER_CACHE"]
            ),
        ),
    )


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
    description: str,
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
        Description=description,
        ServiceRole=role.get_att("Arn"),
        Artifacts=codebuild.Artifacts(Type="CODEPIPELINE"),
        Environment=codebuild.Environment(
            Type="LINUX_CONTAINER",
            Image=BUILD_IMAGE,
            ImagePullCredentialsType="CODEBUILD",
            ComputeType=builds.compute_type.ref(),
            PrivilegedMode=privileged,
            EnvironmentVariables=variables,
        ),
        LogsConfig=codebuild.LogsConfig(
            CloudWatchLogs=codebuild.CloudWatchLogs(
                Status="ENABLED", GroupName=log_group.ref()
            )
        ),
        TimeoutInMinutes=builds.build_timeout_minutes.ref(),
        QueuedTimeoutInMinutes=60,
        EncryptionKey=encryption.key_arn,
        VpcConfig=builds.has_vpc.when(
            codebuild.VpcConfig(
                VpcId=builds.vpc_id.ref(),
                Subnets=builds.subnet_ids.ref(),
                SecurityGroupIds=builds.security_group_ids.ref(),
            )
        ),
        **more,
        Source=codebuild.Source(Type="CODEPIPELINE", BuildSpec=buildspec),
        Tags=inputs.naming.tags(),
    )


def _variable(
    name: str, value: Any, kind: str = "PLAINTEXT"
) -> codebuild.EnvironmentVariable:
    return codebuild.EnvironmentVariable(Name=name, Type=kind, Value=value)


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
                registry.ecr_repository_name.ref(), registry.image_name.ref()
            ),
        ),
        registry.uses_ecr.when(_variable("ECR_REGISTRY", ecr_host)),
        *(
            registry.uses_ecr.unless(
                _variable(
                    f"REGISTRY_{name}",
                    Sub(f"${{Secret}}:{key}", Secret=registry.secret_name),
                    "SECRETS_MANAGER",
                )
            )
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
