"""What each build may do: a role of its own, and no more than it needs."""

from typing import Any

from awacs import codebuild, ec2, ecr, ecs, logs, s3, secretsmanager
from awacs.aws import ArnEquals, Condition, StringEquals
from troposphere import If, iam
from troposphere.codebuild import ReportGroup
from troposphere.logs import LogGroup

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import (
    allow,
    allow_anywhere,
    inline_policy,
    policy_document,
    reasons,
    regional_arn,
    trust,
)


def unit_test_role(
    *,
    inputs: Inputs,
    store: ArtifactStore,
    log_group: LogGroup,
    report_groups: list[ReportGroup],
    shared_policies: list[If],
) -> iam.Role:
    """Logs, artifacts and reports; no registry, no secret, no ECS."""
    reports = allow(
        codebuild.CreateReport,
        codebuild.UpdateReport,
        codebuild.BatchPutTestCases,
        codebuild.BatchPutCodeCoverages,
        on=[each.get_att("Arn") for each in report_groups],
    )
    return _build_role(
        inputs,
        title="UnitTestRole",
        role_name="unit-test-role",
        project="unit-test-project",
        shared_policies=shared_policies,
        policies=[
            inline_policy("build", *_build_statements(store, log_group), reports),
        ],
    )


def docker_build_role(
    *,
    inputs: Inputs,
    store: ArtifactStore,
    log_group: LogGroup,
    shared_policies: list[If],
) -> iam.Role:
    """Pushes one image and reads the service that it is for."""
    uses_ecr = inputs.registry.uses_ecr
    return _build_role(
        inputs,
        title="DockerBuildRole",
        role_name="codebuild-role",
        project="docker-build-project",
        shared_policies=shared_policies,
        policies=[
            inline_policy(
                "build",
                *_build_statements(store, log_group),
                *_service_statements(),
            ),
            uses_ecr.choose(_ecr_policy(), _credentials_policy(inputs)),
        ],
        Metadata=reasons("ReadTaskDefinition", "LogInToEcr"),
    )


def _build_role(
    inputs: Inputs,
    *,
    title: str,
    role_name: str,
    project: str,
    policies: list[Any],
    shared_policies: list[If],
    **more: Any,
) -> iam.Role:
    name = f"${{NamePrefix}}{project}-${{EnvironmentSuffix}}"
    return iam.Role(
        title,
        **more,
        RoleName=inputs.naming.prefixed(role_name),
        AssumeRolePolicyDocument=trust(
            "codebuild.amazonaws.com",
            on_behalf_of=regional_arn("codebuild", f"project/{name}"),
        ),
        PermissionsBoundary=inputs.protection.boundary,
        ManagedPolicyArns=shared_policies,
        Policies=policies,
        Tags=inputs.naming.tags(),
    )


def _build_statements(store: ArtifactStore, log_group: LogGroup) -> list[Any]:
    """What every build needs: its log, its input and its output."""
    return [
        allow(
            logs.CreateLogStream,
            logs.PutLogEvents,
            # The ARN ends in `:*`, which is the group's streams.
            on=[log_group.get_att("Arn")],
        ),
        allow(
            s3.GetObject,
            s3.GetObjectVersion,
            s3.PutObject,
            on=[store.objects],
        ),
    ]


def _service_statements() -> list[Any]:
    """The task definition of the next deployment starts from the running one."""
    return [
        allow(
            ecs.DescribeServices,
            on=[regional_arn("ecs", "service/${EcsClusterName}/${EcsServiceName}")],
        ),
        allow_anywhere("ReadTaskDefinition", ecs.DescribeTaskDefinition),
    ]


def _ecr_policy() -> iam.Policy:
    return inline_policy(
        "ecr",
        allow_anywhere("LogInToEcr", ecr.GetAuthorizationToken),
        allow(
            ecr.BatchCheckLayerAvailability,
            ecr.BatchGetImage,
            ecr.CompleteLayerUpload,
            ecr.GetDownloadUrlForLayer,
            ecr.InitiateLayerUpload,
            ecr.PutImage,
            ecr.UploadLayerPart,
            on=[regional_arn("ecr", "repository/${EcrRepositoryName}")],
        ),
    )


def _credentials_policy(inputs: Inputs) -> iam.Policy:
    return inline_policy(
        "registry-credentials",
        allow(
            secretsmanager.GetSecretValue,
            # Secrets Manager adds six characters to the name.
            on=[
                regional_arn(
                    "secretsmanager", f"secret:{inputs.registry.secret_name}-??????"
                )
            ],
        ),
    )


def network_policy(*, inputs: Inputs) -> iam.ManagedPolicy:
    """Network interfaces in one VPC, for CodeBuild alone; both builds need it.

    After the CodeBuild User Guide, "Allow CodeBuild access to services in a
    VPC". The guide names the subnets; a list of subnets cannot be turned into
    ARNs in a template, so the condition is on their VPC.
    """
    in_vpc = {"ec2:Vpc": regional_arn("ec2", "vpc/${VpcId}")}
    interfaces = regional_arn("ec2", "network-interface/*")
    return iam.ManagedPolicy(
        "NetworkPolicy",
        Condition=inputs.builds.has_vpc.name,
        Metadata=reasons("SeeNetwork"),
        PolicyDocument=policy_document(
            allow_anywhere(
                "SeeNetwork",
                ec2.DescribeDhcpOptions,
                ec2.DescribeNetworkInterfaces,
                ec2.DescribeSecurityGroups,
                ec2.DescribeSubnets,
                ec2.DescribeVpcs,
            ),
            allow(
                ec2.CreateNetworkInterface,
                ec2.DeleteNetworkInterface,
                # Interfaces, subnets and security groups: all are checked.
                on=[regional_arn("ec2", "*")],
                only_if=Condition(ArnEquals(in_vpc)),
            ),
            allow(
                ec2.CreateNetworkInterfacePermission,
                on=[interfaces],
                only_if=Condition(
                    [
                        StringEquals(
                            {"ec2:AuthorizedService": "codebuild.amazonaws.com"}
                        ),
                        ArnEquals(in_vpc),
                    ]
                ),
            ),
        ),
    )
