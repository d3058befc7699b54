"""The container, its size and what it may reach."""

from dataclasses import dataclass

from troposphere import Equals, If, Not, Parameter, Ref

from generator.templates import patterns as shared
from generator.templates.service.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class TaskInputs:
    """What the first task definition says; the pipeline's registers the next ones."""

    container_name: Parameter
    container_port: Parameter
    health_check_path: Parameter
    task_cpu: Parameter
    task_memory: Parameter
    cpu_architecture: Parameter
    placeholder_image: Parameter
    label: str = "Tasks"


@dataclass(frozen=True)
class AccessInputs:
    """What the roles of the tasks may do, and their limit."""

    ecr_repository_name: Parameter
    ecr_repository_account_id: Parameter
    ecr_repository_region: Parameter
    secret_arns: Parameter
    secrets_key_arn: Parameter
    task_policy_arn: Parameter
    permissions_boundary_arn: Parameter
    has_repository: Switch
    has_repository_account: Switch
    has_repository_region: Switch
    has_secrets: Switch
    has_secrets_key: Switch
    has_task_policy: Switch
    has_boundary: Switch
    label: str = "Access"

    @property
    def boundary(self) -> If:
        """The permissions boundary of every role, if there is one."""
        return self.has_boundary.when(self.permissions_boundary_arn.ref())


def task_inputs() -> TaskInputs:
    """Container, port and size as the pipeline has them by default."""
    return TaskInputs(
        container_name=Parameter(
            "ContainerName",
            Type="String",
            Default="payment-service",
            Description="Container that gets the traffic",
            **shared.ECS_NAME.required,
        ),
        container_port=Parameter(
            "ContainerPort",
            Type="Number",
            Default=8080,
            MinValue=1,
            MaxValue=65535,
            Description="Port of the container that gets the traffic",
            ConstraintDescription="1 to 65535",
        ),
        health_check_path=Parameter(
            "HealthCheckPath",
            Type="String",
            Default="/health",
            Description="Path that answers 200 while a task is well",
            **patterns.URL_PATH.required,
        ),
        task_cpu=Parameter(
            "TaskCpu",
            Type="Number",
            Default=256,
            AllowedValues=[256, 512, 1024, 2048, 4096, 8192, 16384],
            Description="CPU units of a task of the first task definition; 1024 are "
            "one vCPU",
            ConstraintDescription="a size of Fargate",
        ),
        task_memory=Parameter(
            "TaskMemory",
            Type="Number",
            Default=512,
            # Amazon ECS Developer Guide, "Fargate task CPU and memory".
            MinValue=512,
            MaxValue=122880,
            Description="Memory of a task of the first task definition, in MiB; which "
            "ones there are depends on TaskCpu",
            ConstraintDescription="512 to 122880 MiB",
        ),
        cpu_architecture=Parameter(
            "CpuArchitecture",
            Type="String",
            Default="X86_64",
            AllowedValues=["X86_64", "ARM64"],
            Description="Processor of the tasks: that of the images",
            ConstraintDescription="X86_64 or ARM64",
        ),
        placeholder_image=Parameter(
            "PlaceholderImage",
            Type="String",
            Default="public.ecr.aws/nginx/nginx:1.27-alpine",
            Description="Image of nginx that answers every path until the pipeline has "
            "deployed, which needs a way to it from the tasks' subnets",
            **shared.IMAGE.required,
        ),
    )


def access_inputs() -> AccessInputs:
    """By default an image that anybody may pull, and no secret."""
    return AccessInputs(
        ecr_repository_name=Parameter(
            "EcrRepositoryName",
            Type="String",
            Default="",
            Description="ECR repository that tasks may pull from; empty for none",
            **shared.REPOSITORY.optional,
        ),
        ecr_repository_account_id=Parameter(
            "EcrRepositoryAccountId",
            Type="String",
            Default="",
            Description="Account of that repository, which must let this one pull; "
            "empty for this account",
            **shared.ACCOUNT_ID.optional,
        ),
        ecr_repository_region=Parameter(
            "EcrRepositoryRegion",
            Type="String",
            Default="",
            Description="Region of that repository; empty for this region",
            **shared.REGION.optional,
        ),
        secret_arns=Parameter(
            "SecretArns",
            Type="String",
            Default="",
            Description="Secrets that task definitions may give to their containers, "
            "ARNs with commas between; empty for none",
            **patterns.SECRET_ARNS.optional,
        ),
        secrets_key_arn=Parameter(
            "SecretsKeyArn",
            Type="String",
            Default="",
            Description="Customer managed key of these secrets; empty for the one of "
            "Secrets Manager",
            **shared.KEY_ARN.optional,
        ),
        task_policy_arn=Parameter(
            "TaskPolicyArn",
            Type="String",
            Default="",
            Description="Managed policy of what the container itself may do; empty for "
            "nothing",
            **shared.POLICY_ARN.optional,
        ),
        permissions_boundary_arn=Parameter(
            "PermissionsBoundaryArn",
            Type="String",
            Default="",
            Description="Permissions boundary of every role; empty for none",
            **shared.POLICY_ARN.optional,
        ),
        has_repository=Switch(
            "HasRepository", Not(Equals(Ref("EcrRepositoryName"), ""))
        ),
        has_repository_account=Switch(
            "HasRepositoryAccount", Not(Equals(Ref("EcrRepositoryAccountId"), ""))
        ),
        has_repository_region=Switch(
            "HasRepositoryRegion", Not(Equals(Ref("EcrRepositoryRegion"), ""))
        ),
        has_secrets=Switch("HasSecrets", Not(Equals(Ref("SecretArns"), ""))),
        has_secrets_key=Switch("HasSecretsKey", Not(Equals(Ref("SecretsKeyArn"), ""))),
        has_task_policy=Switch("HasTaskPolicy", Not(Equals(Ref("TaskPolicyArn"), ""))),
        has_boundary=Switch(
            "HasBoundary", Not(Equals(Ref("PermissionsBoundaryArn"), ""))
        ),
    )
